import { type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import { Predictor } from '@tocsin/service-ml-prediction/predictor';
import { quantile, report } from '../report.js';
import { cpuMs } from './cpu-time.js';

const NEWCOMERS = 100_000;
/** As many series as one record of samples usually brings. */
const BATCH_SERIES = 1_000;
const ROUNDS = 3;
const PLACES = 1_000;
const MINUTE_MS = 60_000;
/** Four hours by the minute, for each series that is admitted. */
const PAST = 240;

/** How much of the CPU a predictor takes for a hundred thousand series that come all at once, all of them marked. */
export async function newcomers(): Promise<void> {
  const predictor = new Predictor({ seriesMax: PLACES, cpuShare: 0.25, elapsedMs: () => performance.now() }, null);
  predictor.setMarks('bench', ['{}']);
  const keys = Array.from({ length: NEWCOMERS }, (_, i) =>
    // An odd multiplier shuffles them: the worst order for those that are chosen by their names.
    seriesKey('requests', { instance: `host-${(i * 48_271) % NEWCOMERS}`, job: 'api', zone: `z${i % 7}` }),
  );
  const heapBefore = heapMb();
  for (let round = 0; round < ROUNDS; round += 1) {
    const tookMs: number[] = [];
    let [admitted, told] = [0, 0];
    const now = (PAST + round) * MINUTE_MS;
    for (let from = 0; from < NEWCOMERS; from += BATCH_SERIES) {
      const batch = batchOf(keys.slice(from, from + BATCH_SERIES), now);
      const began = cpuMs();
      const fresh = predictor.newOf(batch);
      for (const key of fresh) predictor.admit('bench', key, pastUntil(now));
      told += (await predictor.take(batch)).length;
      tookMs.push(cpuMs() - began);
      admitted += fresh.length;
    }
    const { tenants, put_off } = predictor.stats();
    const base = { round, admitted, told, put_off, batches: tookMs.length, ...tenants['bench'] };
    report('forecast', 'newcomers_batch_median', quantile(tookMs, 0.5), 'ms', base);
    report('forecast', 'newcomers_batch_max', Math.max(...tookMs), 'ms', base);
    report('forecast', 'newcomers_heap', heapMb() - heapBefore, 'MB', base);
  }
}

const heapMb = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
};

function batchOf(series: readonly string[], now: number): SampleBatch {
  return {
    tenant: 'bench',
    receivedAt: now,
    series,
    seriesIndex: Uint32Array.from(series.keys()),
    timestamps: new Float64Array(series.length).fill(now),
    values: Float64Array.from(series, (_, i) => 50 + ((i * 7) % 11)),
  };
}

const pastUntil = (now: number) => ({
  times: Float64Array.from({ length: PAST }, (_, i) => now - (PAST - i) * MINUTE_MS),
  values: Float64Array.from({ length: PAST }, (_, i) => 50 + 10 * Math.sin(i / 60) + ((i * 7) % 11)),
});
