import { Counter, Gauge, type Registry } from 'prom-client';
import type { Unkept } from './head.js';

/** What the metrics look at when they are asked. */
export interface HistoryCounts {
  series: number;
  samples: number;
  blocks: number;
}

/** What the history service exports. */
export class HistoryMetrics {
  readonly #taken: Counter;
  readonly #unkept: Counter<'tenant_id' | 'reason'>;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.#taken = new Counter({
      name: 'tocsin_history_samples_total',
      help: 'Samples that the history has read from the log.',
      registers,
    });
    this.#unkept = new Counter({
      name: 'tocsin_history_samples_not_kept_total',
      help: 'Samples that the history did not keep, by reason.',
      labelNames: ['tenant_id', 'reason'],
      registers,
    });
  }

  /** Exports what a history holds. */
  watch(counts: () => HistoryCounts): void {
    const gauge = (name: string, help: string, of: keyof HistoryCounts): Gauge =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(counts()[of]);
        },
      });
    gauge('tocsin_history_memory_series', 'Series that the history holds in memory.', 'series');
    gauge('tocsin_history_memory_samples', 'Samples that the history holds in memory.', 'samples');
    gauge('tocsin_history_blocks', 'Blocks of samples that the history has stored.', 'blocks');
  }

  taken(samples: number): void {
    this.#taken.inc(samples);
  }

  unkept(tenant: string, reason: Unkept): void {
    this.#unkept.inc({ tenant_id: tenant, reason });
  }
}
