import fc from 'fast-check';
import { HELD_OUT_MIN } from './challenge.js';
import { probation } from './probation.js';

const former = Array.from({ length: 60 }, (_, i) => 1 + 0.3 * Math.sin(i));

test('one that loses more than the former, by more than chance, is to go', () => {
  const inUse = former.map((loss, i) => loss + 0.2 + 0.1 * Math.cos(i * 7));
  expect(probation({ inUse, former })).toMatchObject({ kind: 'worse', message: expect.stringContaining('1.21') });
});

test('one that loses more by chance holds, and so does one that loses as much or less', () => {
  for (const more of [0.001, 0, -0.5]) {
    const inUse = former.map((loss, i) => loss + more + (more > 0 ? Math.cos(i * 7) : 0));
    expect(probation({ inUse, former })).toMatchObject({ kind: 'holds' });
  }
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('one that has come to answer %p is to go', (value) => {
  const inUse = former.map((loss, i) => (i === 5 ? value : loss / 2));
  expect(probation({ inUse, former })).toMatchObject({ kind: 'worse' });
});

test('few windows decide nothing', () => {
  const few = former.slice(0, HELD_OUT_MIN - 1);
  expect(probation({ inUse: few.map((loss) => loss * 9), former: few })).toEqual({ kind: 'too-few-windows' });
});

test('of two models, never are both to go for the other', () => {
  const loss = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(loss, loss), { minLength: HELD_OUT_MIN, maxLength: 80 }), (pairs) => {
      const [a, b] = [pairs.map(([left]) => left), pairs.map(([, right]) => right)];
      const goes = (one: number[], other: number[]): boolean =>
        probation({ inUse: one, former: other }).kind === 'worse';
      expect(goes(a, b) && goes(b, a)).toBe(false);
      expect(goes(a, a)).toBe(false);
    }),
  );
});
