import { durationOf } from '../plan/durations.js';
import { type Selection, type Series, type SeriesStore, timeAt } from '../plan/series-store.js';
import type { VectorSelector } from '../promql/ast.js';
import type { SharePart } from './group-share.js';

/** How long after its time a sample may come and still be shared as it is; ms. */
const LATENESS_MS = 600_000;

/** Of each series, by the key of its labels: how many of its last samples were not shared yet. */
export type UnsharedDump = (readonly [labels: string, count: number])[];

/** Shares each sample of a selector's series once, with the first tick after it came. */
export class UnsharedSamples {
  readonly #selection: Selection;
  /** The position, for good, of each series' first sample that was not shared. */
  readonly #next = new Map<Series, number>();

  constructor(
    store: SeriesStore,
    private readonly key: string,
    { matchers, offset }: VectorSelector,
  ) {
    this.#selection = store.select(matchers);
    this.#selection.keepFor(LATENESS_MS + Math.abs(offset === null ? 0 : durationOf(offset, null, true)));
  }

  take(): SharePart {
    const series: (readonly [string, readonly number[]])[] = [];
    for (const one of this.#selection.series) {
      const from = this.#firstOf(one);
      if (from >= one.end) continue;
      const samples: number[] = [];
      for (let i = from; i < one.end; i += 1) samples.push(timeAt(one, i), one.values[i] as number);
      this.#next.set(one, one.end + one.shift);
      series.push([one.labels.key, samples]);
    }
    return { kind: 'samples', key: this.key, series };
  }

  dump(): UnsharedDump {
    return this.#selection.series.map((one) => [one.labels.key, one.end - this.#firstOf(one)] as const);
  }

  /** Goes on where another one stood; what the store does not know has nothing to share any more. */
  load(dump: UnsharedDump, store: SeriesStore): void {
    for (const [key, count] of dump) {
      const series = store.find(key);
      if (series !== undefined) this.#next.set(series, series.end + series.shift - count);
    }
  }

  #firstOf(series: Series): number {
    return Math.max(series.begin, (this.#next.get(series) ?? Number.NEGATIVE_INFINITY) - series.shift);
  }
}
