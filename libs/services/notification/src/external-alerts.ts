import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import { transitions } from '@tocsin/contracts/topics/transitions';
import {
  expireExternal,
  type ExternalAlert,
  type ExternalChange,
  type PostedAlert,
  takePosted,
} from '@tocsin/domain/alerting/external-alert';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import type { ExternalAlertStore } from '@tocsin/ports/external-alert-store';
import type { Handled } from '@tocsin/ports/handling';

/** How often alerts are looked for that nobody has posted again. */
const LOOK_PERIOD_MS = 1_000;
/** Most alerts ended in one transaction. */
const EXPIRED_MAX = 500;
/** How long it is remembered that an alert is over: its next episode must not bear the same name. */
const REMEMBERED_MS = 86_400_000;
const FORGET_PERIOD_MS = 600_000;

export interface ExternalAlertsOptions {
  store: ExternalAlertStore;
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
  clock: Clock;
  onError(error: unknown): void;
}

/** Makes transitions, like those of our own rules, of the alerts that others post. */
export class ExternalAlerts {
  readonly #options: ExternalAlertsOptions;
  readonly #stopTimers: (() => void)[];
  #look: Promise<void> | null = null;

  constructor(options: ExternalAlertsOptions) {
    this.#options = options;
    const { clock, store, onError } = options;
    this.#stopTimers = [
      clock.every(LOOK_PERIOD_MS, () => {
        this.#look ??= this.expire()
          .catch(onError)
          .finally(() => (this.#look = null));
      }),
      clock.every(FORGET_PERIOD_MS, () => store.forgetOverBefore(clock.now() - REMEMBERED_MS).catch(onError)),
    ];
  }

  async stop(): Promise<void> {
    for (const stopTimer of this.#stopTimers) stopTimer();
    await this.#look;
  }

  /** Takes posted alerts in, in their order; done again it makes the same transitions. */
  async take(posted: readonly Handled<PostedAlert>[]): Promise<void> {
    const keys = posted.map(({ value }) => ({
      tenantId: value.tenant_id,
      fingerprint: labelFingerprint(value.labels),
    }));
    await this.#options.store.change(keys, (known) => changesOf(known, posted), this.#publish);
  }

  /** Ends what was not posted again in time. */
  async expire(): Promise<void> {
    const { store, clock } = this.#options;
    for (let found = EXPIRED_MAX; found === EXPIRED_MAX;) {
      const now = clock.now();
      const change = (known: readonly ExternalAlert[]) => known.flatMap((alert) => expireExternal(alert, now) ?? []);
      found = await store.expire(now, EXPIRED_MAX, change, this.#publish);
    }
  }

  readonly #publish = async (made: readonly Transition[]): Promise<void> => {
    if (made.length === 0) return;
    const { log, topicPrefix } = this.#options;
    const records = made.map((transition) => ({
      key: ruleKey(transition.tenant_id, ruleKey(transition.rule_id, transition.fingerprint)),
      value: encodeJson(transitions, transition),
    }));
    await log.append(topicName(transitions, topicPrefix), records);
  };
}

function changesOf(known: readonly ExternalAlert[], posted: readonly Handled<PostedAlert>[]): ExternalChange[] {
  const byKey = new Map(known.map((alert) => [ruleKey(alert.firing.tenant_id, alert.firing.fingerprint), alert]));
  return posted.flatMap(({ value, record: { partition, offset } }) => {
    const key = ruleKey(value.tenant_id, labelFingerprint(value.labels));
    const change = takePosted(byKey.get(key) ?? null, value, { partition, offset });
    if (change === null) return [];
    byKey.set(key, change.alert);
    return [change];
  });
}
