import type { RuleStanding } from '../rules/asked-rules.js';
import { lastChanges } from './last-changes.js';

const named = (name: string, group: string | null = null): RuleStanding => ({ name, group }) as RuleStanding;

test('a group that was changed is one change, however many rules it has', () => {
  const rules = [named('a'), named('b', 'night'), named('c', 'night'), named('d', 'day'), named('e')];
  expect(lastChanges(rules).map(({ name }) => name)).toEqual(['a', 'b', 'd', 'e']);
});

test('of many changes the latest are told', () => {
  expect(lastChanges(Array.from({ length: 50 }, (_, i) => named(String(i)))).map(({ name }) => name)).toEqual([
    ...'012345',
  ]);
});
