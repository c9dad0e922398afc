/** Where Go's arithmetic, and so Prometheus's, is not JavaScript's; and sums and quantiles as Prometheus takes them. */

/** Go's `math.Pow`: 1 to any power is 1, as is -1 to an infinite one. */
export function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

/** Go's `math.Max`: +Inf is larger than NaN. */
export function largerOf(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** Go's `math.Min`: -Inf is smaller than NaN. */
export function smallerOf(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

/**
 * The first place below a count from which on something holds, else the count; found by halving, as Go does it, since
 * NaN can make it hold here and there.
 */
export function firstPlace(count: number, holds: (place: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A sum with the part that rounding took away (Kahan, in Neumaier's form). */
export interface CompensatedSum {
  readonly sum: number;
  readonly compensation: number;
}

export const emptySum: CompensatedSum = { sum: 0, compensation: 0 };

export function plus({ sum, compensation }: CompensatedSum, value: number): CompensatedSum {
  const total = sum + value;
  if (Math.abs(total) === Infinity) return { sum: total, compensation: 0 };
  const lost = Math.abs(sum) >= Math.abs(value) ? sum - total + value : value - total + sum;
  return { sum: total, compensation: compensation + lost };
}

/** The mean of at least one value. It goes on as a running mean where the sum is too large for a float. */
export function meanOf(values: readonly number[]): number {
  let total: CompensatedSum = { sum: values[0] as number, compensation: 0 };
  let mean: CompensatedSum | null = null;
  let count = 1;
  for (const value of values.slice(1)) {
    count += 1;
    if (mean === null) {
      const next = plus(total, value);
      if (Math.abs(next.sum) !== Infinity) {
        total = next;
        continue;
      }
      mean = { sum: total.sum / (count - 1), compensation: total.compensation / (count - 1) };
    }
    const share = (count - 1) / count;
    mean = plus({ sum: share * mean.sum, compensation: share * mean.compensation }, value / count);
  }
  return mean === null ? total.sum / count + total.compensation / count : mean.sum + mean.compensation;
}

/** Sorts numbers, NaN first. */
export function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The quantile of values, between two of them in proportion. */
export function quantileOf(quantile: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const sorted = [...values].sort(compareNumbers);
  const rank = quantile * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] as number) * (1 - weight) + (sorted[upper] as number) * weight;
}
