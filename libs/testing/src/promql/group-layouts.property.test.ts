import { hash128 } from '@tocsin/domain/engine/hash';
import { environment } from '@tocsin/runtime/environment';
import { documentOf, type Layout, logOf, runLayout, runWhole, textsOf } from './group-layouts.js';
import { Dice, randomWorld } from './random-rules.js';

/** `npm run soak` takes more of both. */
const WORLDS = Number(environment['TOCSIN_WORLDS'] ?? '12');
const LAYOUTS = Number(environment['TOCSIN_LAYOUTS'] ?? '10');

/** Layouts from one partition to sixteen, with batches of one sample to hundreds, half of them with deaths. */
function layouts(count: number): Layout[] {
  const dice = new Dice(2026);
  return Array.from({ length: count }, (_, i) => ({
    partitions: [1, 2, 4, 16][i] ?? 1 + dice.below(16),
    batchMax: 1 + dice.below(200),
    deaths: i % 2 === 0 ? 0 : dice.next() * 0.1,
    seed: i,
  }));
}

const hashOf = (transitions: readonly string[]): string => hash128(transitions.join('\n'));

test(`one log gives one hash of transitions in ${LAYOUTS} layouts, whoever dies when, and the hash of one place`, () => {
  let count = 0;
  for (let seed = 0; seed < WORLDS; seed += 1) {
    const world = randomWorld(seed, '3');
    const [document, log] = [documentOf(world), logOf(world)];
    const whole = textsOf(runWhole(document, log).transitions);
    count += whole.length;
    for (const layout of layouts(LAYOUTS))
      expect({ seed, layout, hash: hashOf(runLayout(document, log, layout)) }).toEqual({
        seed,
        layout,
        hash: hashOf(whole),
      });
  }
  expect(count).toBeGreaterThan(WORLDS);
});
