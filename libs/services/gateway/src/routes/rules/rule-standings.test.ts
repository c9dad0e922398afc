import type { GroupHealth } from '@tocsin/contracts/topics/rule-health';
import { derivedGroupName } from '@tocsin/domain/groups/derived-group';
import { gridHash } from '@tocsin/domain/groups/group-plan';
import { lastTick } from '@tocsin/domain/groups/group-share';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { Transition } from '@tocsin/domain/engine/transition';
import { type AlertRule, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import type { Silence } from '@tocsin/domain/alerting/silence';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { AlertStatuses } from '../../alerting/alert-status.js';
import type { Principal } from '../../auth-manager.js';
import { AlertDirectory } from '../../read-model/alert-directory.js';
import type { FacetCounts } from '../../read-model/rule-facets.js';
import type { RuleStanding } from '../../read-model/rule-standing.js';
import { ruleStandingRoutes, type StandingsWorld } from './rule-standings.js';

const NOW = 1_700_000_000_000;
const principal: Principal = { subject: 'test', tenant: 'acme', scopes: ['rules:read'], tier: 'standard' };
const promql = { type: 'promql', expr: 'up == 0' } as const;

const ruleOf = (id: string, over: Partial<AlertRule> = {}): AlertRule => ({
  ...RuleDraftSchema.parse({
    name: id,
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 }],
  }),
  id,
  tenant_id: 'acme',
  version: 2,
  created_at: 0,
  updated_at: 0,
  ...over,
});
const rules = [
  ruleOf('cpu', { owner: 'ops', folder: 'team/web', description: 'Of the PROCESSOR.' }),
  ruleOf('disk', { owner: 'ops', severity: 'CRITICAL', folder: 'team', updated_at: 9 }),
  ruleOf('paused', { status: 'paused', owner: 'ann', folder: 'teamwork' }),
  ruleOf('kept', { provisioned_by: 'git:alerts' }),
  ruleOf('over words', { conditions: [promql], interval: '15s' }),
  ruleOf('new words', { conditions: [promql] }),
];
const group: RuleGroupDocument = {
  name: 'hosts',
  tenant_id: 'acme',
  version: 1,
  created_at: 0,
  updated_at: 0,
  interval: '30s',
  labels: { severity: 'critical' },
  rules: [
    { record: 'cpu:mean', expr: 'avg(cpu)' },
    { alert: 'Hot', expr: 'cpu > 90' },
    { alert: 'Hot', expr: 'cpu > 95', labels: { severity: 'info' } },
  ],
};
const healthOf = (name: string, version: number, errors: readonly string[], durationMs?: number): GroupHealth => ({
  tenant_id: 'acme',
  group: name,
  version,
  at: 0,
  ...(durationMs === undefined ? {} : { duration_ms: durationMs }),
  rules: errors.map((last_error, place) => ({
    name: '',
    health: last_error === '' ? 'ok' : 'err',
    last_error,
    limit: null,
    ...(durationMs === undefined ? {} : { duration_ms: durationMs / (place + 2) }),
  })),
});
const health = [
  healthOf('hosts', 1, ['', 'too many', ''], 6),
  healthOf(derivedGroupName('over words'), 2, [''], 2.5),
  // Of the version before.
  healthOf(derivedGroupName('new words'), 1, ['too many']),
];

const alert = (rule_id: string, instance: string, state: Transition['state']): Transition => ({
  id: `${rule_id} ${instance}`,
  tenant_id: 'acme',
  rule_id,
  rule_name: rule_id,
  rule_version: 2,
  severity: 'HIGH',
  category: 'infrastructure',
  state,
  fingerprint: instance,
  labels: { alertname: rule_id, instance },
  annotations: {},
  episode_start: 1,
  at: 2,
  value: 1,
  reason: 'conditions_hold',
  evidence: [],
  source: { partition: 0, offset: 0 },
});

let silences: Silence[];
let ask: (query?: Record<string, unknown>) => Promise<{ total: number; facets: FacetCounts; rules: RuleStanding[] }>;
beforeEach(() => {
  silences = [];
  const alerts = new AlertDirectory();
  const happened = [
    alert('cpu', 'a', 'firing'),
    alert('cpu', 'b', 'firing'),
    alert('cpu', 'c', 'pending'),
    alert('disk', 'a', 'pending'),
    alert('paused', 'a', 'resolved'),
    alert('hosts/Hot#2', 'a', 'firing'),
  ];
  for (const one of happened) alerts.take(one);
  const nothing = { get: () => null, ofTenant: () => [] };
  const statuses = new AlertStatuses({
    alerts,
    policies: nothing,
    silences: { ofTenant: () => silences },
    acknowledgements: nothing,
    receivers: nothing,
  });
  const world = {
    rules: { ofTenant: () => rules },
    groups: { ofTenant: () => [group] },
    proposals: { get: (_: string, id: string) => (id === 'disk' ? {} : null) },
    groupProposals: nothing,
    health: { get: (_: string, name: string) => health.find((one) => one.group === name) ?? null },
    alerts,
    statuses,
    clock: new FakeClock(NOW),
  } as unknown as StandingsWorld;
  const [route] = ruleStandingRoutes(world);
  ask = async (query = {}) =>
    (await route?.handle({ principal, params: {}, query, headers: {}, body: undefined }))?.data as never;
});
const namesOf = async (query: Record<string, unknown>): Promise<string[]> =>
  (await ask(query)).rules.map(({ name }) => name);
const one = async (id: string): Promise<RuleStanding | undefined> => (await ask()).rules.find((rule) => rule.id === id);

test('rules by themselves and of groups are one list, with the alerts of each', async () => {
  expect(await namesOf({})).toEqual([
    'cpu',
    'cpu:mean',
    'disk',
    'Hot',
    'Hot',
    'kept',
    'new words',
    'over words',
    'paused',
  ]);
  expect(await one('cpu')).toMatchObject({ alert_state: 'firing', firing: 2, pending: 1, source: 'api', health: 'ok' });
  expect(await one('disk')).toMatchObject({ alert_state: 'pending', awaits_approval: true });
  expect(await one('paused')).toMatchObject({ alert_state: 'inactive', health: 'unknown' });
  expect(await one('kept')).toMatchObject({ source: 'provisioned', provisioned_by: 'git:alerts' });
  expect(await one('hosts/Hot#2')).toMatchObject({ alert_state: 'firing', severity: 'INFO', group: 'hosts' });
  expect(await one('hosts/cpu:mean')).toMatchObject({ kind: 'recording', severity: null, source: 'group' });
});

test('what the clock evaluates tells when it last was, and no health of another version', async () => {
  expect(await one('cpu')).toMatchObject({
    interval_ms: null,
    last_evaluation: null,
    evaluation_duration_ms: null,
  });
  const hash = gridHash({ tenant_id: 'acme', name: derivedGroupName('over words') });
  expect(await one('over words')).toMatchObject({
    health: 'ok',
    interval_ms: 15_000,
    last_evaluation: lastTick(NOW, 15_000, hash),
    evaluation_duration_ms: 2.5,
  });
  expect(await one('new words')).toMatchObject({ health: 'unknown', last_error: '', last_evaluation: null });
  expect(await one('hosts/Hot')).toMatchObject({
    health: 'err',
    last_error: 'too many',
    interval_ms: 30_000,
    evaluation_duration_ms: 2,
  });
});

test('pages begin anywhere, and the whole is told', async () => {
  const { total, rules: listed } = await ask({ offset: 7, limit: 5 });
  expect([total, listed.map(({ name }) => name)]).toEqual([9, ['over words', 'paused']]);
  expect((await ask({ offset: 100 })).rules).toEqual([]);
});

test('a facet counts what another choice of it would give, among what the others leave', async () => {
  const { total, facets } = await ask({ owner: 'ops', severity: 'CRITICAL' });
  expect(total).toBe(1);
  expect(facets.severity).toEqual([
    { value: 'CRITICAL', count: 1 },
    { value: 'HIGH', count: 1 },
  ]);
  // The critical rule of the group has no owner.
  expect(facets.owner).toEqual([{ value: 'ops', count: 1 }]);
  expect(facets.folder).toEqual([{ value: 'team', count: 1 }]);
});

test.each([
  [{ folder: 'team' }, ['cpu', 'disk']],
  [{ q: 'processor' }, ['cpu']],
  [{ group: 'hosts', alert_state: 'firing' }, ['Hot']],
  [{ health: 'err' }, ['Hot']],
  [{ source: 'provisioned' }, ['kept']],
  [{ awaits_approval: 'true' }, ['disk']],
  [{ sort: '-firing', limit: 3 }, ['cpu', 'Hot', 'disk']],
  [{ sort: 'severity', limit: 2 }, ['disk', 'Hot']],
  [{ sort: '-severity', limit: 2 }, ['cpu:mean', 'Hot']],
  [{ sort: '-updated_at', limit: 1 }, ['disk']],
  [{ sort: '-name', limit: 1 }, ['paused']],
  [{ sort: '-evaluation_duration_ms', limit: 5 }, ['cpu:mean', 'over words', 'Hot', 'Hot', 'cpu']],
])('%j gives %j', async (query, names) => {
  expect(await namesOf(query)).toEqual(names);
});

test('firing alerts that are silenced now are counted and can be asked for', async () => {
  const silence = (matcher: string, from: number): Silence => ({
    id: matcher,
    tenant_id: 'acme',
    kind: 'silence',
    matchers: [matcher],
    comment: 'c',
    starts_at: from,
    ends_at: from + 1_000,
    created_by: 'a',
    created_at: 0,
    updated_at: 0,
  });
  expect(await namesOf({ silenced: 'true' })).toEqual([]);
  silences = [silence('instance="b"', NOW - 1), silence('instance="a"', NOW + 1)];
  expect(await namesOf({ silenced: 'true' })).toEqual(['cpu']);
  expect(await one('cpu')).toMatchObject({ firing: 2, silenced: 1 });
});
