import { titleOf } from './incident-title.js';

test('an incident is named by its rules, of many by the first ones and how many more there are', () => {
  expect(titleOf({ rule_names: ['Slow'] })).toBe('Slow');
  expect(titleOf({ rule_names: ['a', 'b', 'c'] })).toBe('a, b, c');
  expect(titleOf({ rule_names: ['a', 'b', 'c', 'd', 'e'] })).toBe('a, b, c and 2 more');
});
