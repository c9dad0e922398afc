import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import { compileMatcher } from '@tocsin/domain/promql/match-label';
import { pastMatchers } from './past-of.js';

const fits = (matchers: ReturnType<typeof pastMatchers>[number], labels: Record<string, string>): boolean =>
  matchers.every((matcher) => compileMatcher(matcher)(labels[matcher.name] ?? ''));

test('the past of some series of a metric is asked for, and not that of all', () => {
  const keys = ['a.1', 'b|2'].map((instance) => seriesKey('cpu', { job: 'x', instance }));
  const [matchers = [], ...others] = pastMatchers(keys);
  expect(others).toEqual([]);
  const of = (instance: string) => ({ __name__: 'cpu', job: 'x', instance });
  expect([of('a.1'), of('b|2')].every((labels) => fits(matchers, labels))).toBe(true);
  expect([of('ax1'), of('b'), of('2'), { ...of('a.1'), job: 'y' }].some((labels) => fits(matchers, labels))).toBe(
    false,
  );
});

test('each metric is asked for by itself; a label that some series lack may be missing', () => {
  const lists = pastMatchers([seriesKey('cpu', {}), seriesKey('cpu', { a: 'b' }), seriesKey('disk', {})]);
  expect(lists).toHaveLength(2);
  expect(fits(lists[0] ?? [], { __name__: 'cpu' })).toBe(true);
  expect(fits(lists[0] ?? [], { __name__: 'cpu', a: 'c' })).toBe(false);
});
