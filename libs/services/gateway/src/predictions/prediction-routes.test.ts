import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import { exampleGroup } from '@tocsin/contracts/topics/rule-groups';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { ruleWith } from '@tocsin/testing/rules';
import type { Principal } from '../auth-manager.js';
import type { Route, RouteRequest } from '../route.js';
import { predictionRoutes } from './prediction-routes.js';

const NOW = 1_000_000_000;
const rules = new Map<string, AlertRule>(
  ['full', 'slow'].map((id) => [
    id,
    ruleWith(id, 'acme', { conditions: [{ type: 'threshold', metric_path: 'm', operator: '>', threshold: 1 }] }),
  ]),
);
const groups: RuleGroupDocument[] = [];
const history = new FakeSeriesHistory();
const tell = (metric: string, own: Record<string, string>, at: number, value: number, tenant = 'acme'): void =>
  history.add(tenant, { __name__: metric, instance: 'a', ...own }, [[at, value]]);
const chance = (
  rule_id: string,
  horizon: string,
  at: number,
  value: number,
  tenant?: string,
  source_metric = 'disk',
): void => tell('tocsin_breach_probability', { rule_id, horizon, source_metric }, at, value, tenant);
const abstained = (rule_id: string, reason: string, at: number): void =>
  tell('tocsin_prediction_abstained', { rule_id, reason, horizon: '1h', source_metric: 'disk' }, at, 1);

chance('full', '1h', NOW - 120_000, 0.2);
chance('full', '1h', NOW - 60_000, 0.3);
chance('slow', '1h', NOW - 60_000, 0.8, 'acme', 'latency');
chance('full', '6h', NOW - 60_000, 0.9);
chance('deleted', '1h', NOW - 60_000, 1);
chance('full', '1h', NOW - 60_000, 1, 'globex');
chance('slow', '1h', NOW - 16 * 60_000, 1);
abstained('full', 'too_little_past', NOW - 90_000);
abstained('slow', 'already_firing', NOW - 30_000);

tell('tocsin_time_to_breach_seconds', { rule_id: 'slow', horizon: '1h', source_metric: 'latency' }, NOW - 60_000, 600);
tell('tocsin_time_to_breach_seconds', { rule_id: 'full', horizon: '1h', source_metric: 'disk' }, NOW - 120_000, 900);
for (const [process, count] of Object.entries({ one: 3, two: 4 }))
  history.add('acme', { __name__: 'tocsin_prediction_series_left_out', process }, [[NOW - 20_000, count]]);
history.add('acme', { __name__: 'tocsin_prediction_series_left_out', process: 'gone' }, [[NOW - 200_000, 9]]);

interface Told {
  is_on: boolean;
  alert_probability: number | null;
  series_left_out: number;
  predicted_alerts: { rule_id: string; probability: number; time_to_breach_ms: number | null }[];
  abstained: { rule_id: string; rule_name: string | null; reason: string }[];
}
async function ask(
  query: Record<string, string | string[]>,
  scopes = ['rules:read', 'metrics:read'],
  predicts = true,
): Promise<Told> {
  const world = {
    history,
    rules: { get: (_tenant: string, id: string) => rules.get(id) ?? null, ofTenant: () => [...rules.values()] },
    groups: { ofTenant: () => groups },
  };
  const [route] = predictionRoutes({ ...world, clock: new FakeClock(NOW), predicts }) as [Route];
  const principal = { tenant: 'acme', subject: 'x', scopes } as unknown as Principal;
  const answer = await route.handle({ query, params: {}, headers: {}, principal } as unknown as RouteRequest);
  return (answer as { data: Told }).data;
}

test('tells the last chances of the horizon, the likeliest first, of rules that are there and of the own tenant', async () => {
  const told = await ask({});
  expect(told).toMatchObject({ is_on: true, alert_probability: 0.8 });
  expect(told.predicted_alerts).toMatchObject([
    { rule_id: 'slow', probability: 0.8, metric: 'latency', labels: { instance: 'a' }, time_to_breach_ms: 540_000 },
    { rule_id: 'full', probability: 0.3, metric: 'disk', at: NOW - 60_000, time_to_breach_ms: null },
  ]);
});

test('tells how many series have no room, in all processes that run', async () => {
  expect((await ask({})).series_left_out).toBe(7);
});

test('tells why there is none, where that is the last that was told', async () => {
  expect((await ask({})).abstained).toMatchObject([{ rule_id: 'slow', rule_name: 'slow', reason: 'already_firing' }]);
});

test('of a rule and a series only the last that was told stands', async () => {
  const own = { rule_id: 'full', horizon: '7d', source_metric: 'disk' };
  const silent = (reason: string, at: number): void => tell('tocsin_prediction_abstained', { ...own, reason }, at, 1);
  chance('full', '7d', NOW - 300_000, 0.7);
  silent('calibration_broken', NOW - 200_000);
  silent('already_firing', NOW - 100_000);
  expect(await ask({ horizon: '7d' })).toMatchObject({
    alert_probability: null,
    predicted_alerts: [],
    abstained: [{ rule_id: 'full', reason: 'already_firing' }],
  });
  chance('full', '7d', NOW - 50_000, 0.6);
  tell('tocsin_time_to_breach_seconds', own, NOW - 50_000, 30);
  // The time that it was told of has passed by now.
  expect(await ask({ horizon: '7d' })).toMatchObject({
    predicted_alerts: [{ rule_id: 'full', probability: 0.6, time_to_breach_ms: 0 }],
    abstained: [],
  });
});

test('where nothing is predicted, nothing of what was told before is told', async () => {
  expect(await ask({}, undefined, false)).toEqual({
    is_on: false,
    alert_probability: null,
    predicted_alerts: [],
    abstained: [],
    series_left_out: 0,
  });
});

test('what cannot be told of a series any more is told of no rule on it', async () => {
  chance('full', '24h', NOW - 60_000, 0.4);
  tell('tocsin_prediction_abstained', { reason: 'too_seldom', horizon: '24h', source_metric: 'disk' }, NOW - 30_000, 1);
  expect(await ask({ horizon: '24h' })).toMatchObject({
    predicted_alerts: [],
    abstained: [{ rule_id: null, reason: 'too_seldom' }],
  });
});

test('keeps to what was asked for', async () => {
  expect((await ask({ horizon: '6h' })).predicted_alerts).toMatchObject([{ rule_id: 'full', probability: 0.9 }]);
  expect((await ask({ metric: ['disk', 'other'] })).predicted_alerts).toMatchObject([{ rule_id: 'full' }]);
  expect((await ask({ rule_id: 'slow', limit: '1' })).predicted_alerts).toMatchObject([{ rule_id: 'slow' }]);
  expect(await ask({ metric: 'nobody' })).toMatchObject({
    alert_probability: null,
    predicted_alerts: [],
    abstained: [],
  });
});

test('rules of which no chance is ever told are named with the reason, and so are alerts of groups', async () => {
  const odd = ruleWith('odd', 'acme', { conditions: [{ type: 'anomaly', metric_path: 'm' }] });
  rules.set('odd', odd);
  rules.set('paused', { ...odd, id: 'paused', status: 'paused' });
  groups.push(exampleGroup);
  const { abstained: told } = await ask({});
  expect(told).toContainEqual({
    rule_id: 'odd',
    rule_name: 'odd',
    reason: 'reads_predictions',
    metric: '',
    labels: {},
    horizon: '1h',
    at: NOW,
  });
  const ofGroups = told.filter(({ reason }) => reason === 'rule_of_a_group');
  expect(ofGroups.map(({ rule_id, rule_name }) => [rule_id, rule_name])).toEqual(
    exampleGroup.rules.flatMap((rule) => ('alert' in rule ? [[`${exampleGroup.name}/${rule.alert}`, rule.alert]] : [])),
  );
  expect(told.map(({ rule_id }) => rule_id)).not.toContain('paused');
});

test('the chance of a rule over several series is told of the rule', async () => {
  history.add('acme', { __name__: 'tocsin_breach_probability', rule_id: 'slow', horizon: '15m' }, [[NOW - 1_000, 0.4]]);
  expect((await ask({ horizon: '15m' })).predicted_alerts).toMatchObject([
    { rule_id: 'slow', metric: '', labels: {}, probability: 0.4 },
  ]);
});

test('series are for those who may read metrics', async () => {
  await expect(ask({}, ['rules:read'])).rejects.toThrow();
});
