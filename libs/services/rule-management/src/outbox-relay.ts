import { type TopicDefinition, topicName } from '@tocsin/contracts/define-topic';
import { audit } from '@tocsin/contracts/topics/audit';
import { receivers } from '@tocsin/contracts/topics/receivers';
import { rules } from '@tocsin/contracts/topics/rules';
import { encodeRuleChange, samples } from '@tocsin/contracts/topics/samples';
import type { Clock } from '@tocsin/ports/clock';
import type { ConfigurationStore, OutboxEvent } from '@tocsin/ports/configuration-store';
import type { AppendRecord, EventLog } from '@tocsin/ports/event-log';

/** Most events of one round; a round is one transaction. */
const ROUND_MAX = 200;
/** How often the outbox is looked at without being told to: after a crash, or for another process's events. */
const ROUND_PERIOD_MS = 1_000;

const topicsByName: Record<OutboxEvent['topic'], TopicDefinition> = { rules, receivers, audit };

export interface OutboxRelayOptions {
  store: ConfigurationStore;
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  onError(error: unknown): void;
}

/**
 * Publishes what the outbox holds. A changed rule goes to the compacted `rules` topic and into every partition of the
 * samples topic, so that the engine meets it at one place in the order of its samples.
 */
export class OutboxRelay {
  readonly #options: OutboxRelayOptions;
  readonly #stopTimer: () => void;
  #round: Promise<void> | null = null;
  #again = false;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#stopTimer = options.clock.every(ROUND_PERIOD_MS, () => this.wake());
  }

  /** Publishes what there is; returns when this round is over. */
  wake(): Promise<void> {
    this.#again = true;
    this.#round ??= this.#run().finally(() => (this.#round = null));
    return this.#round;
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#round;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        while ((await this.#options.store.relay(ROUND_MAX, (events) => this.#publish(events))) === ROUND_MAX);
      }
    } catch (error) {
      this.#options.onError(error);
    }
  }

  async #publish(events: readonly OutboxEvent[]): Promise<void> {
    const { log, topicPrefix } = this.#options;
    const encoder = new TextEncoder();
    const byTopic = new Map<string, AppendRecord[]>();
    const put = (topic: TopicDefinition, record: AppendRecord): void => {
      const name = topicName(topic, topicPrefix);
      byTopic.set(name, [...(byTopic.get(name) ?? []), record]);
    };
    for (const { topic, key, value } of events) {
      put(topicsByName[topic], { key, value: value === null ? null : encoder.encode(JSON.stringify(value)) });
      if (topic !== 'rules') continue;
      const [tenant, ruleId] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
      const change = encodeRuleChange(tenant, ruleId, value);
      for (let partition = 0; partition < samples.partitions; partition += 1)
        put(samples, { key: tenant, partition, value: change });
    }
    for (const [topic, records] of byTopic) await log.append(topic, records);
  }
}
