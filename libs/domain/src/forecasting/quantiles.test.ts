import fc from 'fast-check';
import { pinballLoss, weightedQuantiles } from './quantiles.js';

test('whole weights count a number as often as they say', () => {
  const weighted = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 4 })), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(
      weighted,
      fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 9 }),
      (pairs, levels) => {
        const spread = pairs.flatMap(([number, times]) => Array<number>(times).fill(number)).sort((a, b) => a - b);
        const asked = levels.sort((a, b) => a - b).map((level) => level / 100);
        const expected = asked.map((level) => spread[Math.ceil(level * spread.length - 1e-9) - 1]);
        const numbers = Float64Array.from(pairs, ([number]) => number);
        const weights = Float64Array.from(pairs, ([, times]) => times);
        expect(weightedQuantiles(numbers, weights, asked)).toEqual(expected);
      },
    ),
  );
});

test('a share that rounding alone keeps from a number is that number', () => {
  expect(weightedQuantiles(Float64Array.of(-1, 0), Float64Array.of(7, 18), [0.28])).toEqual([-1]);
});

test('the pinball loss is least at the quantile', () => {
  const numbers = Array.from({ length: 101 }, (_, i) => i);
  const lossOf = (forecast: number): number =>
    numbers.reduce((sum, number) => sum + pinballLoss(0.9, forecast, number), 0);
  const best = numbers.toSorted((a, b) => lossOf(a) - lossOf(b))[0];
  expect(best).toBe(90);
});
