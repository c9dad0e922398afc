import { whyNothingPredicted } from './abstention-text.js';

test('a reason is told in words, and one that is not known as it stands', () => {
  expect(whyNothingPredicted('reads_silence')).toBe('its rule waits for a series to stop, which is not predicted');
  expect(whyNothingPredicted('rule_of_a_group')).toBe('alerts of rule groups are not predicted');
  expect(whyNothingPredicted('not_yet_known')).toBe('not yet known');
});
