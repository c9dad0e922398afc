/** One measured figure, as one line of JSON. */
export function report(bench: string, metric: string, value: number, unit: string, circumstances: object = {}): void {
  process.stdout.write(
    `${JSON.stringify({ bench, metric, value: Number(value.toPrecision(4)), unit, ...circumstances })}\n`,
  );
}

/** The value below which the share `q` of the numbers lies. */
export function quantile(numbers: readonly number[], q: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
