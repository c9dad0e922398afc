/** Pages within this time of the one before come of one cause, and tell no more than one does. */
const CAUSE_MS = 900_000;

/**
 * The chance that one of two settings sends pages less often than the other, by how many causes of pages each had in the
 * same time. Both rates are unknown, counts are Poisson's, and every share of the two is as likely beforehand (Bayes and
 * Laplace); the share then has a Beta distribution, and with whole numbers its tail is a sum of binomials.
 *
 * @param before - of the one that stands
 * @param after - of the other
 * @returns from 0 to 1; 0.5 where nothing was seen
 */
export function chanceOfFewer(before: number, after: number): number {
  const tosses = before + after + 1;
  let [logWays, sum] = [0, 0];
  for (let heads = 0; heads <= tosses; heads += 1) {
    if (heads > after) sum += Math.exp(logWays - tosses * Math.LN2);
    logWays += Math.log(tosses - heads) - Math.log(heads + 1);
  }
  return Math.min(1, sum);
}

/** How many causes pages come of, which were sent at these times; ms, in any order. */
export function causesOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted.filter((time, i) => i === 0 || time - (sorted[i - 1] as number) > CAUSE_MS).length;
}
