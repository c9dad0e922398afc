import fc from 'fast-check';
import { firedBands } from './fired-bands.js';

const at = (time: number, fingerprint: string, state: string) => ({ at: time, fingerprint, state });

test('bands of several series that meet are one, and what fires at the end lasts until then', () => {
  const transitions = [at(5, 'a', 'firing'), at(1, 'a', 'pending'), at(8, 'a', 'resolved'), at(7, 'b', 'firing')];
  expect(firedBands([...transitions, at(9, 'b', 'resolved'), at(20, 'a', 'firing')], 30)).toEqual([
    { from: 5, to: 9 },
    { from: 20, to: 30 },
  ]);
  expect(firedBands([], 30)).toEqual([]);
});

test('bands follow each other with something between them, and hold every moment at which something fired', () => {
  const transition = fc.record({
    at: fc.integer({ min: 0, max: 50 }),
    fingerprint: fc.constantFrom('a', 'b'),
    state: fc.constantFrom('pending', 'firing', 'resolved'),
  });
  fc.assert(
    fc.property(fc.array(transition), (transitions) => {
      const bands = firedBands(transitions, 60);
      for (const [i, { from, to }] of bands.entries()) {
        expect(to).toBeGreaterThanOrEqual(from);
        expect(from).toBeGreaterThan(bands[i - 1]?.to ?? -1);
      }
      for (const { at: moment, state } of transitions)
        if (state === 'firing') expect(bands.some(({ from, to }) => from <= moment && moment <= to)).toBe(true);
    }),
  );
});
