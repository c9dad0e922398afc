import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type Notification, notifications } from '@tocsin/contracts/topics/notifications';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Clock } from '@tocsin/ports/clock';
import type { Delivery, DeliveryStore } from '@tocsin/ports/delivery-store';
import type { EventLog } from '@tocsin/ports/event-log';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import { Counter, type Registry } from 'prom-client';
import { payloadOf } from './webhook-payload.js';
import { messageOf, verdictOf } from './delivery-verdict.js';
import type { ReceiverDirectory } from './receiver-directory.js';
import { signedHeaders, signingSecretOf } from './webhook-signature.js';

/** Deliveries under way at once in this process; a receiver sees at most this many connections. */
const CONCURRENT_MAX = 32;
/** A receiver has this long to answer, as in Alertmanager's defaults for webhooks of this kind. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Longer than an attempt can take, so that no delivery is claimed twice while one runs. */
const LEASE_MS = 30_000;
/** First pause after a failed attempt; doubles with each up to {@link PAUSE_MS_MAX}. */
const PAUSE_MS_FIRST = 500;
const PAUSE_MS_MAX = 300_000;
/** After a day nobody is helped by the news any more. */
const GIVE_UP_AFTER_MS = 86_400_000;
/** How often due deliveries are looked for without being told of new ones. */
const LOOK_PERIOD_MS = 500;
/** What is done is kept a week for those who ask. */
const KEEP_DONE_MS = 7 * 86_400_000;
const FORGET_PERIOD_MS = 3_600_000;

export interface DeliveryDispatcherOptions {
  store: DeliveryStore;
  receivers: ReceiverDirectory;
  http: OutboundHttp;
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  /** In [0, 1); spreads the retries of many deliveries. */
  random: () => number;
  platformSecret: string;
  externalUrl: string;
  registry: Registry;
  onError(error: unknown): void;
}

/** Sends what is owed: at least once, with the same idempotency key and body each time, alerts of one lane in order. */
export class DeliveryDispatcher {
  readonly #options: DeliveryDispatcherOptions;
  readonly #counter: Counter<'outcome'>;
  readonly #stopTimers: (() => void)[];
  readonly #running = new Set<Promise<void>>();
  #look: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(options: DeliveryDispatcherOptions) {
    this.#options = options;
    this.#counter = new Counter({
      name: 'tocsin_notifications_total',
      help: 'Attempts to deliver a notification, by what became of them.',
      labelNames: ['outcome'],
      registers: [options.registry],
    });
    const { clock, store } = options;
    this.#stopTimers = [
      clock.every(LOOK_PERIOD_MS, () => this.wake()),
      clock.every(FORGET_PERIOD_MS, () => store.forgetDoneBefore(clock.now() - KEEP_DONE_MS).catch(options.onError)),
    ];
  }

  /** Looks for due deliveries now. */
  wake(): Promise<void> {
    this.#again = true;
    this.#look ??= this.#lookForDue().finally(() => (this.#look = null));
    return this.#look;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const stopTimer of this.#stopTimers) stopTimer();
    await this.#look;
    await Promise.all(this.#running);
  }

  async #lookForDue(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        const free = CONCURRENT_MAX - this.#running.size;
        if (free === 0) return;
        const due = await this.#options.store.claim(this.#options.clock.now(), LEASE_MS, free);
        for (const delivery of due) this.#send(delivery);
        if (due.length === free) this.#again = true;
      }
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #send(delivery: Delivery): void {
    const run = this.#attempt(delivery)
      .catch(this.#options.onError)
      .finally(() => {
        this.#running.delete(run);
        if (!this.#stopped) void this.wake();
      });
    this.#running.add(run);
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { store, clock, random, receivers, http, platformSecret, externalUrl } = this.#options;
    const receiver = receivers.get(delivery.tenantId, delivery.receiverId);
    if (receiver === null) return this.#giveUp(delivery, 'the receiver was deleted');
    if (receiver.type !== 'webhook') return this.#giveUp(delivery, 'the receiver is a webhook no longer');
    const body = JSON.stringify(payloadOf(JSON.parse(delivery.body) as Transition, receiver.name, externalUrl));
    const secret = signingSecretOf(platformSecret, receiver.id);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'tocsin',
      'idempotency-key': delivery.id,
      'tocsin-transition-id': delivery.transitionId,
      ...signedHeaders(secret, delivery.id, clock.now(), body),
    };
    const result = await http.post({ url: receiver.url, headers, body, timeoutMs: ANSWER_TIMEOUT_MS });
    const verdict = verdictOf(result);
    const message = messageOf(result);
    if (verdict.kind === 'delivered') {
      await store.delivered(delivery.id, clock.now());
      return this.#tell(delivery, 'delivered', message);
    }
    if (verdict.kind === 'given_up' || clock.now() - delivery.createdAt > GIVE_UP_AFTER_MS)
      return this.#giveUp(delivery, message);
    const pause =
      Math.min(PAUSE_MS_FIRST * 2 ** Math.min(delivery.attempts - 1, 20), PAUSE_MS_MAX) * (0.8 + 0.4 * random());
    this.#counter.inc({ outcome: 'retried' });
    await store.postpone(delivery.id, clock.now() + Math.round(Math.max(verdict.afterMs ?? 0, pause)), message);
  }

  async #giveUp(delivery: Delivery, message: string): Promise<void> {
    await this.#options.store.failed(delivery.id, this.#options.clock.now(), message);
    await this.#tell(delivery, 'failed', message);
  }

  async #tell(delivery: Delivery, outcome: Notification['outcome'], message: string): Promise<void> {
    const { log, topicPrefix, clock } = this.#options;
    this.#counter.inc({ outcome });
    const { id, tenantId: tenant_id, receiverId: receiver_id, transitionId: transition_id, attempts } = delivery;
    const event: Notification = {
      id,
      tenant_id,
      receiver_id,
      transition_id,
      outcome,
      attempts,
      at: clock.now(),
      message,
    };
    await log.append(topicName(notifications, topicPrefix), [
      { key: ruleKey(tenant_id, receiver_id), value: encodeJson(notifications, event) },
    ]);
  }
}
