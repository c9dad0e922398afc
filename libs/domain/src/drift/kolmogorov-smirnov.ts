/** Terms of the series for its tail; they fall so fast that more change nothing. */
const TERMS = 100;

/**
 * The largest distance between the empirical distributions of two samples.
 *
 * @param first - in rising order, not empty
 * @param second - in rising order, not empty
 */
export function ksDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let distance = 0;
  let one = 0;
  let other = 0;
  while (one < first.length && other < second.length) {
    const value = Math.min(first[one] as number, second[other] as number);
    while (one < first.length && first[one] === value) one += 1;
    while (other < second.length && second[other] === value) other += 1;
    distance = Math.max(distance, Math.abs(one / first.length - other / second.length));
  }
  return distance;
}

/**
 * How probable a distance at least this large is between samples of one continuous distribution: Kolmogorov's limit with
 * Stephens's correction for small samples (1970).
 */
export function ksProbability(distance: number, firstCount: number, secondCount: number): number {
  const size = Math.sqrt((firstCount * secondCount) / (firstCount + secondCount));
  const scaled = (size + 0.12 + 0.11 / size) * distance;
  if (scaled < 0.2) return 1;
  let sum = 0;
  for (let term = 1; term <= TERMS; term++)
    sum += (term % 2 === 1 ? 2 : -2) * Math.exp(-2 * term * term * scaled * scaled);
  return Math.min(1, Math.max(0, sum));
}
