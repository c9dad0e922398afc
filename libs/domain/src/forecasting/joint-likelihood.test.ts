import type { SampleSeries } from '../backtest/sample-feed.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { validateRuleDraft } from '../rules/config-validator.js';
import { RuleFactory } from '../rules/rule-factory.js';
import { JOINT_SERIES_MAX, jointLikelihoodOf } from './joint-likelihood.js';

const MINUTE_MS = 60_000;
const COUNT = 1_000;
const NOW = COUNT * MINUTE_MS;

function ruleOf(draft: object): AlertRule {
  const checked = validateRuleDraft({ name: 'r', severity: 'HIGH', category: 'infrastructure', ...draft });
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  return RuleFactory.create(checked.draft, { id: 'r', tenantId: 'acme' }, 0);
}
const promql = (expr: string, rest: object = {}): AlertRule =>
  ruleOf({ conditions: [{ type: 'promql', expr }], ...rest });

function series(name: string, instance: string, valueAt: (i: number) => number): SampleSeries {
  return {
    labels: { __name__: name, instance },
    times: Float64Array.from({ length: COUNT }, (_, i) => i * MINUTE_MS),
    values: Float64Array.from({ length: COUNT }, (_, i) => valueAt(i)),
  };
}
/** Swings between about 0 and 40 in two hours and a half, with some noise. */
const wave = (i: number): number => 20 + 15 * Math.sin(i / 24) + ((i * 37) % 11) / 2;
const shareOf = (rule: AlertRule, given: readonly SampleSeries[], horizon: '15m' | '1h' = '1h'): number => {
  const told = jointLikelihoodOf(rule, given, horizon, NOW);
  if (told.kind !== 'likelihood') throw new Error(told.reason);
  return told.share;
};

test('what moves together stays together: a sum that never changed does not change, though its parts do', () => {
  const [one, other] = [series('load', 'a', (i) => 100 + wave(i)), series('load', 'b', (i) => 200 - wave(i))];
  expect(shareOf(promql('sum(load) > 303'), [one, other])).toBe(0);
  expect(shareOf(promql('sum(load) < 297'), [one, other])).toBe(0);
  expect(shareOf(promql('min(load) > 125'), [one, other])).toBeGreaterThan(0.1);
});

test('a ratio of counters is told from what they add, whatever they have counted and however often they began anew', () => {
  let [errors, requests] = [5e6, 9e7];
  const share = (i: number): number => 0.02 + 0.02 * Math.max(0, Math.sin(i / 40));
  const failed = series('errors_total', 'a', (i) => (errors = i % 400 === 399 ? 0 : errors + 600 * share(i)));
  const all = series('requests_total', 'a', (i) => (requests = i === 500 ? 0 : requests + 600));
  const above = (limit: number): AlertRule => promql(`rate(errors_total[10m]) / rate(requests_total[10m]) > ${limit}`);
  const [low, high] = [shareOf(above(0.035), [failed, all]), shareOf(above(0.08), [failed, all])];
  expect(low).toBeGreaterThan(0.05);
  expect(high).toBe(0);
});

test('a rule that has to hold for longer fires on fewer paths', () => {
  const given = [series('load', 'a', wave), series('load', 'b', wave)];
  const [atOnce, later] = ['0', '40m'].map((hold) => shareOf(promql('avg(load) > 24', { for: hold }), given));
  expect(later).toBeLessThan(atOnce ?? 0);
  expect(atOnce).toBeGreaterThan(0.2);
});

test('conditions on several metrics of one entity are decided as they are live', () => {
  const rule = ruleOf({
    conditions: [
      { type: 'threshold', metric_path: 'load', operator: '>', threshold: 25 },
      { type: 'threshold', metric_path: 'queue', operator: '>', threshold: 25 },
    ],
  });
  const load = series('load', 'a', wave);
  const [together, apart] = [series('queue', 'a', wave), series('queue', 'b', wave)];
  expect(shareOf(rule, [load, together])).toBeGreaterThan(0.2);
  expect(shareOf(rule, [load, apart])).toBe(0);
});

test('says why there is none', () => {
  const load = series('load', 'a', wave);
  const reasonOf = (
    rule: AlertRule,
    given: readonly SampleSeries[],
    horizon: '1h' | '6h' | '24h' | '7d' = '1h',
    now = NOW,
  ) => {
    const told = jointLikelihoodOf(rule, given, horizon, now);
    return told.kind === 'abstained' ? told.reason : told.kind;
  };
  const sum = promql('sum(load) > 63');
  expect(reasonOf(promql('sum(load) > 1'), [load])).toBe('already_firing');
  expect(reasonOf(sum, [])).toBe('no_series');
  expect(reasonOf(sum, [load], '1h', NOW + 3_600_000)).toBe('no_series');
  const many = Array.from({ length: JOINT_SERIES_MAX + 1 }, (_, i) => series('load', `i${i}`, wave));
  expect(reasonOf(sum, many)).toBe('too_many_series');
  // Of less than a day nobody can say how the next one goes.
  expect(reasonOf(sum, [load], '24h')).toBe('too_little_past');
  expect(reasonOf(promql('rate(load[1m]) > 5'), [load], '7d')).toBe('windows_too_short');
  expect(reasonOf(promql('sum(rate(load[2m])) > 5'), many.slice(1), '6h')).toBe('too_much_to_simulate');
  expect(reasonOf(promql('sum(load @ 5) > 5'), [load])).toBe('reads_fixed_times');
  const absent = ruleOf({ conditions: [{ type: 'absence', metric_path: 'load', window: '5m' }] });
  expect(reasonOf(absent, [load])).toBe('reads_silence');
});
