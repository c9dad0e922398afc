import type { RuleGroupDraft } from '../groups/rule-group-document.js';
import { Backtest, backtest, neededRange } from './backtest.js';
import type { SampleSeries } from './sample-feed.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FROM = 1_700_000_000_000;

const draft: RuleGroupDraft = {
  name: 'hosts',
  interval: '1m',
  rules: [
    { record: 'load:high', expr: 'load > 5' },
    { alert: 'High', expr: 'load:high', labels: { severity: 'page' }, annotations: { summary: 'at {{ $value }}' } },
    { alert: 'Twice', expr: 'load * on () group_left load{instance="b"}' },
  ],
};

/** A sample each half minute; the value by the minute since the start. */
function series(instance: string, valueAt: (minute: number) => number, minutes = 120): SampleSeries {
  const times = Array.from({ length: minutes * 2 }, (_, i) => FROM + i * 30_000);
  const values = times.map((time) => valueAt((time - FROM) / MINUTE));
  return { labels: { __name__: 'load', instance }, times, values };
}

const isHigh = (minute: number): boolean => (minute >= 10 && minute < 13) || (minute >= 30 && minute < 60);
const worldOf = (document = draft) => ({
  document,
  series: [series('a', (minute) => (isHigh(minute) ? 9 : 1))],
  from: FROM,
  to: FROM + 2 * HOUR,
});

test('a back-test tells what each rule would have done, and what people would have heard of it', () => {
  const report = backtest({ ...worldOf(), incidents: [{ from: FROM + 35 * MINUTE, to: FROM + 50 * MINUTE }] });
  expect(report).toMatchObject({ kind: 'finished', group: 'hosts', ticks: 120, notifications: 4 });
  expect(report.transitions.map(({ rule_id, state }) => [rule_id, state])).toEqual(
    ['firing', 'resolved', 'firing', 'resolved'].map((state) => ['hosts/High', state]),
  );
  expect(report.transitions[0]).toMatchObject({
    tenant_id: 'default',
    severity: 'CRITICAL',
    labels: { alertname: 'High', instance: 'a', severity: 'page' },
    annotations: { summary: 'at 9' },
    value: 9,
  });
  expect(report.rules).toMatchObject([
    { kind: 'recording', name: 'load:high', firings: 0, errors: 0 },
    { kind: 'alerting', firings: 2, inAlertMs: 33 * MINUTE, longestMs: 30 * MINUTE, flaps: 1, errors: 0 },
    { name: 'Twice', firings: 0, errors: 0 },
  ]);
  expect(report.notificationsPerWeek).toBeCloseTo((4 * 7 * 24) / 2, 6);
  expect(report.incidents).toMatchObject({ incidents: 1, found: 1, precision: 0.5, recall: 1 });
  expect(report.incidents?.leadMs).toBeGreaterThan(4 * MINUTE);
});

test('rules that cannot be evaluated are counted, with the reason', () => {
  const many = backtest({
    ...worldOf({ ...draft, rules: [{ alert: 'Both', expr: 'load * on () load' }] }),
    series: [series('a', () => 1), series('b', () => 2)],
  });
  expect(many.rules[0]).toMatchObject({ errors: 120, lastError: expect.stringContaining('many-to-many') });
});

test('an alert that still fires counts up to the end', () => {
  const report = backtest({ ...worldOf(), to: FROM + 45 * MINUTE });
  const [, high] = report.rules;
  expect(high?.firings).toBe(2);
  expect(high?.longestMs).toBeGreaterThan(14 * MINUTE);
  expect(high?.longestMs).toBeLessThanOrEqual(15 * MINUTE);
});

test('who gives up gets what was found so far', () => {
  const shares: number[] = [];
  const report = backtest(worldOf(), (share) => shares.push(share) < 20);
  expect(report).toMatchObject({ kind: 'cancelled', ticks: 20 });
  expect(report.transitions).toHaveLength(2);
  expect(report.to).toBeLessThan(FROM + 21 * MINUTE);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(new Backtest(worldOf()).report()).toMatchObject({ kind: 'cancelled', ticks: 0, to: FROM, notifications: 0 });
});

test('the last tick makes the share whole', () => {
  const shares: number[] = [];
  backtest(worldOf(), (share) => shares.push(share) > 0);
  expect(shares).toHaveLength(120);
  expect(shares.at(-1)).toBe(1);
});

test('what the rules recorded in the past is read up to the start, and from there on written anew', () => {
  const recorded: SampleSeries = {
    labels: { __name__: 'load:high', instance: 'a' },
    times: Array.from({ length: 180 }, (_, i) => FROM - HOUR + i * MINUTE),
    values: Array.from({ length: 180 }, () => 1),
  };
  const rules: RuleGroupDraft['rules'] = [
    { record: 'load:high', expr: 'load + 100' },
    { alert: 'Was', expr: 'min_over_time(load:high[30m]) == 1' },
    { alert: 'Is', expr: 'load:high > 100' },
  ];
  const report = backtest({ ...worldOf({ ...draft, rules }), series: [series('a', () => 1), recorded] });
  const { rules: figures } = report;
  expect(figures.map(({ firings }) => firings)).toEqual([0, 1, 1]);
  expect(figures[1]?.longestMs).toBeGreaterThan(28 * MINUTE);
  expect(figures[1]?.longestMs).toBeLessThanOrEqual(31 * MINUTE);
  expect(figures[2]?.longestMs).toBeGreaterThan(118 * MINUTE);
});

test('stretches of one series may overlap and come in any order', () => {
  const whole = worldOf().series[0] as SampleSeries;
  const part = (begin: number, end: number): SampleSeries => ({
    ...whole,
    times: (whole.times as number[]).slice(begin, end),
    values: (whole.values as number[]).slice(begin, end),
  });
  const inParts = backtest({ ...worldOf(), series: [part(61, 240), part(0, 65), part(20, 62)] });
  expect(inParts).toEqual(backtest(worldOf()));
});

test('the samples that are needed reach as far back as offsets, ranges, subqueries and the look-back do', () => {
  const rules = [
    'load',
    'rate(hits_total[10m] offset 1h)',
    'max_over_time(load[1h:1m])',
    'load{instance="a"} offset -5m',
    'sum(temp @ 1700000000)',
  ].map((expr, i) => ({ alert: `A${i}`, expr }));
  const needed = neededRange({ name: 'g', query_offset: '1m', rules }, FROM, FROM + HOUR).map(
    ({ matchers, from, to }) => [
      matchers.map(({ value }) => value).join(),
      (from - FROM) / MINUTE,
      (to - FROM) / MINUTE,
    ],
  );
  expect(needed).toEqual([
    ['load', -66, 59],
    ['hits_total', -71, -1],
    ['a,load', -1, 64],
    ['temp', -5, 0],
  ]);
});
