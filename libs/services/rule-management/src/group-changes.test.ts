import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import { groupChanges } from './group-changes.js';

const alert = (name: string, severity = 'warning') => ({ alert: name, expr: 'up == 0', labels: { severity } });
const record = { record: 'a:b', expr: 'sum(up)' };
const group = (rules: RuleGroupDraft['rules'], over: Partial<RuleGroupDraft> = {}): RuleGroupDraft => ({
  name: 'g',
  rules,
  ...over,
});
const nothing = { fields: [], added: [], changed: [], removed: [], reordered: false };

test('rules that stay are left out, however their fields are ordered', () => {
  const turned = { labels: { severity: 'warning' }, expr: 'up == 0', alert: 'A' };
  expect(groupChanges(group([alert('A'), record]), group([turned, record]))).toEqual(nothing);
});

test('added, changed and removed rules are told by their names', () => {
  const before = group([alert('A'), alert('B'), record]);
  const after = group([record, alert('B', 'critical'), alert('C')]);
  expect(groupChanges(before, after)).toEqual({ ...nothing, added: ['C'], changed: ['B'], removed: ['A'] });
});

test('of two rules with one name, the one that stays hides nothing of the other', () => {
  const before = group([alert('A'), alert('A', 'critical')]);
  expect(groupChanges(before, group([alert('A')]))).toEqual({ ...nothing, removed: ['A'] });
  expect(groupChanges(group([alert('A')]), group([alert('A'), alert('A')]))).toEqual({ ...nothing, added: ['A'] });
});

test('what stands beside the rules is told by its field, and a new order by itself', () => {
  const before = group([alert('A'), record], { interval: '1m', labels: { a: 'b' } });
  expect(groupChanges(before, group([record, alert('A')], { limit: 3, labels: { a: 'b' } }))).toEqual({
    ...nothing,
    fields: ['interval', 'limit'],
    reordered: true,
  });
});

test('long lists are cut, and the rest is counted', () => {
  const many = Array.from({ length: 103 }, (_, i) => alert(`A${i}`));
  expect(groupChanges(group([]), group(many)).added.slice(99)).toEqual(['A99', 'and 3 more']);
});
