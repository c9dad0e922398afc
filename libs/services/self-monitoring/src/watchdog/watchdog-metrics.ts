import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the watchdog has found, for `/metrics` of its process and, as samples, for the platform's own rules. */
export class WatchdogMetrics {
  /** The watchdog's alone: the process may have many others. */
  readonly #own = new Registry();
  readonly canaryLatency: Histogram;
  readonly canaries: Counter<'outcome'>;
  readonly canaryAge: Gauge;
  readonly heartbeats: Counter<'outcome'>;
  /** Null where none are sent. */
  readonly heartbeatAge: Gauge | null;
  readonly lag: Gauge<'consumer_group' | 'topic'>;
  readonly delay: Gauge<'consumer_group' | 'topic'>;
  readonly still: Gauge<'partition'>;
  readonly waiting: Gauge;
  readonly waited: Gauge;
  readonly openReceivers: Gauge;
  readonly deadLetters: Gauge;

  /** @param sendsHeartbeats - whether there is somebody outside to whom they go */
  constructor(registry: Registry, sendsHeartbeats: boolean) {
    const registers = [registry, this.#own];
    this.canaryLatency = new Histogram({
      name: 'tocsin_canary_latency_seconds',
      help: 'Time from a canary sample to the notification of what it changed.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    });
    this.canaries = new Counter({
      name: 'tocsin_canaries_total',
      help: 'Canaries, by whether their notification came before the next one was sent.',
      labelNames: ['outcome'],
      registers,
    });
    this.canaryAge = new Gauge({
      name: 'tocsin_canary_age_seconds',
      help: 'Time since a canary came in time, or the watch began.',
      registers,
    });
    this.heartbeats = new Counter({
      name: 'tocsin_heartbeats_total',
      help: 'Heartbeats to the outside, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
    this.heartbeatAge = sendsHeartbeats
      ? new Gauge({
          name: 'tocsin_heartbeat_age_seconds',
          help: 'Time since somebody outside took a heartbeat, or the watch began.',
          registers,
        })
      : null;
    this.lag = new Gauge({
      name: 'tocsin_consumer_lag_records',
      help: 'Records that a group of the platform has still to read.',
      labelNames: ['consumer_group', 'topic'],
      registers,
    });
    this.delay = new Gauge({
      name: 'tocsin_consumer_delay_seconds',
      help: 'How long the oldest record has waited that a group of the platform has not read, in its slowest partition.',
      labelNames: ['consumer_group', 'topic'],
      registers,
    });
    this.still = new Gauge({
      name: 'tocsin_partition_still_seconds',
      help: 'How long nothing, not even the clock, was written into a partition of the samples.',
      labelNames: ['partition'],
      registers,
    });
    this.waiting = new Gauge({ name: 'tocsin_deliveries_waiting', help: 'Notifications that are owed.', registers });
    this.waited = new Gauge({
      name: 'tocsin_delivery_wait_seconds',
      help: 'How long the oldest notification has been owed to a receiver that is not down.',
      registers,
    });
    this.openReceivers = new Gauge({
      name: 'tocsin_receivers_open',
      help: 'Receivers that are down, so that they are only probed.',
      registers,
    });
    this.deadLetters = new Gauge({
      name: 'tocsin_dead_letters_written',
      help: 'Where the topic of dead letters ends: it grows with each of them.',
      registers,
    });
    this.#beginCounting();
    this.#forgetEnd();
  }

  /** Forgets what another process knows better now. */
  reset(): void {
    this.#own.resetMetrics();
    this.#beginCounting();
    this.#forgetEnd();
  }

  /** Where a topic ends that nobody has looked at yet is not 0; a jump from there would be taken for many dead letters. */
  #forgetEnd(): void {
    this.deadLetters.remove();
  }

  /** A counter that is not there before it counts for the first time has never grown, to whoever watches it. */
  #beginCounting(): void {
    for (const outcome of ['arrived', 'late']) this.canaries.inc({ outcome }, 0);
    if (this.heartbeatAge === null) return;
    for (const outcome of ['taken', 'not_taken', 'refused', 'held_back']) this.heartbeats.inc({ outcome }, 0);
  }

  /** All of it as samples of one time, in ms since 1970. */
  async samples(at: number): Promise<Sample[]> {
    const metrics = await this.#own.getMetricsAsJSON();
    return metrics.flatMap(({ name, values }) =>
      values.map((one) => ({
        metric: 'metricName' in one && typeof one.metricName === 'string' ? one.metricName : name,
        labels: Object.fromEntries(Object.entries(one.labels).map(([label, value]) => [label, String(value)])),
        value: one.value,
        timestamp: at,
      })),
    );
  }
}
