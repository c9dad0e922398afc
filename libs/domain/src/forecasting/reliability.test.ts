import fc from 'fast-check';
import { reliabilityOf, type ToldChance } from './reliability.js';

const HORIZON = 100;
const never = () => [];
const told = (of: string, at: number, chance: number): ToldChance => ({ of, at, chance });

test('a chance came true if the rule fired after it was told and within the horizon, both ends as they are said', () => {
  const firedAt = (of: string): number[] => (of === 'a' ? [0, 150] : []);
  const { count, bins, brier } = reliabilityOf(
    [told('a', 0, 0.2), told('a', 50, 0.8), told('b', 50, 0.8), told('a', 150, 0.8)],
    firedAt,
    HORIZON,
    1_000,
  );
  expect(count).toBe(4);
  expect(bins[2]).toEqual({ from: 0.2, to: 0.3, count: 1, told: 0.2, happened: 0 });
  expect(bins[8]).toMatchObject({ count: 3, happened: 1 / 3 });
  expect(brier).toBeCloseTo((0.2 ** 2 + 0.2 ** 2 + 0.8 ** 2 + 0.8 ** 2) / 4, 12);
});

test('what is not over yet is not judged, even where it has come true already', () => {
  expect(reliabilityOf([told('a', 950, 0.9)], () => [960], HORIZON, 1_000)).toMatchObject({ count: 0, brier: null });
  expect(reliabilityOf([told('a', 900, 0.9)], () => [960], HORIZON, 1_000)).toMatchObject({ count: 1 });
});

test('of many chances of one thing, four a horizon count; those of another thing count by themselves', () => {
  const often = Array.from({ length: 100 }, (_, i) => told('a', i, 0.1));
  expect(reliabilityOf(often, never, HORIZON, 1_000).count).toBe(4);
  expect(reliabilityOf([...often, told('b', 99, 0.1)], never, HORIZON, 1_000).count).toBe(5);
});

test('a certain chance lies in the last bin, and nothing told is nothing known', () => {
  expect(reliabilityOf([told('a', 0, 1)], never, HORIZON, 1_000).bins[9]).toMatchObject({ count: 1, happened: 0 });
  const nothing = reliabilityOf([], never, HORIZON, 1_000);
  expect(nothing).toMatchObject({ count: 0, brier: null, brier_of_share: null });
  expect(nothing.bins.every(({ happened }) => happened === null)).toBe(true);
});

test('bins hold all chances, and whoever always tells the share that came true does as well as the share itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ chance: fc.double({ min: 0, max: 1, noNaN: true }), fires: fc.boolean() })),
      (all) => {
        const chances = all.map(({ chance }, i) => told(String(i), 0, chance));
        const firedAt = (of: string): number[] => (all[Number(of)]?.fires === true ? [1] : []);
        const { count, bins, brier, brier_of_share } = reliabilityOf(chances, firedAt, HORIZON, 1_000);
        expect(count).toBe(all.length);
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(count);
        if (count === 0) return;
        expect(brier).toBeGreaterThanOrEqual(0);
        expect(brier).toBeLessThanOrEqual(1);
        const share = all.filter(({ fires }) => fires).length / count;
        const constant = all.map((_, i) => told(String(i), 0, share));
        expect(reliabilityOf(constant, firedAt, HORIZON, 1_000).brier).toBeCloseTo(brier_of_share ?? Number.NaN, 9);
      },
    ),
  );
});
