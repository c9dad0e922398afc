import type { AtModifier, VectorSelector } from '../promql/ast.js';
import { printDuration } from '../promql/duration-text.js';
import { printExpr } from '../promql/printer.js';
import { METRIC_NAME, type LabelSet } from './label-set.js';
import { boundOf, type Description, Operator, perElement, type Scope, VectorOperator } from './operator.js';
import { NO_VALUE, type Selection, type Series, timeAt } from './series-store.js';
import type { Window } from './window.js';

/** Where a selector looks when an expression is evaluated at a time: `@` and `offset`, in ms. */
export interface Shift {
  readonly at: AtModifier | null;
  readonly offsetMs: number;
}

export function shifted(scope: Scope, { at, offsetMs }: Shift, time: number): number {
  return (at === null ? time : pinnedTo(scope, at)) - offsetMs;
}

/** The time that an `@` names; ms since 1970. */
export function pinnedTo(scope: Scope, at: AtModifier): number {
  return at.at === 'timestamp' ? at.ms : boundOf(scope, at.at);
}

/** Whether it hangs on when the whole query starts or ends. */
export const isBound = ({ at }: Shift): boolean => at !== null && at.at !== 'timestamp';

/** How far behind the query's time a selector looks that looks back so far; one that is pinned to a time, at any. */
export function reachOf(scope: Scope, { at, offsetMs }: Shift, lookBackMs: number): number {
  if (at?.at === 'timestamp') return Number.POSITIVE_INFINITY;
  return (at === null ? scope.delayMs : 0) + Math.max(0, offsetMs) + lookBackMs;
}

const isOfOneMetric = ({ matchers }: VectorSelector): boolean =>
  matchers.some(({ name, operator }) => name === METRIC_NAME && operator === '=');

abstract class Selecting extends VectorOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric: boolean;
  protected readonly selection: Selection;
  #seenVersion = -1;

  constructor(
    scope: Scope,
    private readonly selector: VectorSelector,
    protected readonly shift: Shift,
  ) {
    super(scope, []);
    this.selection = scope.store.select(selector.matchers);
    this.selection.keepFor(reachOf(scope, shift, scope.lookbackMs));
    this.isOfOneMetric = isOfOneMetric(selector);
  }

  describe(): Description {
    return perElement(printExpr(this.selector));
  }

  override get isOfItsRound(): boolean {
    return isBound(this.shift);
  }

  /** The time that it looks at; ms since 1970. */
  protected timeOf(time: number): number {
    return shifted(this.scope, this.shift, time);
  }

  protected override hasNews(): boolean {
    return this.selection.version !== this.#seenVersion;
  }

  protected grow(): number {
    const { series } = this.selection;
    this.#seenVersion = this.selection.version;
    for (let i = this.labels.length; i < series.length; i += 1) {
      this.labels.push((series[i] as Series).labels);
      this.drops.push(false);
    }
    this.fit(series.length);
    return series.length;
  }
}

/** The last sample of each series that is not older than the look-back; none after a staleness marker. */
export class LastSamples extends Selecting {
  /** When each of the samples was taken; ms since 1970. */
  sampledAt = new Float64Array(0);

  protected compute(time: number): void {
    const count = this.grow();
    if (this.sampledAt.length < count) this.sampledAt = new Float64Array(this.values.length);
    const { values, sampledAt } = this;
    const { series } = this.selection;
    const upTo = this.timeOf(time);
    const after = upTo - this.scope.lookbackMs;
    for (let i = 0; i < count; i += 1) {
      const one = series[i] as Series;
      const last = one.firstAfter(upTo) - 1;
      const isFresh = last >= one.begin && timeAt(one, last) > after;
      values[i] = isFresh ? (one.values[last] as number) : NO_VALUE;
      sampledAt[i] = isFresh ? timeAt(one, last) : Number.NaN;
    }
  }
}

/** `smoothed` on an instant vector: the value at the time itself, between the samples on both sides of it. */
export class SmoothedSamples extends Selecting {
  protected compute(time: number): void {
    const count = this.grow();
    const { series } = this.selection;
    const upTo = this.timeOf(time);
    for (let i = 0; i < count; i += 1) this.values[i] = this.#valueOf(series[i] as Series, upTo);
  }

  #valueOf(series: Series, time: number): number {
    const { lookbackMs } = this.scope;
    let after = series.firstAfter(time - 1);
    while (after < series.end && series.values[after] === NO_VALUE) after += 1;
    let before = series.firstAfter(time - 1) - 1;
    while (before >= series.begin && series.values[before] === NO_VALUE) before -= 1;
    const hasAfter = after < series.end && timeAt(series, after) <= time + lookbackMs;
    const hasBefore = before >= series.begin && timeAt(series, before) > time - lookbackMs;
    if (hasAfter && timeAt(series, after) === time) return series.values[after] as number;
    if (!hasBefore) return NO_VALUE;
    const y0 = series.values[before] as number;
    if (!hasAfter) return y0;
    const [t0, t1] = [timeAt(series, before), timeAt(series, after)];
    return y0 + (((series.values[after] as number) - y0) * (time - t0)) / (t1 - t0);
  }
}

/** Gives each of its series' samples in a range that ends at the time it was brought to. */
export abstract class RangeOperator extends Operator {
  abstract readonly labels: readonly LabelSet[];
  abstract readonly drops: readonly boolean[];
  abstract readonly isOfOneMetric: boolean;
  abstract readonly extent: Window['extent'];
  start = 0;
  end = 0;

  override get size(): number {
    return this.labels.length;
  }

  /** Grows when samples that were there are no longer, so that what was kept of them must go. */
  rewinds = 0;

  /** Points a window at the samples of one series. @returns false when there are none */
  abstract point(place: number, window: Window): boolean;

  /** The series whose samples from after `start` up to `end` are the range. */
  abstract seriesAt(place: number): Series;
}

/** The samples of a series in `(from, to]`, without staleness markers. */
export function pointAt(series: Series, after: number, upTo: number, window: Window): boolean {
  const from = series.firstAfter(after);
  const to = series.firstAfter(upTo);
  window.origin = series.origin;
  window.offsets = series.offsets;
  window.values = series.values;
  window.from = from;
  window.to = to;
  window.shift = series.shift;
  return series.markers === 0 ? to > from : pointWithoutMarkers(window);
}

function pointWithoutMarkers(window: Window): boolean {
  const { offsets, values, from, to } = window;
  const [keptOffsets, keptValues] = [offsets.slice(0, to - from), new Float64Array(to - from)];
  let kept = 0;
  for (let i = from; i < to; i += 1) {
    if (values[i] === NO_VALUE) continue;
    keptOffsets[kept] = offsets[i] as number;
    keptValues[kept] = values[i] as number;
    kept += 1;
  }
  window.offsets = keptOffsets;
  window.values = keptValues;
  window.from = 0;
  window.to = kept;
  window.shift = Number.NaN;
  return kept > 0;
}

/** A range of the samples themselves. */
export class SampleRange extends RangeOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric: boolean;
  readonly extent: Window['extent'];
  readonly #selection: Selection;
  #seenVersion = -1;
  /** How far beyond the range's ends its samples are read. */
  readonly #before: number;
  readonly #behind: number;

  constructor(
    scope: Scope,
    private readonly selector: VectorSelector,
    private readonly shift: Shift,
    private readonly rangeMs: number,
  ) {
    super(scope, []);
    this.#selection = scope.store.select(selector.matchers);
    this.#selection.keepFor(reachOf(scope, shift, rangeMs + (selector.extent === null ? 0 : scope.lookbackMs)));
    this.isOfOneMetric = isOfOneMetric(selector);
    this.extent = selector.extent;
    this.#before = selector.extent === null ? 0 : scope.lookbackMs;
    this.#behind = selector.extent === 'smoothed' ? scope.lookbackMs : 0;
  }

  describe(): Description {
    return perElement(`${printExpr(this.selector)}, samples of ${printDuration(this.rangeMs)}`);
  }

  override get isOfItsRound(): boolean {
    return isBound(this.shift);
  }

  protected override hasNews(): boolean {
    return this.#selection.version !== this.#seenVersion;
  }

  protected compute(time: number): void {
    this.#seenVersion = this.#selection.version;
    this.end = shifted(this.scope, this.shift, time);
    this.start = this.end - this.rangeMs;
    const { series } = this.#selection;
    for (let i = this.labels.length; i < series.length; i += 1) {
      this.labels.push((series[i] as Series).labels);
      this.drops.push(false);
    }
  }

  point(place: number, window: Window): boolean {
    const series = this.#selection.series[place] as Series;
    return pointAt(series, this.start - this.#before, this.end + this.#behind, window);
  }

  seriesAt(place: number): Series {
    return this.#selection.series[place] as Series;
  }
}
