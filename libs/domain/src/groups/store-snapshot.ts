import { LabelSet } from '../plan/label-set.js';
import type { SeriesStore } from '../plan/series-store.js';

/** The samples of a store: each series with how many it keeps, and all of them in turn in one column. */
export interface StoreDump {
  readonly series: readonly (readonly [labels: string, count: number])[];
  /** When it was last evaluated; null: everything is kept. */
  readonly evaluatedAt: number | null;
}

/** Writes a store's series down, and their samples into a column of times and values in turn. */
export function dumpStore(store: SeriesStore, column: number[]): StoreDump {
  const series: [string, number][] = [];
  for (const { labels, times, values, begin, end } of store.all()) {
    series.push([labels.key, end - begin]);
    for (let i = begin; i < end; i += 1) column.push(times[i] as number, values[i] as number);
  }
  return { series, evaluatedAt: Number.isFinite(store.evaluatedAt) ? store.evaluatedAt : null };
}

/**
 * Fills a store from what {@link dumpStore} wrote.
 *
 * @param from - where in the column its samples begin
 * @returns where the next store's begin
 */
export function loadStore(store: SeriesStore, dump: StoreDump, column: Float64Array, from: number): number {
  let at = from;
  for (const [key, count] of dump.series) {
    const series = store.series(LabelSet.fromKey(key));
    for (let i = 0; i < count; i += 1, at += 2) store.append(series, column[at] as number, column[at + 1] as number);
  }
  store.evaluatedAt = dump.evaluatedAt ?? Number.NEGATIVE_INFINITY;
  return at;
}
