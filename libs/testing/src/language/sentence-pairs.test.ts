import { join } from 'node:path';
import { scorePair } from './score.js';
import { sentencePairs } from './sentence-pairs.js';

/** The half that was set aside is for the bench alone. */
const open = sentencePairs(join(__dirname, 'sentences')).filter(({ part }) => part === 'open');

test('each sentence that the grammar was written by comes to what was meant', () => {
  expect(open.length).toBeGreaterThan(200);
  const misses = open.map(scorePair).filter(({ isExact }) => !isExact);
  expect(misses.map(({ pair, understood }) => ({ said: pair.text, meant: pair.meant, understood }))).toEqual([]);
});
