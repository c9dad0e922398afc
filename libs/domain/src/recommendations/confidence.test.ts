import { causesOf, chanceOfFewer } from './confidence.js';

const MINUTE = 60_000;

/** The share of a Beta distribution below one half, summed up from its density. */
function belowHalf(before: number, after: number): number {
  const density = (share: number): number => share ** after * (1 - share) ** before;
  const steps = 20_000;
  const sum = (from: number, to: number): number =>
    Array.from({ length: steps }, (_, i) => density(from + ((i + 0.5) * (to - from)) / steps)).reduce(
      (all, one) => all + one,
      0,
    );
  const below = sum(0, 0.5);
  return below / (below + sum(0.5, 1));
}

test.each([
  [0, 0],
  [1, 0],
  [5, 0],
  [3, 2],
  [2, 3],
  [40, 25],
])('of %i and %i causes, the chance is what the density says', (before, after) => {
  expect(chanceOfFewer(before, after)).toBeCloseTo(belowHalf(before, after), 5);
});

test('as many before as after are no evidence, and very many causes are no trouble', () => {
  expect(chanceOfFewer(7, 7)).toBeCloseTo(0.5, 10);
  expect(chanceOfFewer(20_000, 20_000)).toBeCloseTo(0.5, 6);
  expect(chanceOfFewer(20_000, 10_000)).toBeCloseTo(1, 6);
});

test('pages within a quarter of an hour of the one before have one cause', () => {
  expect(causesOf([])).toBe(0);
  expect(causesOf([0, 10 * MINUTE, 20 * MINUTE, 36 * MINUTE].map((time) => time + 1))).toBe(2);
});
