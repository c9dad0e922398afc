import type { SampleSeries } from '../backtest/sample-feed.js';
import { RuleDraftSchema, type AlertRule, type RuleDraft } from '../rules/alert-rule.js';
import { RuleFactory } from '../rules/rule-factory.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import { type KnownIncident, knownIncidents } from './known-incidents.js';
import { recommend, type RecommendationInput } from './recommend.js';
import { withSetting } from './rule-setting.js';

const MINUTE = 60_000;
const START = 1_763_900_000_000;
const { all, change, promql, threshold } = ConditionFactory;

const ruleOf = (over: Partial<RuleDraft> = {}): AlertRule =>
  RuleFactory.create(
    RuleDraftSchema.parse({
      name: 'Busy',
      severity: 'HIGH',
      category: 'infrastructure',
      conditions: [threshold('cpu', '>', 80)],
      ...over,
    }),
    { id: 'r1', tenantId: 'acme' },
    0,
  );

/** Twelve hours at a sample a minute: blips to 86 at most that last two minutes, and four incidents at 97. */
const MINUTES = 720;
const incidentsAt = [100, 250, 420, 600];
const isIncident = (minute: number): boolean => incidentsAt.some((at) => minute >= at && minute < at + 30);
const isBlip = (minute: number): boolean => minute % 17 < 2 && !isIncident(minute);
const valueAt = (minute: number): number => (isIncident(minute) ? 97 : isBlip(minute) ? 82 + ((minute * 7) % 5) : 40);
const seriesOf = (minutes: number, value = valueAt, labels = {}): SampleSeries => ({
  labels: { __name__: 'cpu', instance: 'a', ...labels },
  times: Array.from({ length: minutes }, (_, i) => START + i * MINUTE),
  values: Array.from({ length: minutes }, (_, i) => value(i)),
});
const incident = (minute: number, matchers = ['alertname="Busy"']): KnownIncident => ({
  from: START + minute * MINUTE,
  to: START + (minute + 30) * MINUTE,
  matchers,
});
const incidents = incidentsAt.map((minute) => incident(minute));

const ask = (over: Partial<RecommendationInput> = {}) =>
  recommend({
    rule: ruleOf(),
    series: [seriesOf(MINUTES)],
    from: START,
    to: START + MINUTES * MINUTE,
    incidents,
    delayMsMax: 5 * MINUTE,
    confidenceMin: 0.8,
    ...over,
  });

test('a setting is recommended that would have sent only what was real, and says so', () => {
  const found = ask();
  expect(found).toMatchObject({
    kind: 'recommended',
    before: { operator: '>', threshold: 80, for: '0' },
    backtest: { incidents: 4, before: { missed: 0 }, after: { pages: 4, missed: 0 }, held_out: { incidents: 2 } },
  });
  if (found.kind !== 'recommended') throw new Error(found.message);
  expect(found.backtest.before.pages).toBeGreaterThan(35);
  expect(found.confidence).toBeGreaterThan(0.99);
  expect(found.backtest.later_ms).toBeLessThanOrEqual(5 * MINUTE);
  expect(found.text).toContain(
    `would have sent 4 instead of ${found.backtest.before.pages} pages in 12 hours and missed none of the 4 incidents`,
  );
});

test('what was chosen does not depend on what came later', () => {
  const found = ask();
  if (found.kind !== 'recommended') throw new Error(found.message);
  const { from } = found.backtest.held_out;
  const quieter = (minute: number): number =>
    START + minute * MINUTE >= from && isBlip(minute) ? 81 : valueAt(minute);
  expect(ask({ series: [seriesOf(MINUTES, quieter)] })).toMatchObject({ after: found.after });
});

test('a change is recommended as a threshold is, and a recovery threshold keeps its distance', () => {
  const jumps = (minute: number): number =>
    isIncident(minute) ? 1_000 : minute % 29 === 0 ? 60 + (minute % 5) : minute % 2;
  const rule = ruleOf({ conditions: [change('cpu', '2m', '>', 50)] });
  expect(ask({ rule, series: [seriesOf(MINUTES, jumps)] })).toMatchObject({
    kind: 'recommended',
    before: { threshold: 50 },
    backtest: { after: { pages: 4, missed: 0 } },
  });
  const held = ruleOf({
    conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80, recovery_threshold: 70 }],
  });
  expect(withSetting(held, { operator: '>', threshold: 90, for: '2m' })).toMatchObject({
    for: '2m',
    conditions: [{ threshold: 90, recovery_threshold: 80 }],
  });
});

test('a threshold below which values are bad is moved downwards', () => {
  const rule = ruleOf({ conditions: [threshold('cpu', '<', 20)] });
  const found = ask({ rule, series: [seriesOf(MINUTES, (minute) => 100 - valueAt(minute))] });
  expect(found).toMatchObject({ kind: 'recommended', backtest: { after: { pages: 4, missed: 0 } } });
});

const quiet = seriesOf(MINUTES, () => 40);
const asBusyAsReal = (minute: number): number => (isBlip(minute) ? 97 : valueAt(minute));
test.each<[string, Partial<RecommendationInput>]>([
  ['unsupported_rule', { rule: ruleOf({ conditions: [promql('cpu > 80')] }) }],
  ['unsupported_rule', { rule: ruleOf({ conditions: [threshold('cpu', '==', 80)] }) }],
  ['unsupported_rule', { rule: ruleOf({ conditions: [all(threshold('cpu', '>', 80), threshold('mem', '>', 80))] }) }],
  ['no_samples', { series: [] }],
  ['history_too_short', { from: START + (MINUTES - 40) * MINUTE }],
  ['history_too_short', { series: [seriesOf(30)], to: START + 30 * MINUTE }],
  ['too_many_samples', { evaluatedSamplesMax: 7_000 }],
  ['no_alert', { series: [quiet] }],
  ['no_incident', { incidents: [] }],
  ['no_incident', { incidents: incidentsAt.map((at) => incident(at, ['alertname="Disk"'])) }],
  ['no_incident', { incidents: incidentsAt.map((at) => incident(at, ['instance="b"'])) }],
  ['too_few_incidents', { incidents: incidents.slice(1, 2) }],
  ['nothing_to_gain', { series: [seriesOf(MINUTES, (minute) => (isIncident(minute) ? 97 : 40))] }],
  ['nothing_to_gain', { series: [seriesOf(MINUTES, asBusyAsReal)], delayMsMax: 0 }],
  [
    'did_not_hold',
    { series: [seriesOf(MINUTES, (minute) => (minute >= 420 && isIncident(minute) ? 81 : valueAt(minute)))] },
  ],
  ['not_confident', { confidenceMin: 1 }],
])('%s is a reason to recommend nothing', (reason, over) => {
  expect(ask(over)).toMatchObject({ kind: 'abstained', reason });
});

test('incidents are told apart by the labels of alerts, severity among them', () => {
  const both = [seriesOf(MINUTES), seriesOf(MINUTES, (minute) => (isBlip(minute) ? 84 : 40), { instance: 'b' })];
  const matchers = ['instance="a"', 'severity="high"'];
  expect(ask({ series: both, incidents: incidentsAt.map((at) => incident(at, matchers)) })).toMatchObject({
    kind: 'recommended',
    backtest: { incidents: 4, after: { pages: 4, missed: 0 } },
  });
});

test('an alert that was acknowledged was real, once', () => {
  const labels = { alertname: 'Busy', instance: 'a "quoted"\\' };
  const acknowledged = { from: START, to: START + MINUTE, labels };
  const rule = ruleOf();
  expect(knownIncidents([], [acknowledged], rule)).toMatchObject([{ from: START, to: START + MINUTE }]);
  expect(knownIncidents([incident(5)], [acknowledged], rule)).toHaveLength(1);
  expect(knownIncidents([incident(5, ['instance="b"'])], [acknowledged], rule)).toHaveLength(2);
});
