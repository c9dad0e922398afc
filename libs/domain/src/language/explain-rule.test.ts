import { ConditionFactory as make } from '../rules/condition-factory.js';
import type { RuleCondition } from '../rules/condition.js';
import { explainRule } from './explain-rule.js';

const said = (...conditions: RuleCondition[]): string =>
  explainRule({ conditions, for: '0', keep_firing_for: '0', severity: 'HIGH' });
const above = make.threshold('cpu_usage', '>', 80, { labels: { host: 'web-1' } });

test.each<[string, RuleCondition]>([
  ['cpu_usage of host "web-1" is above 80 %', above],
  [
    'cpu is at least 80, until it is no longer at least 70',
    make.threshold('cpu', '>=', 80, { recovery_threshold: 70 }),
  ],
  ['the change of users over 10m is at most -20 %', make.change('users', '10m', '<=', -20, { mode: 'percent' })],
  ['heartbeat, of which something was heard before, sends nothing for 5m', make.absence('heartbeat', '5m')],
  ['the anomaly score of cpu is at least 0.9', make.anomaly('cpu', 0.9)],
  ['disk_usage is forecast to be above 95 % in 6h', make.forecast('disk_usage', '6h', '>', 95)],
  [
    'a series of latency, by its mean over 5m, is an outlier among those of the same service (mad, tolerance 3)',
    make.outlier('latency', { by: ['service'], window: '5m' }),
  ],
  [
    'the number of events of log_events whose message matches "out of memory" within 5m is at least 3',
    make.pattern('log_events', 'message', 'out of memory', '5m', { threshold: 3 }),
  ],
  [
    'the ratio of the sum of the rate per second of a_total of code like "5.." over 5m by job to the sum of the rate per second of a_total over 5m by job is above 5 %',
    make.promql('sum by (job) (rate(a_total{code=~"5.."}[5m])) / sum by (job) (rate(a_total[5m])) > 0.05'),
  ],
  ['the expression up == 0 and on () vector(1) gives something', make.promql('up == 0 and on () vector(1)')],
  ['cpu_usage of host "web-1" is above 80 % or up is equal to 0', make.any(above, make.threshold('up', '==', 0))],
  ['it is not so that up is equal to 0', make.not(make.threshold('up', '==', 0))],
  [
    'at least 2 of these hold: a is above 1; b is above 1; c is above 1',
    make.atLeast(2, ...['a', 'b', 'c'].map((metric) => make.threshold(metric, '>', 1))),
  ],
  [
    'one after the other, each within 10m of the one before: first a is above 1, then b is above 1',
    make.sequence('10m', make.threshold('a', '>', 1), make.threshold('b', '>', 1)),
  ],
])('%s', (text, condition) => {
  expect(said(condition)).toBe(`Fires with severity HIGH when ${text}.`);
});

test('holds and what is nested are told', () => {
  const conditions = [above, make.any(make.threshold('a', '>', 1), make.threshold('b', '<', 2))];
  expect(explainRule({ conditions, for: '5m', keep_firing_for: '10m', severity: 'LOW' })).toBe(
    'Fires with severity LOW when cpu_usage of host "web-1" is above 80 % and (a is above 1 or b is below 2), and has been so for 5m; it goes on firing for 10m after that.',
  );
});
