/**
 * The population stability index: how far the shares of two samples in the same bins are apart, as the sum of the
 * Kullback-Leibler divergences in both directions. Bins of which one sample has nothing count as if it had half a value there.
 * Credit risk's rule of thumb is that less than 0.1 is the same population and more than 0.25 another one.
 *
 * @param expected - how many values of the first sample lie in each bin
 * @param actual - how many of the second; of as many bins
 */
export function populationStability(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  const bins = expected.length;
  let expectedTotal = 0;
  let actualTotal = 0;
  for (let bin = 0; bin < bins; bin++) {
    expectedTotal += Math.max(0.5, expected[bin] as number);
    actualTotal += Math.max(0.5, actual[bin] as number);
  }
  let index = 0;
  for (let bin = 0; bin < bins; bin++) {
    const before = Math.max(0.5, expected[bin] as number) / expectedTotal;
    const now = Math.max(0.5, actual[bin] as number) / actualTotal;
    index += (now - before) * Math.log(now / before);
  }
  return index;
}
