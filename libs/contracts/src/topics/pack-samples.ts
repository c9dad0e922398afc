import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Labels } from '@tocsin/domain/rules/labels';
import { encodeSamples, samples, samplesPartition } from './samples.js';

/** One accepted sample: names and numbers were checked by whoever took it in. */
export interface Sample {
  metric: string;
  labels: Labels;
  value: number;
  /** Event time in milliseconds since 1970. */
  timestamp: number;
}

interface Columns {
  series: Map<string, number>;
  seriesIndex: number[];
  timestamps: number[];
  values: number[];
}

/**
 * Packs samples of one tenant into records of the samples topic: one record for each partition they belong to, in the
 * order given.
 */
export function packSamples(
  tenant: string,
  accepted: readonly Sample[],
  receivedAt: number,
): { key: string; value: Uint8Array; partition: number }[] {
  const byPartition = new Map<number, Columns>();
  for (const sample of accepted) {
    const partition = samplesPartition(tenant, sample.labels, samples.partitions);
    let columns = byPartition.get(partition);
    if (columns === undefined) {
      columns = { series: new Map(), seriesIndex: [], timestamps: [], values: [] };
      byPartition.set(partition, columns);
    }
    const key = seriesKey(sample.metric, sample.labels);
    let index = columns.series.get(key);
    if (index === undefined) {
      index = columns.series.size;
      columns.series.set(key, index);
    }
    columns.seriesIndex.push(index);
    columns.timestamps.push(sample.timestamp);
    columns.values.push(sample.value);
  }
  return [...byPartition].map(([partition, columns]) => ({
    key: tenant,
    partition,
    value: encodeSamples({
      tenant,
      receivedAt,
      series: [...columns.series.keys()],
      seriesIndex: Uint32Array.from(columns.seriesIndex),
      timestamps: Float64Array.from(columns.timestamps),
      values: Float64Array.from(columns.values),
    }),
  }));
}
