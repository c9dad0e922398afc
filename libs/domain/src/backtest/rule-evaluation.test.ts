import fc from 'fast-check';
import { evaluateOnce } from '../engine/evaluate-once.js';
import { type AlertRule, RuleDraftSchema } from '../rules/alert-rule.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import type { RuleCondition } from '../rules/condition.js';
import { RuleFactory } from '../rules/rule-factory.js';
import { evaluateRuleAt } from './rule-evaluation.js';
import type { SampleSeries } from './sample-feed.js';

const SECOND = 1_000;
const START = 1_700_000_000_000;
const { all, promql, threshold } = ConditionFactory;

const ruleOf = (conditions: RuleCondition[], holds: object = {}): AlertRule =>
  RuleFactory.create(
    RuleDraftSchema.parse({
      name: 'r',
      severity: 'HIGH',
      category: 'infrastructure',
      conditions,
      interval: '10s',
      ...holds,
    }),
    { id: 'r1', tenantId: 'acme' },
    0,
  );

const cpu = (instance: string, ...points: [seconds: number, value: number][]): SampleSeries => ({
  labels: { __name__: 'cpu', instance },
  times: points.map(([seconds]) => START + seconds * SECOND),
  values: points.map(([, value]) => value),
});

test('a rule stands as its alerts do at the time that is asked for', () => {
  const rule = ruleOf([threshold('cpu', '>', 80)], { for: '30s' });
  const series = [cpu('b', [0, 90], [60, 90], [90, 10]), cpu('a', [0, 10], [60, 20])];
  const states = (seconds: number) => {
    const { fired, alerts } = evaluateRuleAt(rule, series, START + seconds * SECOND);
    return [fired, ...alerts.map(({ state, labels, at }) => [state, labels['instance'], (at - START) / SECOND])];
  };
  expect(states(0)).toEqual([false, ['pending', 'b', 0]]);
  expect(states(60)).toEqual([true, ['firing', 'b', 30]]);
  expect(states(90)).toEqual([false]);
});

test('what decided is told, and how much was looked at', () => {
  const rule = ruleOf([threshold('cpu', '>', 80)]);
  const { alerts, series_read } = evaluateRuleAt(rule, [cpu('a', [0, 90]), cpu('b', [0, 1])], START);
  expect(series_read).toBe(2);
  expect(alerts).toMatchObject([{ value: 90, evidence: [{ metric: 'cpu', value: 90, threshold: 80, holds: true }] }]);
  expect(alerts[0]).not.toHaveProperty('source');
});

test('of very many alerts the first are told, and how many more there are', () => {
  const rule = ruleOf([threshold('cpu', '>', 80)]);
  const series = Array.from({ length: 103 }, (_, i) => cpu(String(i), [0, 90]));
  const { alerts, alerts_left_out } = evaluateRuleAt(rule, series, START);
  expect([alerts.length, alerts_left_out]).toEqual([100, 3]);
});

test('an expression that cannot be evaluated says why', () => {
  const rule = ruleOf([promql('cpu + on () group_right () cpu')]);
  const { error, fired } = evaluateRuleAt(rule, [cpu('a', [0, 1], [60, 1]), cpu('b', [0, 1], [60, 1])], START + 70_000);
  expect([fired, error]).toEqual([false, expect.stringContaining('duplicate series')]);
});

test('what has to hold for years costs no more than the samples that there are', () => {
  const forYears = ruleOf([promql('cpu > 80')], { for: '9y', interval: '1s' });
  expect(evaluateRuleAt(forYears, [], START)).toMatchObject({ fired: false, series_read: 0 });
  expect(evaluateRuleAt(forYears, [cpu('a', [-5, 90], [0, 90])], START)).toMatchObject({
    alerts: [{ state: 'pending' }],
  });
  const always = ruleOf([promql('vector(1) > 0')], { for: '1m' });
  expect(evaluateRuleAt(always, [], START)).toMatchObject({ fired: true });
});

test('parts of a series that were read apart are one series', () => {
  const rule = ruleOf([promql('cpu - cpu offset 1h > 5')]);
  const [early, late] = [cpu('a', [0, 1], [10, 1]), cpu('a', [3_600, 9], [3_610, 9])];
  const at = START + 3_610_000;
  expect(evaluateRuleAt(rule, [late, early, late], at)).toEqual(
    evaluateRuleAt(rule, [cpu('a', [0, 1], [10, 1], [3_600, 9], [3_610, 9])], at),
  );
  expect(evaluateRuleAt(rule, [late, early], at)).toMatchObject({ fired: true, series_read: 1 });
});

const conditions: RuleCondition[][] = [
  [threshold('cpu', '>', 50)],
  [all(threshold('cpu', '>', 50), threshold('mem', '<', 50))],
  [promql('sum by (instance) (cpu) > 50')],
];

test('any rule stands as live evaluation has left it, in whatever order its series come', () => {
  const point = fc.record({
    metric: fc.constantFrom('cpu', 'mem'),
    instance: fc.constantFrom('a', 'b'),
    seconds: fc.integer({ min: 0, max: 120 }),
    value: fc.integer({ min: 0, max: 100 }),
  });
  const holds = fc.constantFrom({}, { for: '20s' }, { keep_firing_for: '20s' });
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 30 }),
      fc.constantFrom(...conditions),
      holds,
      (points, of, hold) => {
        const rule = ruleOf(of, hold);
        const series = new Map<string, { metric: string; instance: string; samples: Map<number, number> }>();
        for (const { metric, instance, seconds, value } of points) {
          const own = series.get(metric + instance) ?? { metric, instance, samples: new Map<number, number>() };
          series.set(metric + instance, own);
          own.samples.set(START + seconds * SECOND, value);
        }
        const given = [...series.values()].map(({ metric, instance, samples }) => ({
          metric,
          labels: { instance },
          samples: [...samples].sort(([a], [b]) => a - b),
        }));
        const at = START + 125 * SECOND;
        const outcome = evaluateOnce(rule, given, at);
        if (outcome.kind !== 'evaluated') throw new Error(outcome.kind);
        const standing = new Map<string, string>();
        for (const { fingerprint, state } of outcome.transitions)
          if (state === 'pending' || state === 'firing') standing.set(fingerprint, state);
          else standing.delete(fingerprint);
        const columns = given.map(({ metric, labels, samples }) => ({
          labels: { __name__: metric, ...labels },
          times: samples.map(([time]) => time),
          values: samples.map(([, value]) => value),
        }));
        const evaluation = evaluateRuleAt(rule, columns, at);
        expect(new Map(evaluation.alerts.map(({ fingerprint, state }) => [fingerprint, state]))).toEqual(standing);
        expect(evaluateRuleAt(rule, columns.toReversed(), at)).toEqual(evaluation);
      },
    ),
    { numRuns: 60 },
  );
});
