import type { AlertingRule, GroupRule, RecordingRule, RuleGroup } from '@tocsin/domain/groups/rule-group';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import { NO_VALUE, SeriesStore, timeAt } from '@tocsin/domain/plan/series-store';
import { parseExpr } from '@tocsin/domain/promql/parser';
import type { Expr } from '@tocsin/domain/promql/ast';
import { NaiveGroup, type NaiveRuleResult } from './rules.js';

const MINUTE = 60_000;

function expr(text: string): Expr {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new Error(parsed.errors[0]?.message);
  return parsed.expr;
}

function record(name: string, text: string, labels: Record<string, string> = {}): RecordingRule {
  return { kind: 'recording', name, text, expr: expr(text), labels };
}

function alert(name: string, text: string, more: Partial<AlertingRule> = {}): AlertingRule {
  const times = { forMs: 0, keepFiringForMs: 0 };
  return { kind: 'alerting', name, text, expr: expr(text), labels: {}, annotations: {}, ...times, ...more };
}

function groupOf(rules: readonly GroupRule[], more: Partial<RuleGroup> = {}): RuleGroup {
  return { name: 'g', intervalMs: MINUTE, queryOffsetMs: null, limit: 0, rules, ...more };
}

/** A store with one sample a minute of each series; null is none. */
function storeWith(series: Record<string, readonly (number | null)[]>): SeriesStore {
  const store = new SeriesStore();
  for (const [name, values] of Object.entries(series)) {
    const [metric, ...pairs] = name.split(' ');
    const labels = Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
    const own = store.series(LabelSet.of(labels, metric));
    values.forEach((value, minute) => {
      if (value !== null) store.append(own, minute * MINUTE, value);
    });
  }
  return store;
}

/** All samples of a metric, as `{labels} minute:value …`. */
function samplesOf(store: SeriesStore, metric: string): string[] {
  return [...store.all()]
    .filter(({ labels }) => labels.metric === metric)
    .map((series) => {
      const { labels, values, begin, end } = series;
      const samples = Array.from(values.subarray(begin, end), (value, i) => {
        return `${timeAt(series, begin + i) / MINUTE}:${value === NO_VALUE ? 'stale' : value}`;
      });
      return `${labels.with('__name__', '').toString()} ${samples.join(' ')}`;
    });
}

/** The states of a rule's alerts over the minutes, by their first letters; `-` where there is none. */
function statesOf(results: readonly (readonly NaiveRuleResult[])[]): string {
  return results.map(([result]) => result?.alerts[0]?.state[0] ?? '-').join('');
}

function run(group: NaiveGroup, minutes: number): NaiveRuleResult[][] {
  return Array.from({ length: minutes }, (_, minute) => group.evaluate(minute * MINUTE));
}

test('a recording rule writes what its expression gives under its name and labels, and those after it see that', () => {
  const store = storeWith({ 'x a=1': [1, 2], 'x a=2': [10, 20] });
  const rules = [record('job:x:sum', 'sum(x)', { job: 'j' }), record('double', '2 * job:x:sum')];
  run(new NaiveGroup(groupOf(rules), store), 2);
  expect(samplesOf(store, 'job:x:sum')).toEqual(['{job="j"} 0:11 1:22']);
  expect(samplesOf(store, 'double')).toEqual(['{job="j"} 0:22 1:44']);
});

test('a series that a rule no longer gives is marked as gone', () => {
  const store = storeWith({ x: [1, 5, 1, 5] });
  run(new NaiveGroup(groupOf([record('large', 'x > 3')]), store), 4);
  expect(samplesOf(store, 'large')).toEqual(['{} 1:5 2:stale 3:5']);
});

test('a scalar is recorded as one sample without labels', () => {
  const store = new SeriesStore();
  run(new NaiveGroup(groupOf([record('two', '1 + 1')]), store), 1);
  expect(samplesOf(store, 'two')).toEqual(['{} 0:2']);
});

test('with an offset, expressions look back, and what they give is written there; alerts begin at the evaluation', () => {
  const store = storeWith({ x: [1, 2, 3, 4] });
  const rules = [record('copy', 'x'), alert('A', 'x >= 2')];
  const group = new NaiveGroup(groupOf(rules, { queryOffsetMs: MINUTE }), store);
  const results = run(group, 3);
  expect(samplesOf(store, 'copy')).toEqual(['{} 0:1 1:2']);
  expect(results[2]?.[1]?.alerts).toMatchObject([{ state: 'firing', activeAt: 2 * MINUTE, value: 2 }]);
  expect(samplesOf(store, 'ALERTS_FOR_STATE')).toEqual(['{alertname="A"} 1:120']);
});

test('an alert is pending until it has been active long enough, and starts anew after a break', () => {
  const store = storeWith({ x: [5, 5, 5, 1, 5, 5] });
  const results = run(new NaiveGroup(groupOf([alert('A', 'x > 3', { forMs: 2 * MINUTE })]), store), 6);
  expect(statesOf(results)).toBe('ppfipp');
  expect(results[4]?.[0]?.alerts[0]?.activeAt).toBe(4 * MINUTE);
  expect(samplesOf(store, 'ALERTS')).toEqual([
    '{alertname="A", alertstate="pending"} 0:1 1:1 2:stale 4:1 5:1',
    '{alertname="A", alertstate="firing"} 2:1 3:stale',
  ]);
  expect(samplesOf(store, 'ALERTS_FOR_STATE')).toEqual(['{alertname="A"} 0:0 1:0 2:0 3:stale 4:240 5:240']);
});

test('an alert that was pending is forgotten when its expression no longer gives it', () => {
  const store = storeWith({ x: [5, 1, 1] });
  const results = run(new NaiveGroup(groupOf([alert('A', 'x > 3', { forMs: 5 * MINUTE })]), store), 3);
  expect(statesOf(results)).toBe('p--');
});

test('an alert is kept firing for a while after its expression gave it last, and longer when it comes back', () => {
  const store = storeWith({ x: [5, 1, 1, 5, 1, 1, 1, 1] });
  const results = run(new NaiveGroup(groupOf([alert('A', 'x > 3', { keepFiringForMs: 3 * MINUTE })]), store), 8);
  expect(statesOf(results)).toBe('fffffffi');
  expect(results[7]?.[0]?.alerts[0]).toMatchObject({ resolvedAt: 7 * MINUTE, activeAt: 0, value: 5 });
});

test('a resolved alert is remembered for a quarter of an hour', () => {
  const store = storeWith({ x: [5, ...Array<number>(30).fill(1)] });
  const results = run(new NaiveGroup(groupOf([alert('A', 'x > 3')]), store), 20);
  expect(statesOf(results)).toBe(`f${'i'.repeat(16)}---`);
});

test('labels and annotations are templates; what cannot be expanded says why', () => {
  const store = storeWith({ 'x a=1': [7] });
  const rule = alert('A', 'x', {
    labels: { level: '{{ if gt $value 5.0 }}high{{ end }}' },
    annotations: {
      summary: '{{ $labels.a }} at {{ $value }} of {{ query "vector(3)" | first | value }}',
      bad: '{{ nope }}',
    },
  });
  const [result] = new NaiveGroup(groupOf([rule]), store).evaluate(0);
  expect(result?.alerts[0]?.labels.toString()).toBe('{a="1", alertname="A", level="high"}');
  expect(result?.alerts[0]?.annotations).toEqual({
    summary: '1 at 7 of 3',
    bad: expect.stringContaining('<error expanding template: ') as string,
  });
});

test('twins fail a rule, which leaves what was there as it was', () => {
  const store = storeWith({ 'x a=1': [1, 1, 1], 'x a=2': [null, 1, null] });
  const rules = [alert('A', 'x', { labels: { a: 'same' } }), record('r', 'x', { a: 'same' })];
  const results = run(new NaiveGroup(groupOf(rules), store), 2);
  expect(results[0]?.map(({ error }) => error)).toEqual([null, null]);
  expect(results[1]?.map(({ error }) => error)).toEqual([
    'vector contains metrics with the same labelset after applying alert labels',
    'vector contains metrics with the same labelset after applying rule labels',
  ]);
  expect(results[1]?.[0]?.alerts).toHaveLength(1);
  expect(samplesOf(store, 'r')).toEqual(['{a="same"} 0:1']);
});

test('a rule that passes the limit of its group fails; alerts are all forgotten', () => {
  const store = storeWith({ 'x a=1': [1, 1], 'x a=2': [null, 1] });
  const results = run(new NaiveGroup(groupOf([alert('A', 'x'), record('r', 'x')], { limit: 1 }), store), 2);
  expect(results[1]?.map(({ error }) => error)).toEqual([
    'exceeded limit of 1 with 2 alerts',
    'exceeded limit of 1 with 2 series',
  ]);
  expect(results[1]?.[0]?.alerts).toEqual([]);
});

test('an expression that cannot be evaluated fails its rule alone', () => {
  const store = storeWith({ 'x a=1': [1], 'x a=2': [2] });
  const results = new NaiveGroup(groupOf([record('r', 'x + on () x'), record('s', 'sum(x)')]), store).evaluate(0);
  expect(results[0]?.error).toMatch(/^found duplicate series for the match group {} on the right hand-side/);
  expect(results[1]?.error).toBeNull();
});

test('two rules that write one series at one time with different values: the second one fails', () => {
  const store = storeWith({ x: [1] });
  const results = new NaiveGroup(groupOf([record('r', 'x'), record('r', 'x'), record('r', 'x + 1')]), store).evaluate(
    0,
  );
  expect(results.map(({ error }) => error)).toEqual([null, null, 'duplicate sample for timestamp']);
});
