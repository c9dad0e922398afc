import { uniform } from '../detection/noise.fake.js';
import { generalSeries } from './general-series.js';

test('series are finite, move, and are the same for the same numbers', () => {
  const random = uniform(7);
  const all = Array.from({ length: 200 }, () => generalSeries(300, random));
  for (const series of all) {
    expect(series.every(Number.isFinite)).toBe(true);
    expect(new Set(series).size).toBeGreaterThan(100);
  }
  expect(generalSeries(300, uniform(7))).toEqual(all[0]);
  expect(all[1]).not.toEqual(all[0]);
});
