import fc from 'fast-check';
import { challenged, HELD_OUT_MIN } from './challenge.js';

const losses = (of: (i: number) => number, count = 60): number[] => Array.from({ length: count }, (_, i) => of(i));
const champion = losses((i) => 1 + 0.3 * Math.sin(i));
const control = { champion, challenger: champion };

test('one that is better on windows that it has not seen, and forgets nothing, is adopted', () => {
  const challenger = champion.map((loss, i) => loss - 0.2 + 0.1 * Math.cos(i * 7));
  expect(challenged({ heldOut: { champion, challenger }, control })).toMatchObject({ adopted: true, reason: 'better' });
});

test('one that is better by chance is not', () => {
  const challenger = champion.map((loss, i) => loss - 0.001 + Math.cos(i * 7));
  expect(challenged({ heldOut: { champion, challenger }, control })).toMatchObject({
    adopted: false,
    reason: 'not-better',
  });
});

test('one that knows the tenant and has forgotten the rest is not', () => {
  const better = { champion, challenger: champion.map((loss) => loss / 2) };
  const forgets = { champion, challenger: champion.map((loss) => loss * 1.2) };
  expect(challenged({ heldOut: better, control: forgets })).toMatchObject({ adopted: false, reason: 'forgets' });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('one that answers %p is not', (value) => {
  const challenger = champion.map((loss, i) => (i === 5 ? value : loss / 2));
  expect(challenged({ heldOut: { champion, challenger }, control })).toMatchObject({
    adopted: false,
    reason: 'not-finite',
  });
});

test('few windows decide nothing', () => {
  const few = champion.slice(0, HELD_OUT_MIN - 1);
  const heldOut = { champion: few, challenger: few.map((loss) => loss / 2) };
  expect(challenged({ heldOut, control })).toMatchObject({ adopted: false, reason: 'too-few-windows' });
});

test('whatever the losses: of a model and itself neither is better, and never both of two', () => {
  const loss = fc.double({ min: 0, max: 10, noNaN: true });
  const pair = fc.tuple(loss, loss);
  fc.assert(
    fc.property(fc.array(pair, { minLength: HELD_OUT_MIN, maxLength: 80 }), (pairs) => {
      const [a, b] = [pairs.map(([left]) => left), pairs.map(([, right]) => right)];
      const adopts = (one: number[], other: number[]): boolean =>
        challenged({ heldOut: { champion: one, challenger: other }, control }).adopted;
      expect(adopts(a, a)).toBe(false);
      expect(adopts(a, b) && adopts(b, a)).toBe(false);
    }),
  );
});
