import { environment } from '@tocsin/runtime/environment';
import { documentOf, type Layout, logOf, runLayout, runWhole } from './group-layouts.js';
import { randomWorld } from './random-rules.js';

const SEEDS = Number(environment['TOCSIN_SEEDS'] ?? '40');

const layouts: Layout[] = [
  { partitions: 1, batchMax: 1, deaths: 0, seed: 1 },
  { partitions: 4, batchMax: 7, deaths: 0.1, seed: 2 },
  { partitions: 4, batchMax: 200, deaths: 0, seed: 3 },
  { partitions: 16, batchMax: 20, deaths: 0.02, seed: 4 },
];

test('a group gives the same transitions on 1, 4 and 16 partitions as in one place, whoever dies when', () => {
  let count = 0;
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const world = randomWorld(seed, '3');
    const [document, log] = [documentOf(world), logOf(world)];
    const whole = runWhole(document, log);
    count += whole.length;
    for (const layout of layouts)
      expect({ seed, layout, transitions: runLayout(document, log, layout) }).toEqual({
        seed,
        layout,
        transitions: whole,
      });
  }
  expect(count).toBeGreaterThan(SEEDS);
});
