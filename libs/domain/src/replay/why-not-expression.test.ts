import { LabelSet } from '../plan/label-set.js';
import { SeriesStore } from '../plan/series-store.js';
import { parseExpr } from '../promql/parser.js';
import { asks } from './why-not.js';
import { whyMissing } from './why-not-expression.js';

const NOW = 1_000_000;
const store = new SeriesStore();
const put = (metric: string, labels: Record<string, string>, value: number, time = NOW - 1_000): void =>
  void store.append(store.series(LabelSet.of(labels, metric)), time, value);
put('cpu', { instance: 'a', job: 'web' }, 71.25);
put('cpu', { instance: 'b', job: 'web' }, 95);
put('limit', { instance: 'a', job: 'web' }, 90);
put('silenced', { instance: 'b', job: 'web' }, 1);
put('old', { instance: 'a' }, 1, NOW - 600_000);

function sentences(text: string, instance = 'a'): string[] {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new Error(text);
  const isAsked = asks([{ name: 'instance', operator: '=', value: instance }]);
  return whyMissing(parsed.expr, store, NOW, isAsked).map(({ expression, sentence }) => `${expression}: ${sentence}`);
}

test('what holds is not explained away', () => {
  expect(sentences('cpu > 80', 'b')).toEqual([]);
});

test('a comparison with a number tells the value', () => {
  expect(sentences('cpu > 80')).toEqual(['cpu > 80: cpu is 71.25, not > 80']);
});

test('a comparison of two vectors tells both values', () => {
  expect(sentences('cpu > limit')).toEqual(['cpu > limit: cpu is 71.25, not > limit, which is 90']);
});

test('aggregations are looked through by the labels that they keep', () => {
  expect(sentences('sum by (instance) (cpu) > 80')).toEqual([
    'sum by (instance) (cpu) > 80: sum by (instance) (cpu) is 71.25, not > 80',
  ]);
});

test('the comparison that drops the element is found below what joins it', () => {
  expect(sentences('(cpu > 50) and on (instance) (limit < 50)')).toEqual([
    '(cpu > 50) and on (instance) (limit < 50): one side of `and` gives nothing',
    'limit < 50: limit is 90, not < 50',
  ]);
});

test('what `unless` rules out is told by what it is ruled out by', () => {
  expect(sentences('cpu > 80 unless on (instance) silenced == 1', 'b')).toEqual([
    expect.stringContaining('is ruled out: the right side of `unless`, silenced == 1, gives 1'),
  ]);
});

test('series that are not there are told from series whose samples are too old', () => {
  expect(sentences('cpuu > 80')).toEqual([
    'cpuu > 80: one side of `>` gives nothing',
    'cpuu: no such series was seen in what it looks back on before 1970-01-01T00:16:40.000Z',
  ]);
  expect(sentences('old > 0').at(-1)).toBe(
    'old: has no sample that counts at 1970-01-01T00:16:40.000Z; the last one is of 1970-01-01T00:06:40.000Z',
  );
});

test('what is not absent is told', () => {
  expect(sentences('absent(cpu)')).toEqual(['absent(cpu): cpu is not absent']);
});

test('functions over ranges lead down to their series', () => {
  expect(sentences('rate(nothing[5m]) > 1').slice(1)).toEqual([
    'rate(nothing[5m]): has nothing to work on',
    'nothing: no such series was seen in what it looks back on before 1970-01-01T00:16:40.000Z',
  ]);
});
