/** One bucket of a classic histogram: how many observations are at most `upperBound`. */
export interface Bucket {
  upperBound: number;
  count: number;
}

/** Counts that differ by less than this share are taken as equal: sums of rates carry rounding errors. */
const TOLERANCE = 1e-12;
const SMALLEST_NORMAL = 2 ** -1022;

/** Whether two numbers differ by less than a share of their sum. */
export function isAlmostEqual(a: number, b: number, share: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < SMALLEST_NORMAL) return difference < share * SMALLEST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < share;
}

/** What had to be mended for the buckets' counts to rise. */
export interface Mending {
  minBound: number;
  maxBound: number;
  maxDifference: number;
}

/** Buckets by rising bound, those of one bound made one; null unless the last bound is +Inf. */
function ordered(buckets: readonly Bucket[]): Bucket[] | null {
  const sorted = [...buckets].sort((a, b) => a.upperBound - b.upperBound || 0);
  if (sorted.at(-1)?.upperBound !== Number.POSITIVE_INFINITY) return null;
  const merged: Bucket[] = [];
  for (const { upperBound, count } of sorted) {
    const last = merged.at(-1);
    if (last?.upperBound === upperBound) last.count += count;
    else merged.push({ upperBound, count });
  }
  return merged;
}

/** Makes counts rise where they fall. @returns what was mended beyond rounding errors; null: nothing */
function mend(buckets: Bucket[]): Mending | null {
  let mending: Mending | null = null;
  let before = (buckets[0] as Bucket).count;
  for (const bucket of buckets.slice(1)) {
    const { count, upperBound } = bucket;
    if (count === before) continue;
    if (isAlmostEqual(before, count, TOLERANCE)) {
      bucket.count = before;
    } else if (count < before) {
      bucket.count = before;
      mending ??= { minBound: Number.POSITIVE_INFINITY, maxBound: Number.NEGATIVE_INFINITY, maxDifference: 0 };
      mending.minBound = Math.min(mending.minBound, upperBound);
      mending.maxBound = Math.max(mending.maxBound, upperBound);
      mending.maxDifference = Math.max(mending.maxDifference, before - count);
    } else {
      before = count;
    }
  }
  return mending;
}

/**
 * The q-quantile of a classic histogram, linear within a bucket, as Prometheus's `histogram_quantile` defines it. The
 * lowest bucket begins at 0 when its bound is positive; in the highest, the bound below it is the answer.
 */
export function bucketQuantile(q: number, buckets: readonly Bucket[]): { quantile: number; mending: Mending | null } {
  const only = (quantile: number) => ({ quantile, mending: null });
  if (Number.isNaN(q)) return only(Number.NaN);
  if (q < 0) return only(Number.NEGATIVE_INFINITY);
  if (q > 1) return only(Number.POSITIVE_INFINITY);
  const sorted = ordered(buckets);
  if (sorted === null) return only(Number.NaN);
  const mending = mend(sorted);
  const last = sorted.length - 1;
  const observations = (sorted[last] as Bucket).count;
  if (last < 1 || observations === 0) return { quantile: Number.NaN, mending };
  const rank = q * observations;
  const at = firstReaching(sorted, rank);
  const { upperBound, count } = sorted[at] as Bucket;
  if (at === last) return { quantile: (sorted[last - 1] as Bucket).upperBound, mending };
  if (at === 0 && upperBound <= 0) return { quantile: upperBound, mending };
  const below = sorted[at - 1] ?? { upperBound: 0, count: 0 };
  const quantile = below.upperBound + (upperBound - below.upperBound) * ((rank - below.count) / (count - below.count));
  return { quantile, mending };
}

/**
 * The first bucket but the last whose count reaches a rank. It is found by halving, as Prometheus does, since counts may
 * be NaN.
 */
function firstReaching(sorted: readonly Bucket[], rank: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as Bucket).count >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The share of observations between two bounds, linear within a bucket, as `histogram_fraction` defines it. */
export function bucketFraction(lower: number, upper: number, buckets: readonly Bucket[]): number {
  const sorted = ordered(buckets);
  if (sorted === null) return Number.NaN;
  const total = (sorted.at(-1) as Bucket).count;
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  return (Math.min(total, rankOf(upper, sorted)) - Math.min(total, rankOf(lower, sorted))) / total;
}

/** How many observations are at most `value`. */
function rankOf(value: number, sorted: readonly Bucket[]): number {
  let lowerBound = (sorted[0] as Bucket).upperBound <= 0 ? Number.NEGATIVE_INFINITY : 0;
  let rank = 0;
  for (const { upperBound, count } of sorted) {
    if (lowerBound >= value) return rank;
    if (upperBound > value) {
      if (lowerBound === Number.NEGATIVE_INFINITY) return count;
      return rank + ((count - rank) * (value - lowerBound)) / (upperBound - lowerBound);
    }
    rank = count;
    lowerBound = upperBound;
  }
  return Number.POSITIVE_INFINITY;
}
