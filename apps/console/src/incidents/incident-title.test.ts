import { countText, titleOf } from './incident-title.js';

test('an incident is named by its rules, of many by the first ones and how many more there are', () => {
  expect(titleOf({ rule_names: ['Slow'] })).toBe('Slow');
  expect(titleOf({ rule_names: ['a', 'b', 'c'] })).toBe('a, b, c');
  expect(titleOf({ rule_names: ['a', 'b', 'c', 'd', 'e'] })).toBe('a, b, c and 2 more');
});

test('of its alerts it is said how many fire', () => {
  expect([countText(1, 1), countText(3, 1), countText(2, 0)]).toEqual(['1 firing', '1 of 3 firing', '2, none firing']);
});
