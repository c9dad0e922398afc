import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Labels } from '@tocsin/domain/rules/labels';
import { encodeSamples, samplesPartition } from './samples.js';

/** One accepted sample: names and numbers were checked by whoever took it in. */
export interface Sample {
  metric: string;
  labels: Labels;
  value: number;
  /** Event time in milliseconds since 1970. */
  timestamp: number;
}

/** Most samples of one record, and most characters of its series' keys: together far below Kafka's 1 MiB a message. */
const SAMPLES_MAX = 10_000;
const KEY_CHARACTERS_MAX = 200_000;

interface Columns {
  series: Map<string, number>;
  keyCharacters: number;
  seriesIndex: number[];
  timestamps: number[];
  values: number[];
}

/** A record of the samples topic, ready to be appended. */
export interface PackedSamples {
  key: string;
  value: Uint8Array;
  partition: number;
}

/**
 * Packs samples of one tenant into records of the samples topic, in the order given: one record for each partition that
 * they belong to, or several where they would be too large for one.
 *
 * @param partitions - how many the topic has; the log knows
 */
export function packSamples(
  tenant: string,
  accepted: readonly Sample[],
  receivedAt: number,
  partitions: number,
): PackedSamples[] {
  const packed: PackedSamples[] = [];
  const open = new Map<number, Columns>();
  const close = (partition: number, { series, seriesIndex, timestamps, values }: Columns): void => {
    packed.push({
      key: tenant,
      partition,
      value: encodeSamples({
        tenant,
        receivedAt,
        series: [...series.keys()],
        seriesIndex: Uint32Array.from(seriesIndex),
        timestamps: Float64Array.from(timestamps),
        values: Float64Array.from(values),
      }),
    });
  };
  for (const sample of accepted) {
    const partition = samplesPartition(tenant, sample.labels, partitions);
    const key = seriesKey(sample.metric, sample.labels);
    let columns = open.get(partition);
    if (columns !== undefined && isFull(columns, key)) {
      close(partition, columns);
      columns = undefined;
    }
    if (columns === undefined) {
      columns = { series: new Map(), keyCharacters: 0, seriesIndex: [], timestamps: [], values: [] };
      open.set(partition, columns);
    }
    let index = columns.series.get(key);
    if (index === undefined) {
      index = columns.series.size;
      columns.series.set(key, index);
      columns.keyCharacters += key.length;
    }
    columns.seriesIndex.push(index);
    columns.timestamps.push(sample.timestamp);
    columns.values.push(sample.value);
  }
  for (const [partition, columns] of open) close(partition, columns);
  return packed;
}

function isFull({ seriesIndex, keyCharacters, series }: Columns, key: string): boolean {
  return (
    seriesIndex.length >= SAMPLES_MAX ||
    (!series.has(key) && keyCharacters + key.length > KEY_CHARACTERS_MAX && series.size > 0)
  );
}
