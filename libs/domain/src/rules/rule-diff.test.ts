import fc from 'fast-check';
import { type RuleDraft, RuleDraftSchema } from './alert-rule.js';
import { canonicalText } from './canonical-text.js';
import { ruleDiff } from './rule-diff.js';

const threshold = (metric_path: string, threshold: number) => ({
  type: 'threshold' as const,
  metric_path,
  operator: '>' as const,
  threshold,
});
const draft = (parts: object): RuleDraft =>
  RuleDraftSchema.parse({
    name: 'CPU',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [threshold('cpu', 80)],
    ...parts,
  });
const texts = (before: object, after: object): string[] =>
  ruleDiff(draft(before), draft(after)).map(({ text }) => text);

test('what changed is told in words and in data', () => {
  const before = { for: '5m', labels: { team: 'a' }, conditions: [threshold('cpu', 80), threshold('disk', 90)] };
  const after = {
    severity: 'LOW',
    labels: { team: 'b', site: 'x' },
    conditions: [threshold('load', 3), threshold('cpu', 85)],
  };
  expect(texts(before, after)).toEqual([
    'severity: "HIGH" → "LOW"',
    'for: "5m" → "0"',
    'conditions[1].threshold: 80 → 85',
    'conditions[1]: threshold disk > 90 removed',
    'conditions[0]: threshold load > 3 added',
    'labels.team: "a" → "b"',
    'labels.site: "x" added',
  ]);
  expect(ruleDiff(draft({}), draft({ conditions: [threshold('cpu', 85)] }))).toEqual([
    {
      path: 'conditions[0].threshold',
      kind: 'threshold',
      change: 'changed',
      before: 80,
      after: 85,
      text: 'conditions[0].threshold: 80 → 85',
    },
  ]);
});

test('conditions in another order say the same, and the steps of a sequence do not', () => {
  const [a, b] = [threshold('cpu', 80), threshold('disk', 90)];
  expect(texts({ conditions: [a, b] }, { conditions: [b, a] })).toEqual([]);
  const sequence = (...conditions: object[]) => ({ conditions: [{ type: 'sequence', within: '5m', conditions }] });
  expect(texts(sequence(a, b), sequence(b, a))).toHaveLength(2);
});

const condition = fc.oneof(
  fc
    .record({ name: fc.constantFrom('cpu', 'disk'), value: fc.integer({ min: 0, max: 3 }) })
    .map(({ name, value }) => threshold(name, value)),
  fc.constantFrom('up', 'down').map((metric_path) => ({ type: 'absence' as const, metric_path, window: '5m' })),
);
const anyDraft = fc
  .record({
    for: fc.constantFrom('0', '5m'),
    severity: fc.constantFrom('HIGH', 'LOW'),
    labels: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y')),
    conditions: fc.array(condition, { minLength: 1, maxLength: 4 }),
  })
  .map(draft);
/** Conditions of a rule must all hold, so their order says nothing. */
const meaningOf = (one: RuleDraft): string =>
  canonicalText({ ...one, conditions: one.conditions.map((each) => canonicalText(each)).sort() });

test('there is a difference where, and only where, two versions mean something else', () => {
  fc.assert(
    fc.property(anyDraft, anyDraft, (before, after) => {
      expect(ruleDiff(before, after).length === 0).toBe(meaningOf(before) === meaningOf(after));
      expect(ruleDiff(before, before)).toEqual([]);
    }),
  );
});

test('going back changes as much as going there', () => {
  fc.assert(
    fc.property(anyDraft, anyDraft, (before, after) => {
      const count = (changes: ReturnType<typeof ruleDiff>, change: string): number =>
        changes.filter((one) => one.change === change).length;
      const [there, back] = [ruleDiff(before, after), ruleDiff(after, before)];
      expect(count(back, 'removed')).toBe(count(there, 'added'));
      expect(count(back, 'added')).toBe(count(there, 'removed'));
    }),
  );
});
