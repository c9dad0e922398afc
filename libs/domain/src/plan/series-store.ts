import type { Matcher } from '../promql/ast.js';
import { compileMatcher } from '../promql/match-label.js';
import { type LabelSet, METRIC_NAME } from './label-set.js';
import { type Block, SamplePool } from './sample-pool.js';

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

/** Room beyond what a series holds when its samples move, as a share of them: moving then costs a few samples a sample. */
const SPARE_SHARE = 0.25;

/** Most samples that room is made for before they come: a burst of a few must not claim a page. */
const EXPECTED_MAX = 512;

/**
 * The samples of one series, oldest first: those at the positions from `begin` up to `end` (exclusive) of `times` and
 * `values`, arrays that it shares with other series. Samples move when there is no room left; a position plus `shift`
 * names a sample for good.
 */
export class Series {
  /** Milliseconds since 1970, rising. */
  times: Float64Array;
  values: Float64Array;
  begin: number;
  end: number;
  shift = 0;
  /** How many of the kept samples are staleness markers. */
  markers = 0;
  /** How long samples are needed behind the time of evaluation, by the longest window on them; ms. */
  keepMs = 0;
  /** Who is told when a sample comes. */
  readonly selections: Selection[] = [];
  #block: Block;

  constructor(
    readonly labels: LabelSet,
    private readonly pool: SamplePool,
  ) {
    this.#block = pool.take(4);
    this.times = this.#block.page.times;
    this.values = this.#block.page.values;
    this.begin = this.end = this.#block.start;
    this.shift = -this.begin;
  }

  /**
   * Takes a sample in; its time must be later than the last one's.
   *
   * @param forgetUpTo - samples up to this time, but for the last of them, may go when room is needed
   */
  push(time: number, value: number, forgetUpTo: number): void {
    if (this.end === this.#block.start + this.#block.size) {
      this.forgetUpTo(forgetUpTo);
      this.#makeRoom();
    }
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
    if (this.markers > 0)
      for (let i = this.begin; i < keepFrom; i += 1) if (this.values[i] === NO_VALUE) this.markers -= 1;
    if (keepFrom > this.begin) this.begin = keepFrom;
  }

  /** Forgets the samples from a time on. */
  forgetFrom(time: number): void {
    while (this.end > this.begin && (this.times[this.end - 1] as number) >= time) {
      this.end -= 1;
      if (this.values[this.end] === NO_VALUE) this.markers -= 1;
    }
  }

  /** Gives its room back; it must not be used any more. */
  release(): void {
    this.pool.give(this.#block);
    this.begin = this.end;
  }

  /** How many samples will be kept, by how often they came until now; so a young series moves once only. */
  #expected(count: number): number {
    const interval = (this.lastTime - (this.times[this.begin] as number)) / (count - 1);
    return Number.isFinite(this.keepMs) && interval > 0 ? Math.min(this.keepMs / interval, EXPECTED_MAX) : 0;
  }

  #makeRoom(): void {
    const { begin, end, times, values } = this;
    const count = end - begin;
    const wanted = Math.ceil(Math.max(count, this.#expected(count)) * (1 + SPARE_SHARE)) + 1;
    const old = this.#block;
    if (wanted <= old.size) {
      times.copyWithin(old.start, begin, end);
      values.copyWithin(old.start, begin, end);
    } else {
      const block = this.pool.take(wanted);
      block.page.times.set(times.subarray(begin, end), block.start);
      block.page.values.set(values.subarray(begin, end), block.start);
      this.times = block.page.times;
      this.values = block.page.values;
      this.#block = block;
      this.pool.give(old);
    }
    this.shift += begin - this.#block.start;
    this.begin = this.#block.start;
    this.end = this.#block.start + count;
  }
}

/** Series that fit matchers; those that come later are added at the end. */
export class Selection {
  readonly series: Series[] = [];
  /** Grows with each sample and each new series. */
  version = 0;
  /** How long its series' samples are needed behind the time of evaluation; ms. */
  #keepMs = 0;
  readonly #tests: readonly { readonly name: string; readonly test: (value: string) => boolean }[];

  constructor(matchers: readonly Matcher[]) {
    this.#tests = matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
  }

  /** Sees to it that samples are kept for so long behind the time of evaluation; ms. */
  keepFor(ms: number): void {
    this.#keepMs = Math.max(this.#keepMs, ms);
    for (const series of this.series) series.keepMs = Math.max(series.keepMs, ms);
  }

  fits(labels: LabelSet): boolean {
    return this.#tests.every(({ name, test }) => test(labels.get(name)));
  }

  /** Takes a series in if it fits. */
  offer(series: Series): void {
    if (!this.fits(series.labels)) return;
    this.series.push(series);
    series.selections.push(this);
    series.keepMs = Math.max(series.keepMs, this.#keepMs);
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
  /** The samples of all its series, and of what is derived from them. */
  readonly pool = new SamplePool();
  /**
   * The time of the last evaluation, behind which only what windows reach back to is kept; ms since 1970. By default
   * everything is kept.
   */
  evaluatedAt = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#byKey.size;
  }

  /** The series whose labels have this key; undefined when there is none. */
  find(key: string): Series | undefined {
    return this.#byKey.get(key);
  }

  /** The series with these labels, made when there is none. */
  series(labels: LabelSet): Series {
    let series = this.#byKey.get(labels.key);
    if (series === undefined) {
      series = new Series(labels, this.pool);
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

  /** Whether anybody asks for series with these labels. */
  isWanted(labels: LabelSet): boolean {
    const { metric } = labels;
    return (metric === '' ? [''] : [metric, '']).some((asked) =>
      [...(this.#selections.get(asked)?.values() ?? [])].some((selection) => selection.fits(labels)),
    );
  }

  /** @returns false when the sample is not later than the last one of its series; it is not taken then */
  append(series: Series, time: number, value: number): boolean {
    if (time <= series.lastTime) return false;
    series.push(time, value, this.evaluatedAt - series.keepMs);
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
