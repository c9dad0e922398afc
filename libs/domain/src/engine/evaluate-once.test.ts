import type { AlertRule } from '../rules/alert-rule.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import type { RuleCondition } from '../rules/condition.js';
import { evaluateOnce, type GivenSeries } from './evaluate-once.js';
import type { Transition } from './transition.js';

const START = 1_700_000_000_000;
const SECOND = 1_000;

const ruleOf = (...conditions: RuleCondition[]): AlertRule => ({
  id: 'r1',
  tenant_id: 'acme',
  version: 1,
  created_at: 0,
  updated_at: 0,
  name: 'Rule',
  description: '',
  severity: 'HIGH',
  category: 'infrastructure',
  status: 'active',
  conditions,
  for: '0',
  keep_firing_for: '0',
  labels: {},
  annotations: {},
});

/** A series with one value a step; null for none. */
const series = (
  metric: string,
  labels: Record<string, string>,
  values: readonly (number | null)[],
  stepMs = 10 * SECOND,
): GivenSeries => ({
  metric,
  labels,
  samples: values.flatMap((value, i) => (value === null ? [] : [[START + i * stepMs, value] as const])),
});

const transitionsOf = (rule: AlertRule, given: readonly GivenSeries[], now: number | null): readonly Transition[] => {
  const outcome = evaluateOnce(rule, given, now);
  if (outcome.kind === 'evaluated') return outcome.transitions;
  throw new Error(outcome.kind);
};

/** What was told: the state, the labels but the alert's name, and seconds since the start. */
const told = (rule: AlertRule, given: readonly GivenSeries[], now: number | null = null): unknown[] =>
  transitionsOf(rule, given, now).map(({ state, labels: { alertname: _name, ...labels }, at }) => [
    state,
    labels,
    Math.round((at - START) / SECOND),
  ]);

describe('a sequence', () => {
  const { sequence, threshold, promql } = ConditionFactory;
  const rule = ruleOf(sequence('30s', threshold('errors', '>', 5), threshold('latency', '>', 2)));
  const web = { instance: 'web' };

  test('holds when its steps come one after the other in time, as long as the last one does', () => {
    const errors = series('errors', web, [0, 9, 9, 0, 0, 0]);
    const latency = series('latency', web, [1, 1, 1, 1, 3, 1]);
    expect(told(rule, [errors, latency])).toEqual([
      ['firing', web, 40],
      ['resolved', web, 50],
    ]);
  });

  test('does not hold when the first step ceased too long ago, came later, at the same time, or elsewhere', () => {
    const latency = series('latency', web, [1, 1, 1, 1, 1, 1, 3]);
    expect(told(rule, [series('errors', web, [0, 9, 0, 0, 0, 0, 0]), latency])).toEqual([]);
    expect(told(rule, [series('errors', web, [0, 0, 0, 0, 0, 0, 9]), latency])).toEqual([]);
    expect(told(rule, [series('errors', { instance: 'db' }, [0, 0, 0, 0, 0, 9, 9]), latency])).toEqual([]);
    const late = series('latency', web, [1, 3, 3, 3]);
    expect(told(rule, [series('errors', web, [0, 0, 9, 9]), late])).toEqual([]);
  });

  test('joins with conditions over many series', () => {
    const then = ruleOf(sequence('30s', threshold('errors', '>', 5), promql('avg_over_time(latency[20s]) > 2')));
    const errors = series('errors', web, [0, 9, 9, 0, 0, 0]);
    const latency = series('latency', web, [1, 1, 1, 5, 5, 1, 1, 1]);
    expect(told(then, [errors, latency]).map((one) => (one as unknown[])[0])).toEqual(['firing', 'resolved']);
  });
});

test('labels and annotations are templates, which ask no queries', () => {
  const rule = {
    ...ruleOf(ConditionFactory.threshold('cpu', '>', 80)),
    labels: { team: 'of {{ $labels.instance }}' },
    annotations: { summary: '{{ $labels.instance }} is at {{ $value | humanize }}', peers: '{{ query "cpu" }}' },
  };
  const [firing] = transitionsOf(rule, [series('cpu', { instance: 'web' }, [12, 93.25])], null);
  expect(firing?.labels).toEqual({ alertname: 'Rule', instance: 'web', team: 'of web' });
  expect(firing?.annotations).toEqual({
    summary: 'web is at 93.25',
    peers: expect.stringContaining('rules of conditions ask no queries') as string,
  });
});

describe('conditions over many series', () => {
  const { outlier, pattern, promql, threshold, all, not } = ConditionFactory;
  const hosts = (values: readonly number[]): GivenSeries[] =>
    values.map((value, i) => series('cpu', { instance: `web-${i}` }, [value, value, value]));

  test.each(['mad', 'dbscan'] as const)('an outlier is told by %s, its peers are not', (method) => {
    const found = told(ruleOf(outlier('cpu', { method })), hosts([50, 51, 52, 49, 50, 90]));
    expect(found).toEqual([['firing', { instance: 'web-5' }, expect.any(Number)]]);
  });

  test('two clusters are outliers of nobody by their neighbors, and too few peers have none', () => {
    expect(told(ruleOf(outlier('cpu', { method: 'dbscan' })), hosts([10, 11, 12, 13, 80, 81, 82, 83]))).toEqual([]);
    expect(told(ruleOf(outlier('cpu', { min_peers: 4 })), hosts([50, 50, 99]))).toEqual([]);
  });

  test('peers are those that share labels', () => {
    const given = [50, 51, 52, 90, 91, 92, 52].map((value, i) =>
      series('cpu', { instance: `web-${i}`, zone: i < 3 ? 'a' : 'b' }, [value]),
    );
    expect(told(ruleOf(outlier('cpu', { by: ['zone'] })), given)).toEqual([
      ['firing', { instance: 'web-6', zone: 'b' }, expect.any(Number)],
    ]);
  });

  test('a distance that does not matter is none', () => {
    expect(told(ruleOf(outlier('cpu', { min_distance: 50 })), hosts([50, 51, 52, 49, 50, 90]))).toEqual([]);
  });

  test('a pattern counts the events whose text it is found in, over all texts', () => {
    const event = (message: string, values: readonly (number | null)[]): GivenSeries =>
      series('log_events', { instance: 'web', message }, values);
    const rule = ruleOf(pattern('log_events', 'message', 'out of (memory|disk)', '25s', { threshold: 3 }));
    const given = [
      event('kernel: out of memory', [1, null, null, null]),
      event('out of disk\nsda1', [null, 2, null, null]),
      event('all is well', [5, 5, 5, 5]),
    ];
    expect(told(rule, given, START + 60 * SECOND)).toEqual([
      ['firing', { instance: 'web' }, 11],
      ['resolved', { instance: 'web' }, expect.any(Number)],
    ]);
  });

  test('an expression holds for each of its elements, with their labels and values', () => {
    const rule = ruleOf(promql('sum by (service) (rate(errors_total[1m])) > 1'));
    const counters = ['a', 'b'].map((instance) =>
      series('errors_total', { instance, service: 'shop' }, [0, 10, 20, 30, 40, 50, 60]),
    );
    const [firing] = transitionsOf(rule, counters, null);
    expect(firing).toMatchObject({ state: 'firing', labels: { service: 'shop' } });
    expect(firing?.value).toBeGreaterThan(1);
    expect(firing?.evidence).toMatchObject([{ expr: 'sum by (service) (rate(errors_total[1m])) > 1', holds: true }]);
  });

  test('what has been evaluated and gives nothing does not hold: so it may be asked not to', () => {
    const rule = ruleOf(all(threshold('cpu', '>', 80), not(promql('maintenance == 1'))));
    const busy = series('cpu', { instance: 'web' }, [50, 90, 90, 90, 90]);
    const quiet = series('maintenance', { instance: 'web' }, [0, 0, 0, 1, 1]);
    expect(told(rule, [busy, quiet])).toEqual([
      ['firing', { instance: 'web' }, 10],
      ['resolved', { instance: 'web' }, 31],
    ]);
  });

  test('more evaluations than a day has seconds are refused, and a longer interval has fewer', () => {
    const given = [series('cpu', {}, [1, 1], 2 * 86_400 * SECOND)];
    const rule = ruleOf(promql('cpu > 5'));
    expect(evaluateOnce(rule, given, null)).toMatchObject({ kind: 'too_long', ticks: 2 * 86_400 + 1 });
    expect(evaluateOnce({ ...rule, interval: '1m' }, given, null)).toMatchObject({ kind: 'evaluated' });
  });

  test('scores and forecasts are read where they are, and nothing is known without', () => {
    const { anomaly, forecast } = ConditionFactory;
    const score = series('tocsin_anomaly_score', { instance: 'web', source_metric: 'cpu' }, [0.1, 0.9]);
    expect(told(ruleOf(anomaly('cpu')), [score])).toEqual([['firing', { instance: 'web', source_metric: 'cpu' }, 10]]);
    const labels = { instance: 'web', source_metric: 'disk', horizon: '6h', quantile: '0.5' };
    expect(told(ruleOf(forecast('disk', '6h', '>', 95)), [series('tocsin_forecast', labels, [90, 97])])).toEqual([
      ['firing', labels, 10],
    ]);
    expect(told(ruleOf(anomaly('cpu')), [series('cpu', { instance: 'web' }, [99])])).toEqual([]);
    expect(told(ruleOf(not(anomaly('cpu'))), [series('cpu', { instance: 'web' }, [99])])).toEqual([]);
  });
});
