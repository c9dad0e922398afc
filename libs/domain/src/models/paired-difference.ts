/**
 * By how much losses of one model lie above those of another on the same windows.
 *
 * @returns the mean difference, and its standard error
 */
export function pairedDifference(
  above: readonly number[],
  below: readonly number[],
): { readonly mean: number; readonly standardError: number } {
  const differences = above.map((loss, i) => loss - (below[i] ?? Number.NaN));
  const mean = meanOf(differences);
  const variance = meanOf(differences.map((each) => (each - mean) ** 2));
  return { mean, standardError: Math.sqrt(variance / differences.length) };
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
