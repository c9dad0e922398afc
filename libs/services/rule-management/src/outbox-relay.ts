import { type TopicDefinition, topicName } from '@tocsin/contracts/define-topic';
import { acknowledgements } from '@tocsin/contracts/topics/acknowledgements';
import { apiKeys } from '@tocsin/contracts/topics/api-keys';
import { audit } from '@tocsin/contracts/topics/audit';
import { erasures } from '@tocsin/contracts/topics/erasures';
import { incidentNotes } from '@tocsin/contracts/topics/incident-notes';
import { notificationPolicies } from '@tocsin/contracts/topics/notification-policies';
import { predictionMarks } from '@tocsin/contracts/topics/prediction-marks';
import { incidents, recommendations } from '@tocsin/contracts/topics/recommendations';
import { receivers } from '@tocsin/contracts/topics/receivers';
import { revocations } from '@tocsin/contracts/topics/revocations';
import { ruleGroups } from '@tocsin/contracts/topics/rule-groups';
import { approvalPolicies, groupProposals, ruleProposals } from '@tocsin/contracts/topics/rule-proposals';
import { rules } from '@tocsin/contracts/topics/rules';
import { encodeGroup, encodeRuleChange, encodeSeriesQuota, samples } from '@tocsin/contracts/topics/samples';
import { silences } from '@tocsin/contracts/topics/silences';
import { tenants } from '@tocsin/contracts/topics/tenants';
import type { Clock } from '@tocsin/ports/clock';
import { Rounds } from '@tocsin/runtime/rounds';
import type { ConfigurationStore, OutboxEvent } from '@tocsin/ports/configuration-store';
import type { AppendRecord, EventLog } from '@tocsin/ports/event-log';

/** Most events of one round; a round is one transaction. */
const ROUND_MAX = 200;
/** Most bytes of events that are appended at once: Kafka takes 1 MiB for a partition, and each partition gets them all. */
const APPEND_BYTES_MAX = 512 * 1024;
/** How often the outbox is looked at without being told to: after a crash, or for another process's events. */
const ROUND_PERIOD_MS = 1_000;

const topicsByName: Record<OutboxEvent['topic'], TopicDefinition> = {
  rules,
  'rule-groups': ruleGroups,
  'rule-proposals': ruleProposals,
  'group-proposals': groupProposals,
  'approval-policies': approvalPolicies,
  receivers,
  'notification-policies': notificationPolicies,
  'prediction-marks': predictionMarks,
  silences,
  acknowledgements,
  incidents,
  recommendations,
  'incident-notes': incidentNotes,
  audit,
  'api-keys': apiKeys,
  revocations,
  erasures,
  tenants,
};

export interface OutboxRelayOptions {
  store: ConfigurationStore;
  log: Pick<EventLog, 'append' | 'offsets'>;
  topicPrefix: string;
  clock: Clock;
  onError(error: unknown): void;
}

/**
 * Publishes what the outbox holds. A changed rule or rule group, and a tenant's quota of series, go to their compacted topics
 * and into every partition of the samples topic, so that the engine meets them at one place in the order of its samples.
 */
export class OutboxRelay {
  readonly #options: OutboxRelayOptions;
  readonly #stopTimer: () => void;
  readonly #rounds: Rounds;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#rounds = new Rounds(() => this.#relay(), options.onError);
    this.#stopTimer = options.clock.every(ROUND_PERIOD_MS, () => this.wake());
  }

  /** Publishes what there is; returns when that is done. */
  wake(): Promise<void> {
    return this.#rounds.wake();
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#rounds.stop();
  }

  async #relay(): Promise<void> {
    while ((await this.#options.store.relay(ROUND_MAX, (events) => this.#publish(events))) === ROUND_MAX);
  }

  async #publish(events: readonly OutboxEvent[]): Promise<void> {
    const written = events.map((event) => ({ event, bytes: event.value === null ? null : encode(event.value) }));
    for (const part of inParts(written)) await this.#append(part);
  }

  async #append(part: readonly Written[]): Promise<void> {
    const { log, topicPrefix } = this.#options;
    const partitions = await log.offsets(topicName(samples, topicPrefix));
    const byTopic = new Map<string, AppendRecord[]>();
    const put = (topic: TopicDefinition, record: AppendRecord): void => {
      const name = topicName(topic, topicPrefix);
      byTopic.set(name, [...(byTopic.get(name) ?? []), record]);
    };
    for (const { event, bytes } of part) {
      put(topicsByName[event.topic], { key: event.key, value: bytes });
      const change = changeOf(event);
      if (change === null) continue;
      for (const { partition } of partitions) put(samples, { key: tenantOf(event.key), partition, value: change });
    }
    for (const [topic, records] of byTopic) await log.append(topic, records);
  }
}

interface Written {
  event: OutboxEvent;
  bytes: Uint8Array | null;
}

const encode = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** Events in their order, as many at once as the log takes. */
function inParts(written: readonly Written[]): Written[][] {
  const parts: Written[][] = [];
  let room = 0;
  for (const one of written) {
    const size = one.bytes?.length ?? 0;
    if (size > room || parts.length === 0) {
      parts.push([]);
      room = APPEND_BYTES_MAX;
    }
    parts.at(-1)?.push(one);
    room -= size;
  }
  return parts;
}

/** What the engine must hear of an event; null for nothing. */
function changeOf({ topic, key, value }: OutboxEvent): Uint8Array | null {
  const id = key.slice(key.indexOf('/') + 1);
  if (topic === 'rules') return encodeRuleChange(tenantOf(key), id, value);
  if (topic === 'rule-groups') return encodeGroup(tenantOf(key), id, value);
  if (topic === 'tenants') return encodeSeriesQuota(tenantOf(key), value.quotas.series);
  return null;
}

const tenantOf = (key: string): string => key.slice(0, key.indexOf('/'));
