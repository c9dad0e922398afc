import fc from 'fast-check';
import { vusPr } from './vus-pr.js';

const ROWS = 400;
const windows = [{ from: 150, to: 199 }];
const scoresOf = (valueAt: (row: number) => number): Float64Array =>
  Float64Array.from({ length: ROWS }, (_, row) => valueAt(row));
const inside = (row: number): boolean => row >= 150 && row <= 199;

/**
 * Precision and recall by range, straight from the definition: for each buffer and threshold, over all rows.
 * Slow, and therefore the reference.
 */
function byDefinition(
  scores: Float64Array,
  labelled: readonly { from: number; to: number }[],
  buffers: number,
): number {
  const sorted = [...scores].sort((a, b) => b - a);
  const thresholds = Array.from(
    { length: 250 },
    (_, index) => sorted[Math.floor((index * (ROWS - 1)) / 249)] as number,
  );
  const isLabelled = (row: number): boolean => labelled.some(({ from, to }) => row >= from && row <= to);
  let volume = 0;
  for (let buffer = 0; buffer <= buffers; buffer++) {
    const half = Math.floor(buffer / 2);
    const soft = Array.from({ length: ROWS }, (_, row) => {
      if (isLabelled(row)) return 1;
      return Math.min(
        1,
        labelled.reduce((sum, { from, to }) => {
          const distance = row < from ? from - row : row - to;
          return distance <= half ? sum + Math.sqrt(1 - distance / buffer) : sum;
        }, 0),
      );
    });
    const parts: { from: number; to: number }[] = [];
    for (const { from, to } of labelled) {
      const last = parts.at(-1);
      if (last !== undefined && from - half <= last.to) last.to = Math.min(ROWS - 1, to + half);
      else parts.push({ from: Math.max(0, from - half), to: Math.min(ROWS - 1, to + half) });
    }
    let before = 0;
    for (const threshold of thresholds) {
      const said = [...scores].map((score) => score >= threshold);
      const hit = soft.reduce((sum, label, row) => (said[row] === true ? sum + label : sum), 0);
      const labels = soft.filter((_, row) => isLabelled(row)).length;
      const softened = soft.reduce((sum, label, row) => (isLabelled(row) || said[row] === true ? sum + label : sum), 0);
      const touched = parts.filter(({ from, to }) => said.slice(from, to + 1).includes(true)).length / parts.length;
      const recall = Math.min(1, hit / ((labels + softened) / 2)) * touched;
      volume += (recall - before) * (hit / said.filter(Boolean).length);
      before = recall;
    }
  }
  return volume / (buffers + 1);
}

test('scores that are the labels get 1 without a buffer, and little less with one', () => {
  const scores = scoresOf((row) => (inside(row) ? 1 : 0));
  expect(vusPr({ scores, windows }, 0)).toBeCloseTo(1, 12);
  expect(vusPr({ scores, windows })).toBeGreaterThan(0.95);
});

test('the same score everywhere gets the share of labelled rows', () => {
  expect(vusPr({ scores: scoresOf(() => 0.5), windows }, 0)).toBeCloseTo(50 / ROWS, 12);
});

test('a detector that is a few rows late loses less by a buffer than without', () => {
  const scores = scoresOf((row) => (inside(row - 10) ? 1 : 0));
  expect(vusPr({ scores, windows })).toBeGreaterThan(vusPr({ scores, windows }, 0));
});

test('only the order of scores counts', () => {
  const scores = scoresOf((row) => Math.sin(row) + (inside(row) ? 1 : 0));
  expect(vusPr({ scores: scores.map((score) => Math.exp(3 * score)), windows })).toBe(vusPr({ scores, windows }));
});

test('it is what the definition says', () => {
  const values = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: ROWS, maxLength: ROWS });
  const places = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(values, places, (scores, tenths) => {
      const labelled = tenths.sort((a, b) => a - b).map((tenth) => ({ from: tenth * 50 + 5, to: tenth * 50 + 39 }));
      const said = Float64Array.from(scores);
      expect(vusPr({ scores: said, windows: labelled }, 30)).toBeCloseTo(byDefinition(said, labelled, 30), 9);
    }),
    { numRuns: 5 },
  );
});

test('without a window there is nothing to find', () => {
  expect(() => vusPr({ scores: scoresOf(() => 1), windows: [] })).toThrow('has none');
});
