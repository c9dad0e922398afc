import { parseExpr } from '../promql/parser.js';
import { LabelSet } from './label-set.js';
import {
  annotationText,
  evaluateInstant,
  evaluateRange,
  type QueryOptions,
  type QueryOutcome,
  StandingQueries,
} from './plan.js';
import { SeriesStore } from './series-store.js';

const STEP = 15_000;

/** Samples every 15 seconds from a time to another; values are seconds where nothing else is said. */
function add(
  store: SeriesStore,
  labels: Record<string, string>,
  [from, to]: readonly [number, number],
  valueAt = (time: number): number => time / 1_000,
): void {
  const series = store.series(LabelSet.of(labels));
  for (let time = from; time <= to; time += STEP) store.append(series, time, valueAt(time));
}

/** `a` ends where `b`, otherwise with the same labels, begins; `both` names both. */
const both = '{__name__=~"a|b"}';
function handedOver(): SeriesStore {
  const store = new SeriesStore();
  add(store, { __name__: 'a', x: '1' }, [0, 90_000]);
  add(store, { __name__: 'b', x: '1' }, [405_000, 600_000]);
  return store;
}

function parsed(text: string) {
  const result = parseExpr(text);
  if (result.kind === 'refused') throw new Error(`${text}: ${result.errors[0]?.message ?? ''}`);
  return result.expr;
}

/** An outcome in short: its elements or points, or why there are none. */
function shown(outcome: QueryOutcome): string {
  if (outcome.kind === 'failed') return `failed: ${outcome.message}`;
  const { value } = outcome;
  if (value.type === 'vector')
    return value.elements.map(({ labels, value: own }) => `${labels.toString()} ${own}`).join(', ');
  if (value.type !== 'matrix') return String(value.value);
  return value.series
    .map(
      ({ labels, times, values }) => `${labels.toString()} ${values.map((own, i) => `${own}@${times[i]}`).join(' ')}`,
    )
    .join(', ');
}

const TWINS = 'failed: vector cannot contain metrics with the same labelset';

function store(): SeriesStore {
  const made = new SeriesStore();
  add(made, { __name__: 't', i: '0' }, [0, 300_000], () => 5);
  add(made, { __name__: 't', i: '1' }, [0, 300_000], () => 7);
  add(made, { __name__: 'seconds' }, [0, 300_000]);
  add(made, { __name__: 'none' }, [0, 300_000], () => Number.NaN);
  add(made, { __name__: 'm', __type__: 'gauge' }, [0, 300_000], () => 1);
  add(made, { __name__: 'm', __type__: 'counter' }, [0, 300_000], () => 1);
  return made;
}

test.each([
  ['t{i="0"} + on(i) group_right() fill_left(7) t{i="1"}', '{i="0"} 12'],
  ['seconds[20s] anchored', '{__name__="seconds"} 150@160000 165@165000 180@180000'],
  ['seconds[20s] smoothed', '{__name__="seconds"} 160@160000 165@165000 180@180000'],
  ['timestamp(seconds smoothed offset 1s)', '{} 165'],
  ['deriv(none[1m])', '{} NaN'],
  ['vector(max_of(NaN, Inf))', '{} Infinity'],
  ['clamp_max(none, -Inf)', '{} -Infinity'],
  ['vector(step())', '{} 0'],
  ['topk(-Inf, t)', ''],
  ['topk(Inf, t)', 'failed: Scalar value +Inf overflows int64'],
  ['histogram_count(t)', ''],
  ['start_timestamp(t)', ''],
  ['m + fill(0) t', TWINS],
  ['sum_over_time((seconds @ end())[30s:15s])', '{} 360'],
  ['sum_over_time(vector(start())[30s:15s])', '{} 360'],
  ['absent((nothing{x="1"}))', '{x="1"} 1'],
  ['year(vector(1e15))', '{} 31690708'],
  ['seconds[(1s - 2s)]', 'failed: 9:16: duration must be greater than 0'],
])('%s gives %s', (text, expected) => {
  expect(shown(evaluateInstant(parsed(text), store(), 180_000))).toBe(expected);
});

test.each([
  [`absent_over_time(${both}[10m])`, ''],
  [`count_over_time(abs(${both})[10m:2m])`, '{x="1"} 3'],
  [`abs(${both})[4m:4m]`, '{x="1"} 480@480000'],
  [`rate(${both}[30s])[10m:30s]`, TWINS],
  [`sum(sum_over_time(rate(${both}[30s])[10m:30s]))`, TWINS],
])('series that follow each other under different names: %s gives %s', (text, expected) => {
  expect(shown(evaluateInstant(parsed(text), handedOver(), 600_000, { lookbackMs: 60_000 }))).toBe(expected);
});

test('a function of windows refuses twins at different times of a range, others only those of one time', () => {
  const query = { start: 60_000, end: 480_000, step: 420_000 };
  const at = (text: string) => shown(evaluateRange(parsed(text), handedOver(), query, { lookbackMs: 60_000 }));
  expect(at(`rate(${both}[30s])`)).toBe(TWINS);
  expect(at(`abs(${both})`)).toBe('{x="1"} 60@60000 480@480000');
});

test('where names are dropped late, twins of one time are refused by each operator of a range, at one time at the end', () => {
  const made = new SeriesStore();
  for (const job of ['p', 'q']) add(made, { __name__: 'h', job, le: '+Inf' }, [0, 300_000]);
  const options = { dropsNamesLate: true };
  const text = 'count(histogram_quantiles(h, "job", 1.5, 2))';
  expect(shown(evaluateInstant(parsed(text), made, 60_000, options))).toBe('{} 4');
  expect(shown(evaluateRange(parsed(text), made, { start: 0, end: 60_000, step: 60_000 }, options))).toBe(TWINS);
  expect(shown(evaluateInstant(parsed(`sum_over_time(${text}[1m:15s])`), made, 60_000, options))).toBe(TWINS);
});

test.each([
  ['quantile((2), nothing)', 'PromQL warning: quantile value should be between 0 and 1, got 2 (1:11)'],
  ['quantile(1.6e9, t)', 'PromQL warning: quantile value should be between 0 and 1, got 1.6e+09 (1:10)'],
  [
    'sum_over_time(sort(t)[1m:15s])',
    'PromQL warning: sort is ineffective for range queries since results are always ordered by labels (1:15)',
  ],
])('%s says beside its result: %s', (text, expected) => {
  const { annotations } = evaluateInstant(parsed(text), store(), 180_000);
  expect(annotations.map((one) => annotationText(one, text))).toEqual([expected]);
});

describe('a standing query', () => {
  function standing(text: string, made: SeriesStore, options: QueryOptions = {}): (time: number) => string {
    const ask = new StandingQueries(made, { lookbackMs: 60_000, ...options }).prepare(parsed(text));
    return (time) => {
      const outcome = ask(time);
      if (outcome.kind === 'failed') return `failed: ${outcome.message}`;
      return outcome.elements.map(({ labels, value }) => `${labels.toString()} ${value}`).join(', ');
    };
  }

  test('takes start and end of each evaluation anew, also inside subqueries', () => {
    const ask = standing('sum_over_time(vector(end() - start() + end())[30s:15s])', new SeriesStore());
    expect([60_000, 65_000, 75_000].map(ask)).toEqual(['{} 120', '{} 130', '{} 150']);
  });

  test('refuses twins while both are in reach of an evaluation, and no longer', () => {
    const ask = standing(`count_over_time(rate(${both}[30s])[6m:30s])`, handedOver());
    expect([90_000, 420_000, 480_000].map(ask)).toEqual(['{x="1"} 3', TWINS, '{x="1"} 3']);
  });

  test.each([
    ['stddev', 0],
    ['count', 1],
  ])('does not remember in %s which elements were to lose their names before', (operator, value) => {
    const made = new SeriesStore();
    add(made, { __name__: 'a' }, [0, 90_000]);
    const ask = standing(`${operator} by (__name__) (abs(a) < 70 or a)`, made, { dropsNamesLate: true });
    expect([60_000, 90_000].map(ask)).toEqual([`{} ${value}`, `{__name__="a"} ${value}`]);
  });

  test('tells quantiles by what they are at each evaluation', () => {
    const made = new SeriesStore();
    add(made, { __name__: 'h_bucket', le: '1' }, [0, 90_000]);
    add(made, { __name__: 'h_bucket', le: '+Inf' }, [0, 90_000]);
    const ask = standing('histogram_quantiles(h_bucket, "q", time() / 100)', made);
    expect([60_000, 90_000].map(ask)).toEqual(['{q="0.6"} 0.6', '{q="0.9"} 0.9']);
  });
});
