import fc from 'fast-check';
import { canonicalText } from '../rules/canonical-text.js';
import { groupDiff } from './group-diff.js';
import type { RuleGroupDraft } from './rule-group-document.js';

const alert = (name: string, more: object = {}) => ({ alert: name, expr: 'up == 0', ...more });
const record = { record: 'a:b', expr: 'sum(x)' };
const group = (rules: RuleGroupDraft['rules'], more: object = {}): RuleGroupDraft => ({ name: 'g', rules, ...more });
const texts = (before: RuleGroupDraft, after: RuleGroupDraft): string[] =>
  groupDiff(before, after).map(({ text }) => text);

test('fields in another order say the same', () => {
  const turned = { expr: 'up == 0', alert: 'A' };
  expect(texts(group([alert('A'), record]), group([turned, record]))).toEqual([]);
});

test('rules come, go and change by their names, part by part', () => {
  const before = group([alert('A'), alert('B', { for: '5m', labels: { team: 'x' } }), record]);
  const after = group([alert('B', { for: '10m', annotations: { summary: 's' } }), record, alert('C')], { limit: 3 });
  expect(texts(before, after)).toEqual([
    'limit: 3 added',
    'rules[0]: {"alert":"A","expr":"up == 0"} removed',
    'rules[0].for: "5m" → "10m"',
    'rules[0].labels.team: "x" removed',
    'rules[0].annotations.summary: "s" added',
    'rules[2]: {"alert":"C","expr":"up == 0"} added',
  ]);
});

test('of rules that are the same, one is taken for one', () => {
  expect(texts(group([alert('A'), alert('A')]), group([alert('A')]))).toHaveLength(1);
  expect(texts(group([alert('A')]), group([alert('A'), alert('A')]))).toHaveLength(1);
});

test('rules in another order are another group, for each sees what those before it recorded', () => {
  expect(texts(group([alert('A'), record]), group([record, alert('A')]))).toEqual([
    'rules: ["alert A","record a:b"] → ["record a:b","alert A"]',
  ]);
});

const anyRule = fc.record({ alert: fc.constantFrom('A', 'B'), expr: fc.constantFrom('x', 'y') });
const anyGroup = fc
  .record(
    { rules: fc.array(anyRule, { maxLength: 4 }), interval: fc.constantFrom('30s', '1m') },
    { requiredKeys: ['rules'] },
  )
  .map((parts): RuleGroupDraft => JSON.parse(JSON.stringify({ name: 'g', ...parts })) as RuleGroupDraft);

test('there is a difference where, and only where, two versions say something else', () => {
  fc.assert(
    fc.property(anyGroup, anyGroup, (before, after) => {
      expect(groupDiff(before, after).length === 0).toBe(canonicalText(before) === canonicalText(after));
    }),
  );
});
