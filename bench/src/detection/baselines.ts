import { uniform } from '@tocsin/domain/detection/noise.fake';
import type { BenchDetector } from './bench-detector.js';

/** NAB's settings for its detector of this name. */
const WINDOW = 6_400;
const STEP = 100;

/**
 * How many standard deviations a value is from the mean of a window that moves in steps. NAB turns this into a probability, which
 * orders rows in the same way until it is rounded to 1.
 */
export function windowedGaussian(): BenchDetector {
  let window: number[] = [];
  let step: number[] = [];
  let mean = 0;
  let deviation = 0;
  const measure = (): void => {
    mean = window.reduce((sum, value) => sum + value, 0) / window.length;
    deviation = Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / window.length) || 1e-6;
  };
  return {
    score: (value) => {
      const score = window.length === 0 ? 0 : Math.abs(value - mean) / deviation;
      if (window.length < WINDOW) {
        window.push(value);
        measure();
      } else {
        step.push(value);
        if (step.length === STEP) {
          window = [...window.slice(STEP), ...step];
          step = [];
          measure();
        }
      }
      return score;
    },
  };
}

const HOUR_MS = 3_600_000;
const VALUES_AN_HOUR = 64;
const VALUES_MIN = 6;
/** What makes the median absolute deviation of a normal distribution its standard deviation. */
const MAD_TO_DEVIATION = 1.4826;

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
};

/** An hour in which nothing moves is measured by this share of how much the series does as a whole. */
const SERIES_SHARE_MIN = 0.1;

/** How many robust deviations a value is from the median of the last values of the same hour of the day. */
export function seasonalRobustZ(): BenchDetector {
  const hours: number[][] = Array.from({ length: 24 }, () => []);
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    score: (value, time) => {
      count += 1;
      const apart = value - mean;
      mean += apart / count;
      squares += apart * (value - mean);
      const least = SERIES_SHARE_MIN * Math.sqrt(squares / count);
      const values = hours[Math.floor(time / HOUR_MS) % 24] as number[];
      let score = 0;
      if (values.length >= VALUES_MIN) {
        const median = medianOf(values);
        const deviation = MAD_TO_DEVIATION * medianOf(values.map((other) => Math.abs(other - median)));
        score = Math.abs(value - median) / (Math.max(deviation, least) || 1);
      }
      values.push(value);
      if (values.length > VALUES_AN_HOUR) values.shift();
      return score;
    },
  };
}

/** Scores that have nothing to do with the values, the same at each run. */
export function random(): BenchDetector {
  return { score: uniform(1) };
}
