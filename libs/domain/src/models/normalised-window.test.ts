import fc from 'fast-check';
import { normalisedWindow } from './normalised-window.js';

test('a window has mean 0 and deviation 1, and comes back to its unit', () => {
  const { values, mean, deviation, readings } = normalisedWindow([2, 4, 4, 4, 5, 5, 7, 9]);
  expect([mean, deviation, readings]).toEqual([5, 2, 8]);
  expect([...values]).toEqual([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]);
});

test('what is missing is the mean, but the last value, which is the last reading', () => {
  const { values, observed } = normalisedWindow([1, Number.NaN, 3, Number.POSITIVE_INFINITY, Number.NaN]);
  expect([...values]).toEqual([-1, 0, 1, 0, 1]);
  expect([...observed]).toEqual([1, 0, 1, 0, 0]);
});

test.each([[[7, 7, 7]], [[0.1, 0.1, 0.1]], [[1e18, 1e18]], [[0, 0]], [[-3]]])(
  '%p does not move: all is 0, by 1',
  (series) => {
    const { values, deviation } = normalisedWindow(series);
    expect([...values].every((value) => Math.abs(value) < 1e-9)).toBe(true);
    expect(deviation).toBeCloseTo(1);
  },
);

test('nothing observed gives nothing to ask about', () => {
  expect(normalisedWindow([Number.NaN, Number.NaN])).toMatchObject({
    readings: 0,
    mean: 0,
    values: new Float32Array(2),
  });
  expect(normalisedWindow([]).readings).toBe(0);
});

test('small movements of large values are kept', () => {
  const base = 1e9;
  const { values } = normalisedWindow([base, base + 1, base, base + 1]);
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(i % 2 === 0 ? -1 : 1, 5);
});

test('whatever the values: the answer is finite, and the same in another unit', () => {
  // Thousandths, so that another unit takes no digits from them; and what a faulty exporter may send.
  const usual = fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1_000);
  const odd = fc.constantFrom(Number.NaN, Number.MAX_VALUE, -1e308, 5e-324);
  const reading = fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: odd });
  fc.assert(
    fc.property(
      fc.array(reading, { minLength: 1, maxLength: 60 }),
      fc.constantFrom(1 / 1024, 2, 1024),
      (series, unit) => {
        const here = normalisedWindow(series);
        expect([...here.values].every((value) => Number.isFinite(value) && Math.abs(value) <= 20)).toBe(true);
        const there = normalisedWindow(series.map((value) => value * unit));
        if (series.every((value) => Number.isNaN(value) || (Math.abs(value) <= 1e6 && Math.abs(value) !== 5e-324))) {
          for (const [i, value] of here.values.entries()) expect(there.values[i]).toBeCloseTo(value, 5);
        }
      },
    ),
  );
});
