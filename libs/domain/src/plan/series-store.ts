import type { Matcher } from '../promql/ast.js';
import { compileMatcher } from '../promql/match-label.js';
import { type LabelSet, METRIC_NAME } from './label-set.js';

/**
 * Stands where there is no value: in a series, Prometheus's staleness marker; in an operator's column, an element that
 * the vector does not have. It is a number, since the payload of a NaN does not survive JavaScript; a denormal that no
 * measurement yields. {@link asValue} moves a sample that should have it by 5e-324.
 */
export const NO_VALUE = 2.7182818284e-314;

/** The value of a real sample, told apart from {@link NO_VALUE}. */
export function asValue(value: number): number {
  return value === NO_VALUE ? NO_VALUE + Number.MIN_VALUE : value;
}

/** The samples of one series, oldest first; those from `begin` up to `end` (exclusive) are kept. */
export class Series {
  /** Milliseconds since 1970, rising. */
  times = new Float64Array(4);
  values = new Float64Array(4);
  begin = 0;
  end = 0;
  /** How many of the kept samples are staleness markers. */
  markers = 0;
  /** Who is told when a sample comes. */
  readonly selections: Selection[] = [];

  constructor(readonly labels: LabelSet) {}

  /** Takes a sample in; its time must be later than the last one's. */
  push(time: number, value: number): void {
    if (this.end === this.times.length) this.#makeRoom();
    this.times[this.end] = time;
    this.values[this.end] = value;
    this.end += 1;
    if (value === NO_VALUE) this.markers += 1;
  }

  get lastTime(): number {
    return this.end === this.begin ? Number.NEGATIVE_INFINITY : (this.times[this.end - 1] as number);
  }

  /** The position of the first kept sample later than a time; `end` when there is none. */
  firstAfter(time: number): number {
    const { times, begin, end } = this;
    if (end === begin || (times[end - 1] as number) <= time) return end;
    let low = begin;
    let high = end - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] as number) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Forgets the samples up to a time, but for the last of them. */
  forgetUpTo(time: number): void {
    const keepFrom = this.firstAfter(time) - 1;
    while (this.begin < keepFrom) {
      if (this.values[this.begin] === NO_VALUE) this.markers -= 1;
      this.begin += 1;
    }
  }

  /** Forgets the samples from a time on. */
  forgetFrom(time: number): void {
    while (this.end > this.begin && (this.times[this.end - 1] as number) >= time) {
      this.end -= 1;
      if (this.values[this.end] === NO_VALUE) this.markers -= 1;
    }
  }

  #makeRoom(): void {
    const count = this.end - this.begin;
    if (count <= this.times.length / 2) {
      this.times.copyWithin(0, this.begin, this.end);
      this.values.copyWithin(0, this.begin, this.end);
    } else {
      const [times, values] = [new Float64Array(2 * count), new Float64Array(2 * count)];
      times.set(this.times.subarray(this.begin, this.end));
      values.set(this.values.subarray(this.begin, this.end));
      [this.times, this.values] = [times, values];
    }
    this.begin = 0;
    this.end = count;
  }
}

/** Series that fit matchers; those that come later are added at the end. */
export class Selection {
  readonly series: Series[] = [];
  /** Grows with each sample and each new series. */
  version = 0;
  readonly #tests: readonly { readonly name: string; readonly test: (value: string) => boolean }[];

  constructor(matchers: readonly Matcher[]) {
    this.#tests = matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
  }

  /** Takes a series in if it fits. */
  offer(series: Series): void {
    if (!this.#tests.every(({ name, test }) => test(series.labels.get(name)))) return;
    this.series.push(series);
    series.selections.push(this);
    this.version += 1;
  }
}

/** Told of the earliest time at which samples came since it was last reset. */
export interface ChangeWatch {
  earliest: number;
}

/** Series by their labels, and who looks at which of them. */
export class SeriesStore {
  readonly #byKey = new Map<string, Series>();
  readonly #byMetric = new Map<string, Series[]>();
  /** Selections by the metric that they ask for, '' for those that ask for none, and then by their matchers. */
  readonly #selections = new Map<string, Map<string, Selection>>();
  readonly #changeWatches: ChangeWatch[] = [];

  get size(): number {
    return this.#byKey.size;
  }

  /** The series with these labels, made when there is none. */
  series(labels: LabelSet): Series {
    let series = this.#byKey.get(labels.key);
    if (series === undefined) {
      series = new Series(labels);
      this.#byKey.set(labels.key, series);
      const { metric } = labels;
      const known = this.#byMetric.get(metric);
      if (known === undefined) this.#byMetric.set(metric, [series]);
      else known.push(series);
      for (const asked of metric === '' ? [''] : [metric, ''])
        for (const selection of this.#selections.get(asked)?.values() ?? []) selection.offer(series);
    }
    return series;
  }

  /** @returns false when the sample is not later than the last one of its series; it is not taken then */
  append(series: Series, time: number, value: number): boolean {
    if (time <= series.lastTime) return false;
    series.push(time, value);
    for (const selection of series.selections) selection.version += 1;
    for (const watch of this.#changeWatches) if (time < watch.earliest) watch.earliest = time;
    return true;
  }

  *all(): Generator<Series> {
    yield* this.#byKey.values();
  }

  /** The series that fit, now and later. Equal matchers share a selection. */
  select(matchers: readonly Matcher[]): Selection {
    const metric = matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value ?? '';
    let selections = this.#selections.get(metric);
    if (selections === undefined) this.#selections.set(metric, (selections = new Map<string, Selection>()));
    const key = JSON.stringify(matchers);
    let selection = selections.get(key);
    if (selection === undefined) {
      selection = new Selection(matchers);
      selections.set(key, selection);
      for (const series of metric === '' ? this.#byKey.values() : (this.#byMetric.get(metric) ?? []))
        selection.offer(series);
    }
    return selection;
  }

  watchChanges(): ChangeWatch {
    const watch = { earliest: Number.POSITIVE_INFINITY };
    this.#changeWatches.push(watch);
    return watch;
  }
}
