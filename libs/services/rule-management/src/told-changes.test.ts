import { groupDiff } from '@tocsin/domain/groups/group-diff';
import { toldChanges } from './told-changes.js';

test('an audit event tells a hundred changes, and counts the others', () => {
  const rules = Array.from({ length: 103 }, (_, i) => ({ alert: `A${i}`, expr: 'up' }));
  const told = toldChanges(groupDiff({ name: 'g', rules: [] }, { name: 'g', rules }));
  expect(told).toHaveLength(101);
  expect(told.slice(99)).toEqual([expect.stringContaining('"A99"'), 'and 3 more']);
  expect(toldChanges([])).toEqual([]);
});
