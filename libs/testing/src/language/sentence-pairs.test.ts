import { join } from 'node:path';
import { RuleConditionSchema } from '@tocsin/domain/rules/condition';
import { scorePair } from './score.js';
import { sentencePairs } from './sentence-pairs.js';

/** The half that was set aside is for the bench alone. */
const open = sentencePairs(join(__dirname, 'sentences')).filter(({ part }) => part === 'open');

test('each sentence that the grammar was written by comes to what was meant', () => {
  expect(open.length).toBeGreaterThan(200);
  const misses = open.map(scorePair).filter(({ isExact }) => !isExact);
  expect(misses.map(({ pair, understood }) => ({ said: pair.text, meant: pair.meant, understood }))).toEqual([]);
});

test('the newest sentences are of all families, and each means something', () => {
  const newest = (['newest', 'closing'] as const).flatMap((part) => sentencePairs(join(__dirname, part), part));
  expect(newest.length).toBeGreaterThanOrEqual(200);
  expect(new Set(newest.map(({ family }) => family)).size).toBe(12);
  for (const { expected } of newest)
    if (expected.kind === 'rule')
      expect(expected.conditions.map(conditionProblem)).toEqual(expected.conditions.map(() => null));
});

function conditionProblem(condition: unknown): string | null {
  const { success, error } = RuleConditionSchema.safeParse(condition);
  return success ? null : error.message;
}
