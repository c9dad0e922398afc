import fc from 'fast-check';
import { type Block, SamplePool } from './sample-pool.js';

test('blocks hold what was asked for, lie within their pages, and none overlaps another that is in use', () => {
  const sizes = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 5_000 }) }, fc.constantFrom(65_536, 70_000));
  const step = fc.record({ samples: sizes, isWide: fc.boolean(), gives: fc.option(fc.nat(), { freq: 2 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const pool = new SamplePool();
      const used: Block[] = [];
      for (const { samples, isWide, gives } of steps) {
        const block = pool.take(samples, isWide);
        expect(block.size).toBeGreaterThanOrEqual(samples);
        expect(block.start + block.size).toBeLessThanOrEqual(block.offsets.length);
        expect(block.values).toHaveLength(block.offsets.length);
        for (const other of used)
          if (other.values === block.values)
            expect(other.start + other.size <= block.start || block.start + block.size <= other.start).toBe(true);
        used.push(block);
        if (gives !== null) for (const given of used.splice(gives % used.length, 1)) pool.give(given);
      }
    }),
  );
});

test('a block that was given back is given out again to who asks for one of its size', () => {
  const pool = new SamplePool();
  const block = pool.take(10, false);
  pool.take(10, false);
  pool.give(block);
  expect(pool.take(100, false)).not.toBe(block);
  expect(pool.take(10, false)).toBe(block);
});

test('a block wastes no more than a third of itself', () => {
  const pool = new SamplePool();
  for (let samples = 4; samples < 65_536; samples = Math.ceil(samples * 1.1))
    expect(pool.take(samples, false).size).toBeLessThanOrEqual(1.5 * samples);
});
