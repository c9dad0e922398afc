import { firstPlace } from './go-math.js';
import type { Flattening } from './notes.js';

/** A bucket of a classic histogram: how many observations are at or below a bound. */
export interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/** Relative differences between buckets that are but rounding. */
const TOLERANCE = 1e-12;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** Sorted by bounds, those of the same bound as one; null where the last does not hold all observations. */
function arranged(buckets: readonly Bucket[]): Bucket[] | null {
  const sorted = [...buckets].sort((a, b) => (a.bound < b.bound ? -1 : a.bound > b.bound ? 1 : 0));
  if (sorted.at(-1)?.bound !== Infinity) return null;
  const merged: Bucket[] = [];
  for (const bucket of sorted) {
    const last = merged.at(-1);
    if (last?.bound === bucket.bound) merged[merged.length - 1] = { ...bucket, count: last.count + bucket.count };
    else merged.push(bucket);
  }
  return merged;
}

function isAlmostEqual(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < SMALLEST_NORMAL) return difference < TOLERANCE * SMALLEST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < TOLERANCE;
}

/** Makes counts rise with the bounds; says where they did not by more than rounding. */
function flattened(buckets: readonly Bucket[]): { buckets: Bucket[]; flattening: Flattening | null } {
  let before = (buckets[0] as Bucket).count;
  let flattening: Flattening | null = null;
  const rising = buckets.map(({ bound, count }, place): Bucket => {
    if (place === 0 || count === before || isAlmostEqual(before, count)) return { bound, count: before };
    if (count < before) {
      flattening = {
        lowestBound: Math.min(bound, flattening?.lowestBound ?? Infinity),
        highestBound: Math.max(bound, flattening?.highestBound ?? -Infinity),
        largestDifference: Math.max(before - count, flattening?.largestDifference ?? 0),
      };
      return { bound, count: before };
    }
    before = count;
    return { bound, count };
  });
  return { buckets: rising, flattening };
}

/** The quantile of a histogram, on a straight line within its bucket. */
export function histogramQuantile(
  quantile: number,
  given: readonly Bucket[],
): { value: number; flattening: Flattening | null } {
  const nothing = (value: number) => ({ value, flattening: null });
  if (Number.isNaN(quantile)) return nothing(Number.NaN);
  if (quantile < 0) return nothing(-Infinity);
  if (quantile > 1) return nothing(Infinity);
  const merged = arranged(given);
  if (merged === null) return nothing(Number.NaN);
  const { buckets, flattening } = flattened(merged);
  return { value: quantileOfRising(quantile, buckets), flattening };
}

function quantileOfRising(quantile: number, buckets: readonly Bucket[]): number {
  const last = buckets.length - 1;
  const observations = (buckets[last] as Bucket).count;
  if (last < 1 || observations === 0) return Number.NaN;
  const rank = quantile * observations;
  const place = firstPlace(last, (at) => (buckets[at] as Bucket).count >= rank);
  if (place === last) return (buckets[last - 1] as Bucket).bound;
  const { bound, count } = buckets[place] as Bucket;
  if (place === 0 && bound <= 0) return bound;
  const below = buckets[place - 1] ?? { bound: 0, count: 0 };
  return below.bound + (bound - below.bound) * ((rank - below.count) / (count - below.count));
}

/** The share of observations between two values. */
export function histogramFraction(lower: number, upper: number, given: readonly Bucket[]): number {
  const buckets = arranged(given);
  if (buckets === null) return Number.NaN;
  const total = (buckets.at(-1) as Bucket).count;
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  return (rankOf(upper, buckets) - rankOf(lower, buckets)) / total;
}

/** How many observations lie below a value, on a straight line within its bucket. */
function rankOf(value: number, buckets: readonly Bucket[]): number {
  const total = (buckets.at(-1) as Bucket).count;
  let rank = 0;
  let lower = (buckets[0] as Bucket).bound <= 0 ? -Infinity : 0;
  for (const { bound, count } of buckets) {
    if (lower >= value) return capped(rank, total);
    if (bound > value) {
      const isEndless = lower === -Infinity;
      return capped(isEndless ? count : rank + ((count - rank) * (value - lower)) / (bound - lower), total);
    }
    rank = count;
    lower = bound;
  }
  return total;
}

function capped(rank: number, total: number): number {
  return rank > total ? total : rank;
}
