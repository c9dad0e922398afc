import { seriesKey, type SampleBatch } from '@tocsin/domain/engine/sample-batch';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { BlockStore } from '@tocsin/ports/block-store';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { Registry } from 'prom-client';
import type { HistoryLimits } from './history-limits.js';
import { HistoryMetrics } from './history-metrics.js';
import { SampleHistory } from './sample-history.js';

/** A sample as it stands in the log. */
export interface LoggedSample {
  labels: Labels;
  time: number;
  value: number;
}

/** A record of the samples topic with these samples, the metric's name being the label `__name__`. */
export function batchOf(tenant: string, samples: readonly LoggedSample[]): SampleBatch {
  const keys = samples.map(({ labels: { __name__: metric = '', ...labels } }) => seriesKey(metric, labels));
  const series = [...new Set(keys)];
  return {
    tenant,
    receivedAt: 0,
    series,
    seriesIndex: Uint32Array.from(keys, (key) => series.indexOf(key)),
    timestamps: Float64Array.from(samples, ({ time }) => time),
    values: Float64Array.from(samples, ({ value }) => value),
  };
}

/** A history over a store, as one process has it; what it counts is of no interest. */
export function openHistory(
  store: BlockStore,
  clock = new FakeClock(0),
  limits: Partial<HistoryLimits> & { retentionMs?: number; selectSamplesMax?: number } = {},
): { history: SampleHistory; registry: Registry } {
  const { retentionMs = Number.POSITIVE_INFINITY, selectSamplesMax, ...others } = limits;
  const registry = new Registry();
  const history = new SampleHistory({
    store,
    clock,
    retentionMsOf: () => retentionMs,
    metrics: new HistoryMetrics(registry),
    run: 'run',
    limits: others,
    ...(selectSamplesMax === undefined ? {} : { selectSamplesMax }),
  });
  return { history, registry };
}
