import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { AttemptOutcome } from '@tocsin/ports/delivery-ledger';
import { Counter, Histogram, type Registry } from 'prom-client';

/** What the service exports of its deliveries. */
export class DeliveryMetrics {
  readonly #attempts: Counter<'outcome'>;
  readonly #latency: Histogram<'type'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#attempts = new Counter({
      name: 'tocsin_notifications_total',
      help: 'Attempts to deliver a notification, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
    // Whoever watches for growth sees the first failure only if there was a 0 before it.
    for (const outcome of ['delivered', 'failed', 'retried']) this.#attempts.inc({ outcome }, 0);
    this.#latency = new Histogram({
      name: 'tocsin_notification_delivery_seconds',
      help: 'Time from when a notification was owed until its receiver had taken it, by type of receiver.',
      labelNames: ['type'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600],
      registers,
    });
  }

  ended(outcome: AttemptOutcome): void {
    this.#attempts.inc({ outcome });
  }

  /** @param latencyMs - since it was owed */
  delivered(type: Receiver['type'], latencyMs: number): void {
    this.#latency.observe({ type }, latencyMs / 1_000);
  }
}
