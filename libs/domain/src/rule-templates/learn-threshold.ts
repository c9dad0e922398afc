import { evaluateRange } from '../plan/plan.js';
import { LabelSet } from '../plan/label-set.js';
import { byValue, quantileOfSorted } from '../plan/quantile.js';
import { SeriesStore } from '../plan/series-store.js';
import type { Expr } from '../promql/ast.js';
import type { SampleSeries } from '../backtest/sample-feed.js';
import type { Comparison } from '../rules/condition.js';
import type { NumberParameter } from './parameter.js';

/** Of a thousand values, one may lie beyond what is learned. */
const QUANTILE = 0.999;
/** With fewer values than these, one in a thousand says nothing. */
const VALUES_MIN = 200;
/** A shorter time knows nothing of nights, jobs and peaks. */
export const SPAN_MS_MIN = 6 * 3_600_000;
/** As many times a history is looked at, at most; finer steps change quantiles by little and cost the more. */
const STEPS_MAX = 1_440;
const STEP_MS_MIN = 60_000;

/** What a measure was like over a stretch of history. */
export interface MeasureSummary {
  /** Values of all elements together. */
  readonly values: number;
  /** How many elements there were. */
  readonly elements: number;
  /** From the first to the last value; ms. */
  readonly spanMs: number;
  /** The share of steps at which an element that was there before gave nothing; 0 to 1. */
  readonly gaps: number;
  /** By how much the values changed in a second, on the average. */
  readonly ratePerSecond: number;
  readonly least: number;
  readonly median: number;
  readonly most: number;
  /** The values that 0.1 % lie below, and above. */
  readonly low: number;
  readonly high: number;
}

/** Measures an expression over the samples of a stretch of time (ms since 1970); null when it gives nothing, or cannot. */
export function summariseMeasure(
  measure: Expr,
  series: readonly SampleSeries[],
  { from, to }: { from: number; to: number },
): MeasureSummary | null {
  const step = Math.max(STEP_MS_MIN, Math.ceil((to - from) / STEPS_MAX));
  const outcome = evaluateRange(measure, storeOf(series), { start: from, end: to, step });
  if (outcome.kind === 'failed' || outcome.value.type !== 'matrix') return null;
  const found = outcome.value.series
    .map(({ times, values }) => finiteOf(times, values))
    .filter(({ values }) => values.length > 0);
  const sorted = found.flatMap(({ values }) => values).sort(byValue);
  if (sorted.length === 0) return null;
  const at = (q: number): number => quantileOfSorted(q, sorted, sorted.length);
  const expected = found.reduce((sum, { times }) => sum + (lastOf(times) - firstOf(times)) / step + 1, 0);
  return {
    values: sorted.length,
    elements: found.length,
    spanMs:
      Math.max(...found.map(({ times }) => lastOf(times))) - Math.min(...found.map(({ times }) => firstOf(times))),
    gaps: Math.max(0, 1 - sorted.length / expected),
    ratePerSecond: meanOf(found.map(changePerSecond)),
    least: at(0),
    low: at(1 - QUANTILE),
    median: at(0.5),
    high: at(QUANTILE),
    most: at(1),
  };
}

/** The threshold that a history teaches, and by what rule it was found. */
export type LearnedThreshold =
  | {
      readonly kind: 'learned';
      readonly value: number;
      readonly usual: number;
      readonly bound: 'strictest' | 'laxest' | null;
    }
  /** The default is kept. */
  | { readonly kind: 'kept'; readonly reason: 'not_learned' | 'no_history' | 'short_history' };

/**
 * The threshold of a template by a tenant's own history: what all but one in a thousand values keep to, and a margin
 * beside it; never stricter and never laxer than the parameter allows.
 */
export function learnThreshold(
  parameter: NumberParameter | null,
  operator: Comparison,
  summary: MeasureSummary | null,
): LearnedThreshold {
  if (parameter?.learned === undefined) return { kind: 'kept', reason: 'not_learned' };
  if (summary === null) return { kind: 'kept', reason: 'no_history' };
  if (summary.values < VALUES_MIN || summary.spanMs < SPAN_MS_MIN) return { kind: 'kept', reason: 'short_history' };
  const { margin, strictest, laxest } = parameter.learned;
  const isRising = operator === '>' || operator === '>=';
  const usual = isRising ? summary.high : summary.low;
  const away = usual + (isRising ? 1 : -1) * margin * Math.abs(usual);
  const rounded = roundedAway(away, isRising);
  const [least, most] = [Math.min(strictest, laxest), Math.max(strictest, laxest)];
  const value = Math.min(most, Math.max(least, rounded));
  const bound = value === rounded ? null : value === strictest ? 'strictest' : 'laxest';
  return { kind: 'learned', value, usual, bound };
}

/** Two significant digits, on the side that fires less. */
function roundedAway(value: number, isUp: boolean): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const digits = 1 - Math.floor(Math.log10(Math.abs(value)));
  const scaled = Number(`${value}e${digits}`);
  if (!Number.isFinite(scaled)) return value;
  // What is two digits already must not move for the last bit of a product.
  const near = Math.round(scaled);
  const whole = Math.abs(scaled - near) < 1e-9 ? near : isUp ? Math.ceil(scaled) : Math.floor(scaled);
  return Number(`${whole}e${-digits}`);
}

function storeOf(series: readonly SampleSeries[]): SeriesStore {
  const store = new SeriesStore();
  const samples = series.flatMap(({ labels, times, values }) => {
    const own = store.series(LabelSet.of(labels));
    return Array.from(times, (time, i) => ({ own, time, value: values[i] as number }));
  });
  // Stretches of one series may overlap; a store takes each time once when the times rise.
  samples.sort((a, b) => a.time - b.time);
  for (const { own, time, value } of samples) store.append(own, time, value);
  return store;
}

interface Finite {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

function finiteOf(times: readonly number[], values: readonly number[]): Finite {
  const kept = [...values.keys()].filter((i) => Number.isFinite(values[i]));
  return { times: kept.map((i) => times[i] as number), values: kept.map((i) => values[i] as number) };
}

function changePerSecond({ times, values }: Finite): number {
  const seconds = (lastOf(times) - firstOf(times)) / 1_000;
  return seconds === 0 ? 0 : (lastOf(values) - firstOf(values)) / seconds;
}

const firstOf = (values: readonly number[]): number => values[0] as number;
const lastOf = (values: readonly number[]): number => values.at(-1) as number;
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
