import { grown, roomFor } from '../engine/columns.js';
import { ExactSums, productError } from './exact-sums.js';
import { NO_VALUE, type Series, timeAt } from './series-store.js';
import { SortedAggregate } from './sorted-aggregate.js';
import type { WindowAggregate } from './window-aggregate.js';
import { extrapolatedIncrease, type WindowFunction, windowFunctions } from './window-functions.js';
import type { Window } from './window.js';

/** Parts of the exact sum of a window. */
const PARTS = 5;

/** `sum_over_time` and `avg_over_time`. */
class SumAggregate implements WindowAggregate {
  readonly #sums = new ExactSums(PARTS);

  constructor(
    private readonly isMean: boolean,
    private readonly anew: WindowFunction,
  ) {}

  grow(places: number): void {
    this.#sums.grow(places);
  }

  clear(place: number): void {
    this.#sums.clear(place);
  }

  enter(place: number, { values }: Series, index: number): void {
    this.#sums.add(place, values[index] as number, 1);
  }

  leave(place: number, { values }: Series, index: number): void {
    this.#sums.add(place, values[index] as number, -1);
  }

  result(place: number, window: Window): number {
    if (!this.#sums.isExact(place)) return this.anew(window);
    const high = this.#sums.high(place);
    if (!this.isMean) return high;
    const count = window.to - window.from;
    return high / count + this.#sums.low(place, high) / count;
  }
}

/** Share of the sum of squares below which a variance is mostly the error of its terms. */
const ILL_CONDITIONED = 1e-18;

/** `stddev_over_time` and `stdvar_over_time`, by the exact sums of values and of squares. */
class VarianceAggregate implements WindowAggregate {
  readonly #sums = new ExactSums(PARTS);
  readonly #squares = new ExactSums(PARTS);

  constructor(
    private readonly of: (variance: number) => number,
    private readonly anew: WindowFunction,
  ) {}

  grow(places: number): void {
    this.#sums.grow(places);
    this.#squares.grow(places);
  }

  clear(place: number): void {
    this.#sums.clear(place);
    this.#squares.clear(place);
  }

  enter(place: number, { values }: Series, index: number): void {
    this.#sums.add(place, values[index] as number, 1);
    this.#squares.addSquare(place, values[index] as number, 1);
  }

  leave(place: number, { values }: Series, index: number): void {
    this.#sums.add(place, values[index] as number, -1);
    this.#squares.addSquare(place, values[index] as number, -1);
  }

  result(place: number, window: Window): number {
    const [sums, squares] = [this.#sums, this.#squares];
    if (!sums.isExact(place) || !squares.isExact(place)) return this.anew(window);
    const count = window.to - window.from;
    const difference = scaledDifference(count, squares, sums, sums, place);
    if (!(difference > ILL_CONDITIONED * count * squares.high(place))) return this.anew(window);
    return this.of(difference / (count * count));
  }
}

/** Stands for a position where there is none: the window is empty, or the sample is to be looked for. */
const EMPTY = -1;
const LOST = -2;

/** `max_over_time` and `min_over_time`: the best sample, looked for anew only when it leaves. */
class ExtremeAggregate implements WindowAggregate {
  #best = new Float64Array(0);
  /** The best sample's position for good; {@link EMPTY} or {@link LOST} where there is none. */
  #bestAt = new Int32Array(0);

  constructor(
    private readonly wins: (value: number, best: number) => boolean,
    private readonly anew: WindowFunction,
  ) {}

  grow(places: number): void {
    const known = this.#best.length;
    if (known >= places) return;
    this.#best = grown(this.#best, roomFor(places, known));
    this.#bestAt = grown(this.#bestAt, this.#best.length).fill(EMPTY, known);
  }

  clear(place: number): void {
    this.#bestAt[place] = EMPTY;
  }

  enter(place: number, series: Series, index: number): void {
    const value = series.values[index] as number;
    const best = this.#best[place] as number;
    const bestAt = this.#bestAt[place] as number;
    if (bestAt === EMPTY || (bestAt !== LOST && (Object.is(value, best) || this.wins(value, best))))
      this.#take(place, value, index + series.shift);
  }

  leave(place: number, series: Series, index: number): void {
    if (this.#bestAt[place] === index + series.shift) this.#bestAt[place] = LOST;
  }

  result(place: number, window: Window): number {
    if (this.#bestAt[place] === LOST || Number.isNaN(this.#best[place] as number)) {
      const best = this.anew(window);
      let at = window.to - 1;
      while (at > window.from && window.values[at] !== best) at -= 1;
      // The positions of a window that had to be copied name no sample for good.
      this.#take(place, best, Number.isNaN(window.shift) ? LOST : at + window.shift);
    }
    return this.#best[place] as number;
  }

  #take(place: number, value: number, at: number): void {
    this.#best[place] = value;
    this.#bestAt[place] = at;
  }
}

/** Counts the steps between neighbours that count: `changes`, `resets`, and whether a counter was reset at all. */
class StepAggregate implements WindowAggregate {
  #steps = new Int32Array(0);
  /** The last value that entered. */
  #last = new Float64Array(0);

  constructor(
    private readonly isStep: (value: number, before: number) => boolean,
    private readonly of: (steps: number, window: Window) => number,
  ) {}

  grow(places: number): void {
    const known = this.#steps.length;
    if (known >= places) return;
    this.#steps = grown(this.#steps, roomFor(places, known));
    this.#last = grown(this.#last, this.#steps.length).fill(NO_VALUE, known);
  }

  clear(place: number): void {
    this.#steps[place] = 0;
    this.#last[place] = NO_VALUE;
  }

  enter(place: number, { values }: Series, index: number): void {
    const value = values[index] as number;
    const before = this.#last[place] as number;
    if (before !== NO_VALUE && this.isStep(value, before)) this.#steps[place] = (this.#steps[place] as number) + 1;
    this.#last[place] = value;
  }

  leave(place: number, { values, end }: Series, index: number): void {
    let next = index + 1;
    while (next < end && values[next] === NO_VALUE) next += 1;
    const value = next < end ? (values[next] as number) : NO_VALUE;
    if (value === NO_VALUE || (this.#steps[place] as number) === 0) return;
    if (this.isStep(value, values[index] as number)) this.#steps[place] = (this.#steps[place] as number) - 1;
  }

  result(place: number, window: Window): number {
    return this.of(this.#steps[place] as number, window);
  }
}

const isReset = (value: number, before: number): boolean => value < before;
const isChange = (value: number, before: number): boolean =>
  value !== before && !(Number.isNaN(value) && Number.isNaN(before));

/** Counters that were not reset need their first and last sample only. */
const counter = (func: 'rate' | 'increase') => (anew: WindowFunction) =>
  new StepAggregate(isReset, (resets, window) =>
    resets > 0 ? anew(window) : extrapolatedIncrease(window, func === 'rate'),
  );

/** `deriv` and `predict_linear`: the exact sums of a line's least squares, times counted from the epoch. */
class LineAggregate implements WindowAggregate {
  readonly #times = new ExactSums(PARTS);
  readonly #values = new ExactSums(PARTS);
  readonly #products = new ExactSums(PARTS);
  readonly #squares = new ExactSums(PARTS);
  readonly #changes = new StepAggregate(isChange, (steps) => steps);

  constructor(
    private readonly interceptAt: (window: Window) => number,
    private readonly of: (slope: number, intercept: number, window: Window) => number,
    private readonly anew: WindowFunction,
  ) {}

  grow(places: number): void {
    for (const part of this.#parts()) part.grow(places);
  }

  clear(place: number): void {
    for (const part of this.#parts()) part.clear(place);
  }

  enter(place: number, series: Series, index: number): void {
    this.#changes.enter(place, series, index);
    this.#count(place, series, index, 1);
  }

  leave(place: number, series: Series, index: number): void {
    this.#changes.leave(place, series, index);
    this.#count(place, series, index, -1);
  }

  result(place: number, window: Window): number {
    const n = window.to - window.from;
    if (n < 2) return NO_VALUE;
    const [times, values, products, squares] = [this.#times, this.#values, this.#products, this.#squares];
    if (this.#changes.result(place, window) === 0) {
      const value = window.values[window.from] as number;
      return Number.isFinite(value) ? this.of(0, value, window) : Number.NaN;
    }
    if (![times, values, products, squares].every((sums) => sums.isExact(place))) return this.anew(window);
    // n² times the covariance and the variance; they do not depend on where times are counted from.
    const covariance = scaledDifference(n, products, times, values, place);
    const slope = (1_000 * covariance) / scaledDifference(n, squares, times, times, place);
    const distance = (n * this.interceptAt(window) - times.high(place)) / n / 1_000;
    return this.of(slope, values.high(place) / n + slope * distance, window);
  }

  #parts(): (ExactSums | StepAggregate)[] {
    return [this.#times, this.#values, this.#products, this.#squares, this.#changes];
  }

  #count(place: number, series: Series, index: number, sign: 1 | -1): void {
    const [time, value] = [timeAt(series, index), series.values[index] as number];
    this.#times.add(place, time, sign);
    this.#values.add(place, value, sign);
    this.#products.addProduct(place, time, value, sign);
    this.#squares.addSquare(place, time, sign);
  }
}

/** n·a − b·c of three sums, in pairs of doubles. */
function scaledDifference(n: number, a: ExactSums, b: ExactSums, c: ExactSums, place: number): number {
  const [aHigh, bHigh, cHigh] = [a.high(place), b.high(place), c.high(place)];
  const scaled = n * aHigh;
  const scaledLow = productError(n, aHigh, scaled) + n * a.low(place, aHigh);
  const product = bHigh * cHigh;
  const productLow = productError(bHigh, cHigh, product) + bHigh * c.low(place, cHigh) + b.low(place, bHigh) * cHigh;
  return scaled - product + (scaledLow - productLow);
}

const functionOf = (name: string): WindowFunction => windowFunctions[name] as WindowFunction;

const makers: Readonly<Record<string, (anew: WindowFunction) => WindowAggregate>> = {
  avg_over_time: (anew) => new SumAggregate(true, anew),
  changes: () => new StepAggregate(isChange, (steps) => steps),
  deriv: (anew) =>
    new LineAggregate(
      (window) => timeAt(window, window.from),
      (slope) => slope,
      anew,
    ),
  increase: counter('increase'),
  max_over_time: (anew) => new ExtremeAggregate((value, best) => value > best, anew),
  min_over_time: (anew) => new ExtremeAggregate((value, best) => value < best, anew),
  predict_linear: (anew) =>
    new LineAggregate(
      (window) => window.at,
      (slope, intercept, window) => slope * (window.parameters[0] as number) + intercept,
      anew,
    ),
  quantile_over_time: (anew) => new SortedAggregate(anew),
  rate: counter('rate'),
  resets: () => new StepAggregate(isReset, (steps) => steps),
  stddev_over_time: (anew) => new VarianceAggregate(Math.sqrt, anew),
  stdvar_over_time: (anew) => new VarianceAggregate((variance) => variance, anew),
  sum_over_time: (anew) => new SumAggregate(false, anew),
};

/** Functions that need the ends of a window only, so that nothing has to be kept. */
export const functionsOfEnds: ReadonlySet<string> = new Set([
  'count_over_time',
  'delta',
  'first_over_time',
  'idelta',
  'irate',
  'last_over_time',
  'present_over_time',
  'ts_of_first_over_time',
  'ts_of_last_over_time',
]);

/** What keeps a function's windows; null when it looks at whole windows each time. */
export function aggregateOf(func: string): WindowAggregate | null {
  return makers[func]?.(functionOf(func)) ?? null;
}
