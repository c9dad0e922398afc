import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type Notification, notifications } from '@tocsin/contracts/topics/notifications';
import { ratesPerMinute, type Receiver } from '@tocsin/contracts/topics/receivers';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import {
  afterAskedToWait,
  afterDelivered,
  afterFailed,
  afterRefused,
  isOpen,
} from '@tocsin/domain/alerting/receiver-health';
import type { Clock } from '@tocsin/ports/clock';
import { Rounds } from '@tocsin/runtime/rounds';
import type { AttemptOutcome, DeliveryLedger } from '@tocsin/ports/delivery-ledger';
import type { Delivery, DeliveryStore } from '@tocsin/ports/delivery-store';
import type { EventLog } from '@tocsin/ports/event-log';
import type { RateCounter } from '@tocsin/ports/rate-counter';
import { noTracing, type Span, TENANT_ATTRIBUTE, traced, type Tracing } from '@tocsin/ports/tracing';
import type { Registry } from 'prom-client';
import type { Carried, Carrier } from './carrier.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { HourlyQuota } from './hourly-quota.js';
import { HeldReceivers } from './held-receivers.js';
import { attemptOf } from './ledger-entry.js';
import { prepareNotice, type ReceiverKeys } from './prepare-notice.js';
import type { ReceiverDirectory } from './receiver-directory.js';

/** Deliveries under way at once in this process: thirty receivers may be slow at once, and the others do not feel it. */
const CONCURRENT_MAX = 128;
/** Of these, to one receiver; more would only make a slow one slower. */
const CONCURRENT_PER_RECEIVER_MAX = 4;
/** To one tenant: a claim may take as many again, so that two tenants whose receivers are all slow leave room for others. */
const CONCURRENT_PER_TENANT_MAX = 24;
/** A receiver has this long to answer, as in Alertmanager's defaults for webhooks of this kind. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Longer than an attempt can take, so that no delivery is claimed twice while one runs. */
const LEASE_MS = 30_000;
/** First pause after a failed attempt; doubles with each up to {@link PAUSE_MS_MAX}. */
const PAUSE_MS_FIRST = 500;
const PAUSE_MS_MAX = 300_000;
/** How long a receiver is left alone that asks to wait and does not say for how long. */
const ASKED_PAUSE_MS = 1_000;
/** After a day nobody is helped by the news any more. */
const GIVE_UP_AFTER_MS = 86_400_000;
/** How often due deliveries are looked for without being told of new ones. */
const LOOK_PERIOD_MS = 500;
/** What is done is kept a week; the ledger tells of it for longer. */
const KEEP_DONE_MS = 7 * 86_400_000;
/** How long attempts stand in the ledger. */
export const KEEP_ATTEMPTS_MS = 90 * 86_400_000;
const FORGET_PERIOD_MS = 3_600_000;
const MINUTE_MS = 60_000;
const HELD_TOO_LONG = 'it waited for a day, in which the tenant has sent as many notifications as it may';
const SAID_LATER =
  'it waited as the tenant had sent as many notifications as it may, and a later notification of its group says the same and more';

export interface DeliveryDispatcherOptions {
  store: DeliveryStore;
  ledger: DeliveryLedger;
  receivers: Pick<ReceiverDirectory, 'get'>;
  carrier: Pick<Carrier, 'carry'>;
  keysOf(tenant: string): Promise<ReceiverKeys>;
  rates: RateCounter;
  /** Most notifications of a tenant an hour. */
  notificationsAnHour(tenantId: string): number;
  /** Where the gateway is reached, without a slash at the end; empty when that is not known. */
  externalUrl: string;
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
  clock: Clock;
  /** In [0, 1); spreads the retries of many deliveries. */
  random: () => number;
  registry: Registry;
  /** Default: none. */
  tracing?: Tracing;
  /** Told of each attempt; nobody when left out. */
  onAttempt?(attempt: AttemptEvent): void;
  onError(error: unknown): void;
}

/** An attempt as one event of the log: all that is known of it, but what was said to whom at which address. */
export interface AttemptEvent {
  tenant_id: string;
  notification_id: string;
  receiver_id: string;
  receiver_type: Receiver['type'];
  attempt: number;
  outcome: AttemptOutcome;
  http_status: number | null;
  duration_ms: number;
  /** Since it was owed. */
  waited_ms: number;
}

/**
 * Sends what is owed: at least once, with the same idempotency key and words each time, notifications of one lane in
 * order. Each receiver has its own pace: a limit of its own a minute, and a circuit that opens when it is down, so that
 * nobody waits for another's receiver.
 */
export class DeliveryDispatcher {
  readonly #options: DeliveryDispatcherOptions;
  readonly #metrics: DeliveryMetrics;
  readonly #quota: HourlyQuota;
  readonly #stopTimers: (() => void)[];
  readonly #running = new Set<Promise<void>>();
  readonly #held = new HeldReceivers({
    perReceiver: CONCURRENT_PER_RECEIVER_MAX,
    perTenant: CONCURRENT_PER_TENANT_MAX,
  });
  readonly #rounds: Rounds;

  constructor(options: DeliveryDispatcherOptions) {
    this.#options = options;
    this.#rounds = new Rounds(() => this.#lookForDue(), options.onError);
    this.#metrics = new DeliveryMetrics(options.registry);
    const { clock, store, ledger, externalUrl, notificationsAnHour: limitOf } = options;
    this.#quota = new HourlyQuota({ store, ledger, limitOf, externalUrl });
    this.#stopTimers = [
      clock.every(LOOK_PERIOD_MS, () => this.wake()),
      clock.every(FORGET_PERIOD_MS, () => this.#forget()),
    ];
  }

  /** Looks for due deliveries now. */
  wake(): Promise<void> {
    return this.#rounds.wake();
  }

  async stop(): Promise<void> {
    for (const stopTimer of this.#stopTimers) stopTimer();
    await this.#rounds.stop();
    await Promise.all(this.#running);
  }

  async #forget(): Promise<void> {
    const { store, ledger, clock, onError } = this.#options;
    await store.forgetDoneBefore(clock.now() - KEEP_DONE_MS).catch(onError);
    await ledger.forgetBefore(clock.now() - KEEP_ATTEMPTS_MS).catch(onError);
  }

  async #lookForDue(): Promise<void> {
    const limit = CONCURRENT_MAX - this.#running.size;
    if (limit === 0) return;
    const now = this.#options.clock.now();
    const due = await this.#options.store.claim({
      now,
      leaseMs: LEASE_MS,
      limit,
      perReceiver: CONCURRENT_PER_RECEIVER_MAX,
      perTenant: CONCURRENT_PER_TENANT_MAX,
      except: this.#held.at(now),
      exceptTenants: this.#held.crowdedTenants(),
    });
    for (const delivery of due) this.#send(delivery);
    if (due.length > 0) void this.wake();
  }

  #send(delivery: Delivery): void {
    this.#held.begin(delivery);
    const { tracing = noTracing } = this.#options;
    const span = this.#beginSpan(delivery);
    const run = traced(tracing, span, () => this.#attempt(delivery, span))
      .catch(this.#options.onError)
      .finally(() => {
        this.#held.end(delivery);
        this.#running.delete(run);
        if (!this.#rounds.isStopped) void this.wake();
      });
    this.#running.add(run);
  }

  #beginSpan({ traceparent, tenantId, receiverId, attempts }: Delivery): Span | null {
    const { tracing = noTracing } = this.#options;
    return tracing.begin('deliver notification', {
      parent: traceparent ?? null,
      attributes: {
        [TENANT_ATTRIBUTE]: tenantId,
        'tocsin.receiver.id': receiverId,
        'tocsin.delivery.attempt': attempts,
      },
    });
  }

  async #attempt(delivery: Delivery, span: Span | null): Promise<void> {
    const { receivers, keysOf, carrier, clock } = this.#options;
    const receiver = receivers.get(delivery.tenantId, delivery.receiverId);
    if (receiver === null) return this.#giveUp(delivery, null, 'the receiver was deleted');
    span?.set({ 'tocsin.receiver.type': receiver.type });
    const message = JSON.parse(delivery.body) as NotificationMessage;
    if (delivery.isHeld && clock.now() - delivery.createdAt > GIVE_UP_AFTER_MS)
      return this.#giveUp(delivery, receiver, HELD_TOO_LONG);
    const admission = await this.#quota.admit(delivery, receiver, message, clock.now());
    if (admission === 'said_later') return this.#giveUp(delivery, receiver, SAID_LATER);
    if (admission === 'held') return;
    if (!(await this.#isWithinRate(delivery, receiver))) return;
    const keys = await keysOf(delivery.tenantId);
    const at = clock.now();
    const prepared = prepareNotice({ id: delivery.id, at: delivery.createdAt, message, receiver }, keys, at);
    if (prepared.kind === 'impossible') return this.#giveUp(delivery, receiver, prepared.reason);
    const carried = await carrier.carry(prepared.outgoing, ANSWER_TIMEOUT_MS, prepared.secret);
    const reason = prepared.fault === null ? carried.reason : `${carried.reason}; ${prepared.fault}`;
    await this.#conclude(delivery, receiver, message, at, { ...carried, reason });
  }

  async #isWithinRate(delivery: Delivery, receiver: Receiver): Promise<boolean> {
    if (receiver.type === 'alertmanager') return true;
    const { rates, store, clock } = this.#options;
    const limit = receiver.rate_limit_per_minute ?? ratesPerMinute[receiver.type];
    const { allowed, resetMs } = await rates.take(
      `receiver/${ruleKey(receiver.tenant_id, receiver.id)}`,
      limit,
      MINUTE_MS,
    );
    if (allowed) return true;
    const until = clock.now() + Math.max(resetMs, 1);
    this.#held.hold(delivery, until);
    await store.release(delivery.id, until);
    return false;
  }

  async #conclude(
    delivery: Delivery,
    receiver: Receiver,
    message: NotificationMessage,
    at: number,
    carried: Carried,
  ): Promise<void> {
    const { clock, ledger, store } = this.#options;
    const { verdict, reason } = carried;
    const isTooOld = clock.now() - delivery.createdAt > GIVE_UP_AFTER_MS;
    const outcome: AttemptOutcome =
      verdict.kind === 'delivered' ? 'delivered' : verdict.kind === 'given_up' || isTooOld ? 'failed' : 'retried';
    await ledger.record(attemptOf({ delivery, receiver, message, at, latencyMs: clock.now() - at, outcome, carried }));
    this.#options.onAttempt?.({
      tenant_id: delivery.tenantId,
      notification_id: delivery.id,
      receiver_id: delivery.receiverId,
      receiver_type: receiver.type,
      attempt: delivery.attempts,
      outcome,
      http_status: carried.status,
      duration_ms: clock.now() - at,
      waited_ms: clock.now() - delivery.createdAt,
    });
    await this.#learn(delivery, carried);
    if (outcome === 'retried') return this.#postpone(delivery, carried);
    if (outcome === 'delivered') {
      const now = clock.now();
      this.#metrics.delivered(receiver.type, now - delivery.createdAt);
      await store.delivered(delivery.id, now);
    } else await store.failed(delivery.id, clock.now(), reason);
    await this.#tell(delivery, outcome, reason);
  }

  /** What the attempt says of the receiver. */
  async #learn(delivery: Delivery, { verdict, status, reason }: Carried): Promise<void> {
    const { store, clock } = this.#options;
    const isAskedToWait = verdict.kind === 'again' && status === 429;
    if (isAskedToWait) {
      const askedMs = Math.min(verdict.afterMs ?? ASKED_PAUSE_MS, PAUSE_MS_MAX);
      this.#held.hold(delivery, clock.now() + askedMs);
    }
    const { before, after } = await store.changeHealth(delivery, (health) => {
      if (isAskedToWait) return afterAskedToWait(health);
      if (verdict.kind === 'delivered') return afterDelivered(health, clock.now());
      if (verdict.kind === 'given_up') return afterRefused(health, clock.now(), reason);
      return afterFailed(health, clock.now(), reason);
    });
    if (isOpen(before) && !isOpen(after)) await store.hasten(delivery);
  }

  async #postpone(delivery: Delivery, { verdict, reason }: Carried): Promise<void> {
    const { clock, random, store } = this.#options;
    const doubled = Math.min(PAUSE_MS_FIRST * 2 ** Math.min(delivery.attempts - 1, 20), PAUSE_MS_MAX);
    const asked = verdict.kind === 'again' ? (verdict.afterMs ?? 0) : 0;
    const pauseMs = Math.round(Math.max(Math.min(asked, PAUSE_MS_MAX), doubled * (0.8 + 0.4 * random())));
    this.#metrics.ended('retried');
    await store.postpone(delivery.id, clock.now() + pauseMs, reason);
  }

  /** Gives a delivery up without an attempt. @param receiver - null when it is gone */
  async #giveUp(delivery: Delivery, receiver: Receiver | null, reason: string): Promise<void> {
    const { ledger, store, clock } = this.#options;
    const message = JSON.parse(delivery.body) as NotificationMessage;
    const carried: Carried = { verdict: { kind: 'given_up' }, status: null, reason, answer: '' };
    const at = clock.now();
    await ledger.record(attemptOf({ delivery, receiver, message, at, latencyMs: 0, outcome: 'failed', carried }));
    await store.failed(delivery.id, at, reason);
    await this.#tell(delivery, 'failed', reason);
  }

  async #tell(delivery: Delivery, outcome: Notification['outcome'], message: string): Promise<void> {
    const { log, topicPrefix, clock } = this.#options;
    this.#metrics.ended(outcome);
    const { id, tenantId: tenant_id, receiverId: receiver_id, groupKey: group_key, attempts } = delivery;
    const at = clock.now();
    const event: Notification = { id, tenant_id, receiver_id, group_key, outcome, attempts, at, message };
    await log.append(topicName(notifications, topicPrefix), [
      { key: ruleKey(tenant_id, receiver_id), value: encodeJson(notifications, event) },
    ]);
  }
}
