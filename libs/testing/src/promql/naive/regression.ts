import { emptySum, plus } from './go-math.js';
import type { Point } from './moment.js';

/** The line through points by least squares, and its value at a time; per second. */
export function linearRegression(points: readonly Point[], time: number): { slope: number; intercept: number } {
  const first = (points[0] as Point).value;
  if (points.every(({ value }) => value === first)) {
    const isInfinite = Math.abs(first) === Infinity;
    return isInfinite ? { slope: Number.NaN, intercept: Number.NaN } : { slope: 0, intercept: first };
  }
  const sum = (of: (x: number, y: number) => number): number => {
    const total = points.reduce((before, point) => plus(before, of((point.time - time) / 1000, point.value)), emptySum);
    return total.sum + total.compensation;
  };
  const count = points.length;
  const [sumX, sumY] = [sum((x) => x), sum((_, y) => y)];
  const covariance = sum((x, y) => x * y) - (sumX * sumY) / count;
  const variance = sum((x) => x * x) - (sumX * sumX) / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY / count - (slope * sumX) / count };
}
