import { join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import { checkPublishedRules } from './published-rules.js';

const folder = join(environment['TOCSIN_TEST_DATA'] ?? join('..', 'shared', 'data'), 'prometheus-rules');

test('each rule that people published parses, plans, evaluates, and prints as the same rule', () => {
  const rules = checkPublishedRules(folder);
  expect(rules.filter(({ problem }) => problem !== null)).toEqual([]);
  expect(rules.length).toBeGreaterThan(400);
});
