import fc from 'fast-check';
import { Grid } from './grid.js';

const STEP_MS = 1_000;
const walks = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 7_000 }), value: fc.integer({ min: -9, max: 9 }) }), {
  minLength: 2,
  maxLength: 200,
});

test('each step that is over has the mean and the extremes of its samples; short gaps repeat what was, long ones are unknown', () => {
  fc.assert(
    fc.property(walks, (walk) => {
      const grid = new Grid(STEP_MS, 40);
      const bySteps = new Map<number, number[]>();
      let time = 0;
      for (const { gap, value } of walk) {
        time += gap;
        grid.push(time, value);
        const step = Math.floor(time / STEP_MS);
        bySteps.set(step, [...(bySteps.get(step) ?? []), value]);
      }
      const steps = [...bySteps.keys()];
      const open = steps.at(-1) as number;
      const expected: { mean: number; low: number; high: number }[] = [];
      steps.slice(0, -1).forEach((step, i) => {
        const values = bySteps.get(step) as number[];
        const mean = Math.fround(values.reduce((sum, value) => sum + value, 0) / values.length);
        expected.push({ mean, low: Math.min(...values), high: Math.max(...values) });
        const missed = (steps[i + 1] as number) - step - 1;
        for (let k = 0; k < missed; k += 1)
          expected.push(
            missed <= 3 ? { mean, low: mean, high: mean } : { mean: Number.NaN, low: Number.NaN, high: Number.NaN },
          );
      });
      const view = grid.view();
      if (expected.length === 0) return expect(view).toBeNull();
      expect(view?.last).toBe(open - 1);
      const [before, ended] = [steps.at(-2) as number, bySteps.get(steps.at(-2) as number)?.at(-1)];
      expect(view?.ended).toBe(open - before - 1 <= 3 ? ended : Number.NaN);
      expect([...(view?.mean ?? [])]).toEqual(expected.slice(-40).map(({ mean }) => mean));
      expect([...(view?.low ?? [])]).toEqual(expected.slice(-40).map(({ low }) => low));
      expect([...(view?.high ?? [])]).toEqual(expected.slice(-40).map(({ high }) => high));
    }),
  );
});

test('after a gap that is longer than all that is kept, the past begins anew', () => {
  const grid = new Grid(STEP_MS, 40);
  for (let i = 0; i < 100; i += 1) grid.push(i * STEP_MS, 1);
  grid.push(1_000 * STEP_MS, 2);
  expect(grid.length).toBe(0);
  grid.push(1_001 * STEP_MS, 2);
  expect([...(grid.view()?.mean ?? [])]).toEqual([2]);
});
