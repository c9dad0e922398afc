import type { LabelSet } from '@tocsin/domain/plan/label-set';
import type { Call, Expr } from '@tocsin/domain/promql/ast';
import { formatFixed, formatShortest, quoteString } from '@tocsin/domain/promql/go-text';
import { emptySum, meanOf, plus, quantileOf } from './go-math.js';
import { fail, type Moment, type Point, type Sample, type Windows } from './moment.js';
import { countSteps, instantRate, rateOf } from './rate-functions.js';
import { linearRegression } from './regression.js';

/** Functions that can make use of points outside their windows. */
const functionsOfExtent = {
  anchored: ['changes', 'delta', 'increase', 'rate', 'resets'],
  smoothed: ['delta', 'increase', 'rate'],
};
const counterSuffixes = ['_total', '_sum', '_count', '_bucket'];

/** What a function of a range vector gives of one series, whose labels are the origin. */
export interface WindowResult extends Sample {
  readonly origin: LabelSet;
}

/** Calls a function of a range vector; `params` are its other arguments. */
export function callWindowFunction(
  call: Call,
  windows: Windows,
  params: readonly number[],
  moment: Moment,
): WindowResult[] {
  const { func } = call;
  const { extent } = windows;
  if (extent !== null && !functionsOfExtent[extent].includes(func))
    fail(`${extent} modifier can only be used with: ${functionsOfExtent[extent].join(', ')} - not with ${func}`);
  const keepsName = func === 'last_over_time' || func === 'first_over_time';
  return windows.series.flatMap(({ labels, points, dropsName: inherited }) => {
    const value = valueOf(call, points, windows, params, moment);
    if (value === null) return [];
    noteGauge(call, labels.metric, moment);
    const dropsName = !keepsName || inherited;
    const own = dropsName && !moment.dropsNamesLate ? labels.withoutName() : labels;
    return [{ labels: own, value, dropsName, origin: labels }];
  });
}

/** Says that a rate was taken of what does not look like a counter. */
function noteGauge({ func, args }: Call, metric: string, { notes }: Moment): void {
  if ((func !== 'rate' && func !== 'increase') || metric === '') return;
  if (counterSuffixes.some((suffix) => metric.endsWith(suffix))) return;
  const message = 'metric might not be a counter, name does not end in _total/_sum/_count/_bucket:';
  notes.annotate('info', `${message} ${quoteString(metric)}`, spanOf(args[0] as Expr));
}

/** The place of an argument without the parentheses around it. */
export function spanOf(argument: Expr): Expr['span'] {
  return argument.kind === 'paren' ? spanOf(argument.expr) : argument.span;
}

function valueOf(
  call: Call,
  points: readonly Point[],
  windows: Windows,
  params: readonly number[],
  moment: Moment,
): number | null {
  const values = points.map(({ value }) => value);
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  switch (call.func) {
    case 'rate':
      return rateOf(points, windows, { isCounter: true, isRate: true });
    case 'increase':
      return rateOf(points, windows, { isCounter: true, isRate: false });
    case 'delta':
      return rateOf(points, windows, { isCounter: false, isRate: false });
    case 'irate':
      return instantRate(points, true);
    case 'idelta':
      return instantRate(points, false);
    case 'changes':
      return countSteps(points, windows, isOther);
    case 'resets':
      return countSteps(points, windows, (before, value) => value < before);
    case 'deriv':
      return points.length < 2 ? null : linearRegression(points, first.time).slope;
    case 'predict_linear':
      return predict(points, params[0] as number, moment.time);
    case 'double_exponential_smoothing':
      return smooth(values, params[0] as number, params[1] as number);
    case 'count_over_time':
      return points.length;
    case 'present_over_time':
    case 'absent_over_time':
      return 1;
    case 'first_over_time':
      return first.value;
    case 'last_over_time':
      return last.value;
    case 'ts_of_first_over_time':
      return first.time / 1000;
    case 'ts_of_last_over_time':
      return last.time / 1000;
    case 'avg_over_time':
      return meanOf(values);
    case 'sum_over_time':
      return sumOf(values);
    case 'stdvar_over_time':
      return varianceOf(values);
    case 'stddev_over_time':
      return Math.sqrt(varianceOf(values));
    case 'min_over_time':
      return extremeOf(points, (value, least) => value < least).value;
    case 'max_over_time':
      return extremeOf(points, (value, most) => value > most).value;
    case 'ts_of_min_over_time':
      return extremeOf(points, (value, least) => value <= least).time / 1000;
    case 'ts_of_max_over_time':
      return extremeOf(points, (value, most) => value >= most).time / 1000;
    case 'mad_over_time':
      return deviationOf(values);
    case 'quantile_over_time':
      noteQuantile(params[0] as number, call.args[0] as Expr, moment);
      return quantileOf(params[0] as number, values);
    default:
      throw new Error(`${call.func} is no function of range vectors`);
  }
}

/** NaN is no change from NaN. */
function isOther(before: number, value: number): boolean {
  return before !== value && !(Number.isNaN(before) && Number.isNaN(value));
}

/** Says that a quantile is none. */
export function noteQuantile(quantile: number, argument: Expr, { notes }: Moment): void {
  if (quantile >= 0 && quantile <= 1) return;
  const message = `quantile value should be between 0 and 1, got ${formatShortest(quantile)}`;
  notes.annotate('warning', message, spanOf(argument));
}

function sumOf(values: readonly number[]): number {
  const { sum, compensation } = values.reduce(plus, emptySum);
  return Math.abs(sum) === Infinity ? sum : sum + compensation;
}

/** The mean square of the distances from the mean, less what the mean's own rounding adds to them. */
function varianceOf(values: readonly number[]): number {
  const first = values[0] as number;
  const mean = first + meanOf(values.map((value) => value - first));
  const distances = values.map((value) => value - mean);
  return Math.max(0, meanOf(distances.map((distance) => distance ** 2)) - meanOf(distances) ** 2);
}

/** The point that surpasses those before it; anything surpasses NaN. */
function extremeOf(points: readonly Point[], surpasses: (value: number, extreme: number) => boolean): Point {
  return points.reduce(
    (extreme, point) => (surpasses(point.value, extreme.value) || Number.isNaN(extreme.value) ? point : extreme),
    points[0] as Point,
  );
}

/** The median of the distances from the median. */
function deviationOf(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return Number.NaN;
  const median = quantileOf(0.5, values);
  return quantileOf(
    0.5,
    values.map((value) => Math.abs(value - median)),
  );
}

function predict(points: readonly Point[], seconds: number, now: number): number | null {
  if (points.length < 2) return null;
  const { slope, intercept } = linearRegression(points, now);
  return slope * seconds + intercept;
}

function smooth(values: readonly number[], smoothing: number, trend: number): number | null {
  checkFactor('smoothing', 'sf', smoothing);
  checkFactor('trend', 'tf', trend);
  const [first, second] = values;
  if (first === undefined || second === undefined) return null;
  let before = 0;
  let smoothed = first;
  let slope = second - first;
  values.slice(1).forEach((value, place) => {
    if (place > 0) slope = trend * (smoothed - before) + (1 - trend) * slope;
    const next = smoothing * value + (1 - smoothing) * (smoothed + slope);
    [before, smoothed] = [smoothed, next];
  });
  return smoothed;
}

function checkFactor(name: string, symbol: string, factor: number): void {
  if (factor <= 0 || factor >= 1)
    fail(`invalid ${name} factor. Expected: 0 < ${symbol} < 1, got: ${formatFixed(factor, 6)}`);
}
