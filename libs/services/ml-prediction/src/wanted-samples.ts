import { parseSeriesKey, type SampleBatch } from '@tocsin/domain/engine/sample-batch';

/**
 * The samples of a batch that are of wanted metrics; the batch itself when all are, and null when none is. Most of what is sent is
 * of metrics that nobody wants predicted.
 */
export function wantedOf(batch: SampleBatch, isWanted: (metric: string) => boolean): SampleBatch | null {
  const places = new Int32Array(batch.series.length).fill(-1);
  const series: string[] = [];
  batch.series.forEach((key, i) => {
    if (isWanted(metricOf(key))) places[i] = series.push(key) - 1;
  });
  if (series.length === 0) return null;
  if (series.length === batch.series.length) return batch;
  const isKept = (_: number, i: number): boolean => (places[batch.seriesIndex[i] as number] as number) >= 0;
  const seriesIndex = batch.seriesIndex.filter(isKept).map((index) => places[index] as number);
  if (seriesIndex.length === 0) return null;
  const [timestamps, values] = [batch.timestamps.filter(isKept), batch.values.filter(isKept)];
  return { ...batch, series, seriesIndex, timestamps, values };
}

/** The metric of a series key, which is its first text; read as a whole only where that holds an escape. */
export function metricOf(key: string): string {
  const metric = key.slice(2, key.indexOf('"', 2));
  return metric.includes('\\') ? parseSeriesKey(key).metric : metric;
}
