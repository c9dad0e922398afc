import { evaluateRuleAt } from '../backtest/rule-evaluation.js';
import { RuleBacktest } from '../backtest/rule-backtest.js';
import type { SampleSeries } from '../backtest/sample-feed.js';
import { compileMatcher } from '../promql/match-label.js';
import { EvaluationError } from '../plan/operator.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { durationMs } from '../rules/duration.js';
import { counterMatchersOf, type NoChance, samplesApartMs, whyNoChance } from './chance-reading.js';
import { type JointPaths, jointPathsOf } from './joint-paths.js';
import { jointPast, type JointSeries } from './joint-past.js';
import { type Likelihood, summed } from './rule-likelihood.js';
import { type Horizon, HORIZONS, stepsToward } from './series-forecaster.js';

/** Most series of one rule: each is continued on each path. */
export const JOINT_SERIES_MAX = 50;
/** Most samples of one series on one path. */
const POINTS_MAX = 1_100;
/** Most samples of all series on one path; there are some fifty paths, and series of others wait meanwhile. */
const PATH_SAMPLES_MAX = 7_500;
/** A series that has sent nothing for so long is out of date, and does not go on. */
const SILENT_MS = 900_000;
/** Steps of the past that ways of going on are looked for in. */
const KEPT_STEPS = 2_304;
/** Rules by the clock are evaluated no more often than this. */
const INTERVAL_MS_MIN = 15_000;
const MINUTE_MS = 60_000;

/** Why the chance of a rule over several series is not told now. */
export type JointAbstention =
  | NoChance
  | 'no_series'
  | 'too_many_series'
  | 'too_little_past'
  /** Windows of the rule are too short for the steps in which so long a time is simulated. */
  | 'windows_too_short'
  /** So many series, in steps as short as the rule's windows ask for, would take too long. */
  | 'too_much_to_simulate'
  | 'already_firing'
  | 'cannot_be_evaluated';

/**
 * The chance that a rule over several series fires, for whichever of them, within the horizon. All its series are continued
 * together from their common past, and the rule is evaluated on each such path by the engine and the plan that evaluate it
 * live: so aggregations, ratios, `for` and windows count as they do there.
 *
 * @param series - all series that the rule reads, with their past
 * @param now - ms since 1970
 */
export function jointLikelihoodOf(
  rule: AlertRule,
  series: readonly SampleSeries[],
  horizon: Horizon,
  now: number,
): Likelihood | { readonly kind: 'abstained'; readonly reason: JointAbstention } {
  const abstained = (reason: JointAbstention) => ({ kind: 'abstained', reason }) as const;
  const never = whyNoChance(rule);
  if (never !== null) return abstained(never);
  if (series.length === 0) return abstained('no_series');
  if (series.length > JOINT_SERIES_MAX) return abstained('too_many_series');
  const intervalMs = Math.max(...series.map(({ times }) => usualDistance(times)));
  const stepMs = stepsToward(horizon, intervalMs);
  if (stepMs === null) return abstained('too_little_past');
  try {
    const every = pointsWithin(stepMs, samplesApartMs(rule));
    const steps = Math.max(1, Math.round(HORIZONS[horizon] / stepMs));
    const points = steps * every;
    if (points > POINTS_MAX) return abstained('windows_too_short');
    if (points * series.length > PATH_SAMPLES_MAX) return abstained('too_much_to_simulate');
    const past = jointPast(series, counterTestOf(rule), { stepMs, keptSteps: KEPT_STEPS, now, silentMs: SILENT_MS });
    if (past === null) return abstained('no_series');
    const paths = jointPathsOf(
      past.map(({ moved }) => moved),
      steps,
    );
    return paths === null ? abstained('too_little_past') : simulated(rule, past, paths, { stepMs, every });
  } catch (error) {
    if (error instanceof EvaluationError) return abstained('cannot_be_evaluated');
    throw error;
  }
}

function simulated(
  rule: AlertRule,
  past: readonly JointSeries[],
  paths: JointPaths,
  { stepMs, every }: { stepMs: number; every: number },
): Likelihood | { kind: 'abstained'; reason: JointAbstention } {
  const apartMs = stepMs / every;
  // The mean of a step stands in its middle.
  const origin = ((past[0] as JointSeries).level.last + 0.5) * stepMs;
  const to = origin + paths.steps * stepMs;
  // When it fires first is all that counts; labels and annotations may be templates, and say nothing of that.
  const asked: AlertRule = {
    ...rule,
    status: 'active',
    keep_firing_for: '0',
    labels: {},
    annotations: {},
    interval: `${Math.round(Math.max(INTERVAL_MS_MIN, apartMs, durationMs(rule.interval ?? '0')) / 1_000)}s`,
  };
  const before = past.map(({ level }) => pointsOf(level.mean, stepMs, every, origin));
  const asSeries = (i: number, after: readonly Point[]): SampleSeries => {
    const points = [...(before[i] as Point[]), ...after];
    return {
      labels: (past[i] as JointSeries).labels,
      times: Float64Array.from(points, ({ time }) => time),
      values: Float64Array.from(points, ({ value }) => value),
    };
  };
  const standing = evaluateRuleAt(
    asked,
    past.map((_, i) => asSeries(i, [])),
    origin,
  );
  if (standing.error !== null) return { kind: 'abstained', reason: 'cannot_be_evaluated' };
  if (standing.fired) return { kind: 'abstained', reason: 'already_firing' };
  const firings: { at: number; weight: number }[] = [];
  for (let path = 0; path < paths.count; path += 1) {
    const series = past.map(({ level, isCounter }, i) => {
      const moved = (paths.mean[i] as Float64Array).subarray(path * paths.steps, (path + 1) * paths.steps);
      const now = level.mean.at(-1) as number;
      return asSeries(i, after(isCounter ? countedUp(now, moved) : moved, now, { stepMs, every, origin }));
    });
    const running = new RuleBacktest({ rule: asked, series, from: origin, to });
    while (!running.isDone) running.step();
    const first = running.report().transitions.find(({ state }) => state === 'firing');
    if (first !== undefined) firings.push({ at: first.at, weight: paths.weights[path] as number });
  }
  return { kind: 'likelihood', ...summed(firings, origin) };
}

interface Point {
  readonly time: number;
  readonly value: number;
}

/** The past as samples: the mean of each step, and what lies between on a straight line; of gaps there are none. */
function pointsOf(mean: Float32Array, stepMs: number, every: number, origin: number): Point[] {
  const points: Point[] = [];
  for (let i = 0; i < mean.length; i += 1) {
    const [from, to] = [mean[i - 1] ?? Number.NaN, mean[i] as number];
    if (Number.isNaN(to)) continue;
    const end = origin - (mean.length - 1 - i) * stepMs;
    points.push(...between(Number.isNaN(from) ? to : from, to, end, stepMs, every));
  }
  return points;
}

function after(
  moved: Float64Array,
  now: number,
  { stepMs, every, origin }: { stepMs: number; every: number; origin: number },
): Point[] {
  return Array.from(moved).flatMap((to, i) =>
    between(moved[i - 1] ?? now, to, origin + (i + 1) * stepMs, stepMs, every),
  );
}

/** So many samples up to the end of a step's way from one mean to the next. */
function between(from: number, to: number, end: number, stepMs: number, every: number): Point[] {
  return Array.from({ length: every }, (_, i) => {
    const share = (i + 1) / every;
    return { time: Math.round(end - stepMs * (1 - share)), value: from + (to - from) * share };
  });
}

function countedUp(from: number, added: Float64Array): Float64Array {
  let sum = from;
  return added.map((one) => (sum += one));
}

/** How many samples a step must hold, so that none are further apart. */
const pointsWithin = (stepMs: number, apartMs: number): number =>
  Math.max(1, Math.ceil(stepMs / Math.max(INTERVAL_MS_MIN, apartMs)));

function counterTestOf(rule: AlertRule): (labels: SampleSeries['labels']) => boolean {
  const selectors = counterMatchersOf(rule).map((matchers) =>
    matchers.map((matcher) => ({ name: matcher.name, holds: compileMatcher(matcher) })),
  );
  return (labels) => selectors.some((tests) => tests.every(({ name, holds }) => holds(labels[name] ?? '')));
}

/** The median distance of the latest samples, ms. */
function usualDistance(times: ArrayLike<number>): number {
  const distances: number[] = [];
  for (let i = Math.max(1, times.length - 15); i < times.length; i += 1)
    distances.push((times[i] as number) - (times[i - 1] as number));
  return distances.sort((a, b) => a - b)[distances.length >> 1] ?? MINUTE_MS;
}
