import type { Matcher } from '../promql/ast.js';
import { compileMatcher } from '../promql/match-label.js';
import { LabelIndex, UNKNOWN } from './label-index.js';
import { LabelSet, METRIC_NAME } from './label-set.js';
import { type Block, fitsNarrow, isWide, SamplePool } from './sample-pool.js';

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
const SPARE_SHARE = 0.125;

/** Most samples that room is made for before they come: a burst of a few must not claim a page. */
const EXPECTED_MAX = 512;

/** When the sample at a position was taken; ms since 1970. */
export const timeAt = ({ origin, offsets }: Pick<Series, 'origin' | 'offsets'>, position: number): number =>
  origin + (offsets[position] as number);

/** Who looks at a series, and for how long its samples are needed. Series of the same selections share one. */
export class Audience {
  readonly #larger = new Map<Selection, Audience>();

  constructor(
    readonly pool: SamplePool,
    readonly selections: readonly Selection[] = [],
  ) {}

  /** How long samples are needed behind the time of evaluation, by the longest window on them; ms. */
  get keepMs(): number {
    return this.selections.reduce((most, { keepMs }) => Math.max(most, keepMs), 0);
  }

  with(selection: Selection): Audience {
    let larger = this.#larger.get(selection);
    if (larger === undefined) {
      larger = new Audience(this.pool, [...this.selections, selection]);
      this.#larger.set(selection, larger);
    }
    return larger;
  }
}

/**
 * The samples of one series, oldest first: those at the positions from `begin` up to `end` (exclusive) of `offsets` and
 * `values`, arrays that it shares with other series. Offsets are times that count from `origin`; see {@link timeAt}. Samples
 * move when there is no room left; a position plus `shift` names a sample for good.
 */
export class Series {
  offsets: Block['offsets'];
  values: Float64Array;
  /** What the offsets count from; ms since 1970. */
  origin = 0;
  begin: number;
  end: number;
  shift = 0;
  /** How many of the kept samples are staleness markers. */
  markers = 0;
  /** The part of the arrays that is its own. */
  #start: number;
  #size: number;

  constructor(
    readonly labels: LabelSet,
    public audience: Audience,
  ) {
    const { offsets, values, start, size } = audience.pool.take(4, false);
    this.offsets = offsets;
    this.values = values;
    this.begin = this.end = this.#start = start;
    this.#size = size;
    this.shift = -start;
  }

  /** How long samples are needed behind the time of evaluation; ms. */
  get keepMs(): number {
    return this.audience.keepMs;
  }

  /**
   * Takes a sample in; its time must be later than the last one's.
   *
   * @param evaluatedAt - samples that nobody needs behind this time, but for the last of them, may go when room is needed
   */
  push(time: number, value: number, evaluatedAt: number): void {
    if (this.end === this.#start + this.#size) {
      this.forgetUpTo(evaluatedAt - this.keepMs);
      this.#makeRoom();
    }
    if (!isWide(this)) {
      if (this.end === this.begin) this.origin = time;
      if (!fitsNarrow(time - this.origin)) this.#widen();
    }
    this.offsets[this.end] = time - this.origin;
    this.values[this.end] = value;
    this.end += 1;
    if (value === NO_VALUE) this.markers += 1;
  }

  get lastTime(): number {
    return this.end === this.begin ? Number.NEGATIVE_INFINITY : timeAt(this, this.end - 1);
  }

  /** The position of the first kept sample later than a time; `end` when there is none. */
  firstAfter(time: number): number {
    const { offsets, begin, end } = this;
    const distance = time - this.origin;
    if (end === begin || (offsets[end - 1] as number) <= distance) return end;
    let low = begin;
    let high = end - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((offsets[middle] as number) <= distance) low = middle + 1;
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
    while (this.end > this.begin && timeAt(this, this.end - 1) >= time) {
      this.end -= 1;
      if (this.values[this.end] === NO_VALUE) this.markers -= 1;
    }
  }

  /** How many samples will be kept, by how often they came until now; so a young series moves once only. */
  #expected(count: number): number {
    const interval = (this.lastTime - timeAt(this, this.begin)) / (count - 1);
    const { keepMs } = this;
    return Number.isFinite(keepMs) && interval > 0 ? Math.min(keepMs / interval + 1, EXPECTED_MAX) : 0;
  }

  #makeRoom(): void {
    const count = this.end - this.begin;
    const wanted = Math.ceil(Math.max(count, this.#expected(count)) * (1 + SPARE_SHARE)) + 1;
    const origin = isWide(this) ? 0 : timeAt(this, this.begin);
    if (wanted <= this.#size) this.#moveTo(this.#block(), origin);
    else this.#replaceBy(this.audience.pool.take(wanted, isWide(this)), origin);
  }

  /** Keeps times as they are from now on: some do not count in whole ms from the first, or come too long after it. */
  #widen(): void {
    this.#replaceBy(this.audience.pool.take(this.#size, true), 0);
  }

  #block(): Block {
    return { offsets: this.offsets, values: this.values, start: this.#start, size: this.#size };
  }

  #replaceBy(block: Block, origin: number): void {
    const old = this.#block();
    this.#moveTo(block, origin);
    this.audience.pool.give(old);
  }

  #moveTo({ offsets, values, start, size }: Block, origin: number): void {
    const { begin, end } = this;
    const earlier = this.origin - origin;
    for (let from = begin, to = start; from < end; from += 1, to += 1) {
      offsets[to] = (this.offsets[from] as number) + earlier;
      values[to] = this.values[from] as number;
    }
    this.offsets = offsets;
    this.values = values;
    this.origin = origin;
    this.shift += begin - start;
    this.begin = this.#start = start;
    this.end = start + end - begin;
    this.#size = size;
  }
}

/** Series that fit matchers; those that come later are added at the end. */
export class Selection {
  readonly series: Series[] = [];
  /** Grows with each sample and each new series. */
  version = 0;
  /** How long its series' samples are needed behind the time of evaluation; ms. */
  keepMs = 0;
  readonly #tests: readonly { readonly name: string; readonly test: (value: string) => boolean }[];

  constructor(matchers: readonly Matcher[]) {
    this.#tests = matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
  }

  /** Sees to it that samples are kept for so long behind the time of evaluation; ms. */
  keepFor(ms: number): void {
    this.keepMs = Math.max(this.keepMs, ms);
  }

  fits(labels: LabelSet): boolean {
    return this.#tests.every(({ name, test }) => test(labels.get(name)));
  }

  /** Takes a series in if it fits. */
  offer(series: Series): void {
    if (!this.fits(series.labels)) return;
    this.series.push(series);
    series.audience = series.audience.with(this);
    this.version += 1;
  }
}

/** Told of the earliest time at which samples came since it was last reset. */
export interface ChangeWatch {
  earliest: number;
}

/** Series by their labels, and who looks at which of them. */
export class SeriesStore {
  readonly #index = new LabelIndex();
  /** Series by their numbers in the index. */
  readonly #series: Series[] = [];
  readonly #byMetric = new Map<string, Series[]>();
  /** Selections by the metric that they ask for, '' for those that ask for none, and then by their matchers. */
  readonly #selections = new Map<string, Map<string, Selection>>();
  readonly #changeWatches: ChangeWatch[] = [];
  /** Of series that no selection has, such as those derived from others; their samples share one pool. */
  readonly nobody = new Audience(new SamplePool());
  /**
   * The time of the last evaluation, behind which only what windows reach back to is kept; ms since 1970. By default
   * everything is kept.
   */
  evaluatedAt = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#series.length;
  }

  /** The series whose labels have this key; undefined when there is none. */
  find(key: string): Series | undefined {
    const number = this.#index.find(LabelSet.fromKey(key));
    return number === UNKNOWN ? undefined : this.#series[number];
  }

  /** The series with these labels, made when there is none. */
  series(labels: LabelSet): Series {
    const number = this.#index.add(labels);
    return this.#series[number] ?? this.#make(labels);
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
    series.push(time, value, this.evaluatedAt);
    for (const selection of series.audience.selections) selection.version += 1;
    for (const watch of this.#changeWatches) if (time < watch.earliest) watch.earliest = time;
    return true;
  }

  all(): readonly Series[] {
    return this.#series;
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
      for (const series of metric === '' ? this.#series : (this.#byMetric.get(metric) ?? [])) selection.offer(series);
    }
    return selection;
  }

  watchChanges(): ChangeWatch {
    const watch = { earliest: Number.POSITIVE_INFINITY };
    this.#changeWatches.push(watch);
    return watch;
  }

  #make(labels: LabelSet): Series {
    const series = new Series(labels, this.nobody);
    this.#series.push(series);
    const { metric } = labels;
    const known = this.#byMetric.get(metric);
    if (known === undefined) this.#byMetric.set(metric, [series]);
    else known.push(series);
    for (const asked of metric === '' ? [''] : [metric, ''])
      for (const selection of this.#selections.get(asked)?.values() ?? []) selection.offer(series);
    return series;
  }
}
