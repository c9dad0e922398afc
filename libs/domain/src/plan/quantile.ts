/** Smaller first, NaN before all numbers: the order in which Prometheus ranks values. */
export function byValue(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) ? 1 : a - b || 0;
}

/**
 * The q-quantile of sorted values, weighted between the two nearest ranks. Below 0 it is -Inf, above 1 +Inf.
 *
 * @param sorted - `count` values in rising order, NaN first
 */
export const quantileOfSorted = (q: number, sorted: ArrayLike<number>, count: number): number =>
  quantileOfRanks(q, count, (rank) => sorted[rank] as number);

/**
 * The same of values that are asked for by their rank.
 *
 * @param valueAt - the value of a rank from 0 up to `count` (exclusive); values rise, NaN first
 */
export function quantileOfRanks(q: number, count: number, valueAt: (rank: number) => number): number {
  if (count === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const rank = q * (count - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(count - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return valueAt(lower) * (1 - weight) + valueAt(upper) * weight;
}
