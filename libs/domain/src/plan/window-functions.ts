import { changeBetweenBounds } from './extended-ranges.js';
import { CompensatedMean, CompensatedSum } from './kahan.js';
import { byValue, quantileOfSorted } from './quantile.js';
import { NO_VALUE, timeAt } from './series-store.js';
import type { Window } from './window.js';

/** What a function makes of a window that has at least one sample; {@link NO_VALUE} for no element. */
export type WindowFunction = (window: Window) => number;

const sum = new CompensatedSum();
const mean = new CompensatedMean();

function sumOverTime({ values, from, to }: Window): number {
  sum.set(0, 0);
  for (let i = from; i < to; i += 1) sum.add(values[i] as number);
  return Number.isFinite(sum.sum) || Number.isNaN(sum.sum) ? sum.total : sum.sum;
}

function avgOverTime({ values, from, to }: Window): number {
  mean.reset();
  for (let i = from; i < to; i += 1) mean.add(values[i] as number);
  return mean.mean;
}

function maxOverTime({ values, from, to }: Window): number {
  let max = values[from] as number;
  for (let i = from + 1; i < to; i += 1) {
    const value = values[i] as number;
    if (value > max || Number.isNaN(max)) max = value;
  }
  return max;
}

function minOverTime({ values, from, to }: Window): number {
  let min = values[from] as number;
  for (let i = from + 1; i < to; i += 1) {
    const value = values[i] as number;
    if (value < min || Number.isNaN(min)) min = value;
  }
  return min;
}

/** The time, in seconds, of the last of the samples that win over all others. */
function timeOfBest(wins: (value: number, best: number) => boolean): WindowFunction {
  return (window) => {
    const { values, from, to } = window;
    let best = from;
    for (let i = from; i < to; i += 1)
      if (wins(values[i] as number, values[best] as number) || Number.isNaN(values[best] as number)) best = i;
    return timeAt(window, best) / 1_000;
  };
}

/** The mean of the squared distances from the mean, in two passes, so that large values that lie close together count in full. */
function variance({ values, from, to }: Window): number {
  const [count, first] = [to - from, values[from] as number];
  sum.set(0, 0);
  for (let i = from; i < to; i += 1) sum.add((values[i] as number) - first);
  const middle = first + sum.total / count;
  let [off, offCarry, squares, squaresCarry] = [0, 0, 0, 0];
  for (let i = from; i < to; i += 1) {
    const distance = (values[i] as number) - middle;
    sum.set(off, offCarry);
    sum.add(distance);
    [off, offCarry] = [sum.sum, sum.compensation];
    sum.set(squares, squaresCarry);
    sum.add(distance * distance);
    [squares, squaresCarry] = [sum.sum, sum.compensation];
  }
  // The mean is rounded; by how much is what the distances from it add up to.
  const rest = off + offCarry;
  return Math.max(0, squares + squaresCarry - (rest * rest) / count) / count;
}

let scratch = new Float64Array(64);

function sortedScratch(values: Float64Array, from: number, to: number): Float64Array {
  const count = to - from;
  if (scratch.length < count) scratch = new Float64Array(2 * count);
  const part = scratch.subarray(0, count);
  part.set(values.subarray(from, to));
  // A typed array sorts NaN last; Prometheus ranks it first.
  part.sort();
  let notNumbers = 0;
  while (notNumbers < count && Number.isNaN(part[count - 1 - notNumbers] as number)) notNumbers += 1;
  if (notNumbers > 0) {
    part.copyWithin(notNumbers, 0, count - notNumbers);
    part.fill(Number.NaN, 0, notNumbers);
  }
  return part;
}

function quantileOverTime({ values, from, to, parameters }: Window): number {
  return quantileOfSorted(parameters[0] as number, sortedScratch(values, from, to), to - from);
}

function medianAbsoluteDeviation({ values, from, to }: Window): number {
  for (let i = from; i < to; i += 1) if (Number.isNaN(values[i] as number)) return Number.NaN;
  const count = to - from;
  const median = quantileOfSorted(0.5, sortedScratch(values, from, to), count);
  const distances = scratch.subarray(0, count).map((value) => Math.abs(value - median));
  return quantileOfSorted(0.5, distances.sort(byValue), count);
}

/** The least-squares line through a window: slope per second and value at a time. */
function regression(window: Window, interceptTime: number): [slope: number, intercept: number] {
  const { values, from, to } = window;
  const n = to - from;
  const first = values[from] as number;
  const [x, y, xy, xx] = [new CompensatedSum(), new CompensatedSum(), new CompensatedSum(), new CompensatedSum()];
  let isConstant = true;
  for (let i = from; i < to; i += 1) {
    const value = values[i] as number;
    if (value !== first && i > from) isConstant = false;
    const seconds = (timeAt(window, i) - interceptTime) / 1_000;
    x.add(seconds);
    y.add(value);
    xy.add(seconds * value);
    xx.add(seconds * seconds);
  }
  if (isConstant) {
    const isInfinite = first === Number.POSITIVE_INFINITY || first === Number.NEGATIVE_INFINITY;
    return isInfinite ? [Number.NaN, Number.NaN] : [0, first];
  }
  const covariance = xy.total - (x.total * y.total) / n;
  const slope = covariance / (xx.total - (x.total * x.total) / n);
  return [slope, y.total / n - (slope * x.total) / n];
}

function deriv(window: Window): number {
  if (window.to - window.from < 2) return NO_VALUE;
  return regression(window, timeAt(window, window.from))[0];
}

function predictLinear(window: Window): number {
  if (window.to - window.from < 2) return NO_VALUE;
  const [slope, intercept] = regression(window, window.at);
  return slope * (window.parameters[0] as number) + intercept;
}

/** Holt's linear method: a smoothed level and a smoothed trend. */
function doubleExponentialSmoothing({ values, from, to, parameters }: Window): number {
  const [level, trend] = parameters as [number, number];
  if (to - from < 2) return NO_VALUE;
  let before = 0;
  let smoothed = values[from] as number;
  let slope = (values[from + 1] as number) - smoothed;
  for (let i = from + 1; i < to; i += 1) {
    if (i > from + 1) slope = trend * (smoothed - before) + (1 - trend) * slope;
    const next = level * (values[i] as number) + (1 - level) * (smoothed + slope);
    before = smoothed;
    smoothed = next;
  }
  return smoothed;
}

/** Where `changes` and `resets` begin to count: an anchored range has one sample of before it, if there was one. */
function firstCounted(window: Window): number {
  const { from, to, start, extent } = window;
  if (extent !== 'anchored') return from;
  let first = from;
  while (first < to && timeAt(window, first) <= start) first += 1;
  return first === to ? -1 : Math.max(from, first - 1);
}

function countSteps(isStep: (value: number, before: number) => boolean): WindowFunction {
  return (window) => {
    const first = firstCounted(window);
    if (first < 0) return NO_VALUE;
    let steps = 0;
    for (let i = first + 1; i < window.to; i += 1)
      if (isStep(window.values[i] as number, window.values[i - 1] as number)) steps += 1;
    return steps;
  };
}

/**
 * The increase of a counter, or the difference of a gauge, over a range, carried on to the range's ends as Prometheus
 * does: all the way when samples lie close to an end, half a sample's distance otherwise, and never to below zero. A rate is that per second.
 */
function extrapolated(window: Window, isCounter: boolean, isRate: boolean): number {
  if (window.extent !== null) {
    const change = changeBetweenBounds(window, isCounter);
    return isRate && change !== NO_VALUE ? change / secondsOf(window) : change;
  }
  const { values, from, to } = window;
  let change = (values[to - 1] as number) - (values[from] as number);
  if (isCounter)
    for (let i = from + 1; i < to; i += 1)
      if ((values[i] as number) < (values[i - 1] as number)) change += values[i - 1] as number;
  return carriedOn(window, change, isCounter, isRate);
}

/** The increase, or the rate, of a counter that was not reset within a window that is neither anchored nor smoothed. */
export function extrapolatedIncrease(window: Window, isRate: boolean): number {
  const { values, from, to } = window;
  return carriedOn(window, (values[to - 1] as number) - (values[from] as number), true, isRate);
}

/** @param change - the change between the samples alone */
function carriedOn(window: Window, change: number, isCounter: boolean, isRate: boolean): number {
  const { values, from, to, start, end } = window;
  if (to - from < 2) return NO_VALUE;
  const first = values[from] as number;
  const [firstTime, lastTime] = [timeAt(window, from), timeAt(window, to - 1)];
  const sampled = (lastTime - firstTime) / 1_000;
  const distance = sampled / (to - from - 1);
  const threshold = distance * 1.1;
  let toStart = (firstTime - start) / 1_000;
  let toEnd = (end - lastTime) / 1_000;
  if (toStart >= threshold) toStart = distance / 2;
  if (isCounter && change > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / change));
  if (toEnd >= threshold) toEnd = distance / 2;
  const factor = (sampled + toStart + toEnd) / sampled;
  return change * (isRate ? factor / secondsOf(window) : factor);
}

const secondsOf = ({ start, end }: Window): number => (end - start) / 1_000;

/** The change between the last two samples. */
function instantChange({ values, from, to }: Window, isCounter: boolean): number {
  if (to - from < 2) return NO_VALUE;
  const [before, last] = [values[to - 2] as number, values[to - 1] as number];
  return isCounter && last < before ? last : last - before;
}

function irate(window: Window): number {
  const change = instantChange(window, true);
  if (change === NO_VALUE) return NO_VALUE;
  return change / ((timeAt(window, window.to - 1) - timeAt(window, window.to - 2)) / 1_000);
}

/** The functions of range vectors that give a number for each series. */
export const windowFunctions: Readonly<Record<string, WindowFunction>> = {
  avg_over_time: avgOverTime,
  changes: countSteps((value, before) => value !== before && !(Number.isNaN(value) && Number.isNaN(before))),
  count_over_time: ({ from, to }) => to - from,
  delta: (window) => extrapolated(window, false, false),
  deriv,
  double_exponential_smoothing: doubleExponentialSmoothing,
  first_over_time: ({ values, from }) => values[from] as number,
  idelta: (window) => instantChange(window, false),
  increase: (window) => extrapolated(window, true, false),
  irate,
  last_over_time: ({ values, to }) => values[to - 1] as number,
  mad_over_time: medianAbsoluteDeviation,
  max_over_time: maxOverTime,
  min_over_time: minOverTime,
  predict_linear: predictLinear,
  present_over_time: () => 1,
  quantile_over_time: quantileOverTime,
  rate: (window) => extrapolated(window, true, true),
  resets: countSteps((value, before) => value < before),
  stddev_over_time: (window) => Math.sqrt(variance(window)),
  stdvar_over_time: variance,
  sum_over_time: sumOverTime,
  ts_of_first_over_time: (window) => timeAt(window, window.from) / 1_000,
  ts_of_last_over_time: (window) => timeAt(window, window.to - 1) / 1_000,
  ts_of_max_over_time: timeOfBest((value, best) => value >= best),
  ts_of_min_over_time: timeOfBest((value, best) => value <= best),
};
