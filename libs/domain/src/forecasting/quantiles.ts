/** A share that only rounding keeps from being reached is reached: 0.28 of 25 is 7. */
const ROUNDING = 1e-12;

/**
 * Quantiles of weighted numbers: the least number that at least the asked share of the weight is not above.
 *
 * @param levels - from 0 to 1, ascending
 */
export function weightedQuantiles(numbers: Float64Array, weights: Float64Array, levels: readonly number[]): number[] {
  const order = Uint32Array.from(numbers.keys()).sort((a, b) => (numbers[a] as number) - (numbers[b] as number));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const result: number[] = [];
  let [i, passed] = [0, 0];
  for (const level of levels) {
    while (i < order.length - 1 && passed + (weights[order[i] as number] as number) < level * total * (1 - ROUNDING))
      passed += weights[order[i++] as number] as number;
    result.push(numbers[order[i] as number] as number);
  }
  return result;
}

/** How far a number lies from a forecast quantile: the loss that is least, on average, at the true one. */
export function pinballLoss(level: number, forecast: number, value: number): number {
  const error = value - forecast;
  return error >= 0 ? level * error : (level - 1) * error;
}
