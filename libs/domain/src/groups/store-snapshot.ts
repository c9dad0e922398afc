import { bytesOf, bytesOfText, joined, split, textOf } from '../engine/snapshot-bytes.js';
import { LabelSet } from '../plan/label-set.js';
import { type Series, type SeriesStore, timeAt } from '../plan/series-store.js';

/** The samples of a store: each series with how many it keeps, and all of them in turn in one column. */
export interface StoreDump {
  readonly series: readonly (readonly [labels: string, count: number])[];
  /** When it was last evaluated; null: everything is kept. */
  readonly evaluatedAt: number | null;
}

/** A store is made anew when more series than this, and more than half of all, are over: smaller ones cost little. */
const OVER_MIN = 1_000;

/** Whether nothing that is evaluated from now on can see any sample of a series. */
const isOver = ({ lastTime, keepMs }: Series, evaluatedAt: number): boolean => lastTime < evaluatedAt - keepMs;

/** Whether most series of a store are over, so that it is better made anew without them. */
export function isMostlyOver(store: SeriesStore): boolean {
  let over = 0;
  for (const series of store.all()) if (isOver(series, store.evaluatedAt)) over += 1;
  return over > OVER_MIN && over > store.size / 2;
}

/**
 * Takes over the series of another store that are not over, with their samples.
 *
 * @param past - samples of before; of each series those count that are older than what the other store has
 */
export function takeOver(store: SeriesStore, from: SeriesStore, past: SeriesStore | null = null): void {
  for (const old of past?.all() ?? []) {
    const known = from.find(old.labels.key);
    append(
      store,
      old,
      known === undefined || known.begin === known.end ? old.end : old.firstAfter(timeAt(known, known.begin) - 1),
    );
  }
  for (const old of from.all()) if (!isOver(old, from.evaluatedAt)) append(store, old, old.end);
  store.evaluatedAt = from.evaluatedAt;
}

function append(store: SeriesStore, from: Series, end: number): void {
  const series = store.series(from.labels);
  for (let i = from.begin; i < end; i += 1) store.append(series, timeAt(from, i), from.values[i] as number);
}

/** Writes a store's series down, and their samples into a column of times and values in turn. */
export function dumpStore(store: SeriesStore, column: number[]): StoreDump {
  const series: [string, number][] = [];
  for (const one of store.all()) {
    const { labels, values, begin, end } = one;
    series.push([labels.key, end - begin]);
    for (let i = begin; i < end; i += 1) column.push(timeAt(one, i), values[i] as number);
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

/** Version of the snapshots of both stages of groups; it grows when they change in a way that older programs misread. */
export const GROUPS_SNAPSHOT_VERSION = 1;

/** What is known as JSON, and the samples that belong to it in a column. */
export function writeSnapshot(known: object, column: readonly number[]): Uint8Array {
  return joined([
    bytesOfText(JSON.stringify({ version: GROUPS_SNAPSHOT_VERSION, known })),
    bytesOf(Float64Array.from(column)),
  ]);
}

/**
 * Reads what {@link writeSnapshot} wrote.
 *
 * @throws RangeError for a snapshot of another version
 */
export function readSnapshot<Known>(snapshot: Uint8Array): { known: Known; column: Float64Array } {
  const [text, bytes] = split(snapshot) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
  const { version, known } = JSON.parse(textOf(text)) as { version: number; known: Known };
  if (version !== GROUPS_SNAPSHOT_VERSION)
    throw new RangeError(
      `the snapshot of groups has version ${version}; this program reads ${GROUPS_SNAPSHOT_VERSION}`,
    );
  return { known, column: new Float64Array(bytes.buffer) };
}
