import { closeNames } from './close-names.js';

test('names that may have been meant are proposed, the closest first', () => {
  const known = ['cpu_usage', 'cpu_usages', 'mem_usage', 'requests_total'];
  expect(closeNames('cpu_usge', known)).toEqual(['cpu_usage', 'cpu_usages', 'mem_usage']);
});

test('a name that is there, and names that are far off, are no proposals', () => {
  expect(closeNames('up', ['up', 'requests_total'])).toEqual([]);
});
