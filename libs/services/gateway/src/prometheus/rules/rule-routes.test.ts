import type { GroupHealth } from '@tocsin/contracts/topics/rule-health';
import { planGroup } from '@tocsin/domain/groups/group-plan';
import { lastTick } from '@tocsin/domain/groups/group-share';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { Transition } from '@tocsin/domain/engine/transition';
import { type AlertRule, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { Principal } from '../../auth-manager.js';
import { AlertDirectory } from '../../read-model/alert-directory.js';
import { ruleListingRoutes } from './rule-routes.js';

const NOW = 1_700_000_000_000;
const principal: Principal = { subject: 'test', tenant: 'acme', scopes: ['rules:read'], tier: 'standard' };

const ruleOf = (id: string, over: Partial<AlertRule>): AlertRule => ({
  ...RuleDraftSchema.parse({
    name: id,
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 }],
  }),
  id,
  tenant_id: 'acme',
  version: 1,
  created_at: 0,
  updated_at: 0,
  ...over,
});
const rules = [
  ruleOf('cpu', { labels: { severity: 'page' }, annotations: { summary: 's' }, for: '5m', keep_firing_for: '1m' }),
  ruleOf('broken', { status: 'error' }),
  ruleOf('paused', { status: 'paused' }),
  ruleOf('sales', { category: 'business' }),
];
const group: RuleGroupDocument = {
  name: 'hosts',
  tenant_id: 'acme',
  version: 1,
  created_at: 0,
  updated_at: 0,
  interval: '30s',
  limit: 3,
  labels: { team: 'x' },
  rules: [
    { record: 'instance:cpu:ratio', expr: 'avg by(instance) (cpu)/100' },
    {
      alert: 'Hot',
      expr: 'cpu > 90',
      for: '10m',
      labels: { severity: 'page' },
      annotations: { summary: '{{ $value }}' },
    },
  ],
};

const transition = (
  rule_id: string,
  instance: string,
  state: Transition['state'],
  value: number | null,
): Transition => ({
  id: `${rule_id} ${instance} ${state}`,
  tenant_id: 'acme',
  rule_id,
  rule_name: rule_id,
  rule_version: 1,
  severity: 'HIGH',
  category: 'infrastructure',
  state,
  fingerprint: instance,
  labels: { alertname: rule_id, instance },
  annotations: { summary: 's' },
  episode_start: NOW - 90_000,
  at: NOW - 60_000,
  value,
  reason: 'conditions_hold',
  evidence: [],
  source: { partition: 0, offset: 0 },
});
const alerts = new AlertDirectory();
for (const each of [
  transition('cpu', 'a', 'pending', 95),
  transition('cpu', 'b', 'firing', 123_456),
  transition('sales', 'c', 'pending', null),
  transition('hosts/Hot', 'e', 'firing', 99),
  transition('broken', 'd', 'firing', 1),
  transition('broken', 'd', 'resolved', 0),
])
  alerts.take(each);

const health: GroupHealth = {
  tenant_id: 'acme',
  group: 'hosts',
  version: 1,
  at: NOW,
  duration_ms: 4.5,
  rules: [
    { name: 'instance:cpu:ratio', health: 'ok', last_error: '', limit: null, duration_ms: 2.5 },
    { name: 'Hot', health: 'err', last_error: 'many-to-many', limit: null },
  ],
};

const routes = ruleListingRoutes({
  rules: { ofTenant: (tenant) => rules.filter(({ tenant_id }) => tenant_id === tenant) },
  groups: { ofTenant: (tenant) => (tenant === 'acme' ? [group] : []) },
  health: { get: (_tenant, name) => (name === 'hosts' ? health : null) },
  alerts,
  clock: new FakeClock(NOW),
});

interface Listed {
  groups: { name: string; file: string; rules: { name: string; alerts?: unknown }[] }[];
  groupNextToken?: string;
}

async function ask(path: string, query: Record<string, string | string[]> = {}, tenant = 'acme'): Promise<unknown> {
  const route = routes.find((one) => one.path === path);
  if (route === undefined) throw new Error(`there is no ${path}`);
  const request = { principal: { ...principal, tenant }, params: {}, query, headers: {}, body: undefined };
  const { raw } = await route.handle(request);
  return (JSON.parse(String(raw?.content)) as { data: unknown }).data;
}

const list = async (query: Record<string, string | string[]> = {}): Promise<Listed> =>
  (await ask('/api/v1/rules', query)) as Listed;
const names = async (query: Record<string, string | string[]>): Promise<string[]> =>
  (await list(query)).groups.flatMap(({ name, rules: own }) => own.map((rule) => `${name}/${rule.name}`));

const active = (instance: string, state: string, value: string) => ({
  labels: { alertname: 'cpu', instance },
  annotations: { summary: 's' },
  state,
  activeAt: '2023-11-14T22:11:50.000Z',
  value,
});

test('rules are listed by category with what they ask and what they say, and then the groups of rule files', async () => {
  const now = '2023-11-14T22:13:20.000Z';
  const { intervalMs, hash } = planGroup(group);
  const onGrid = new Date(lastTick(NOW, intervalMs, hash)).toISOString();
  const quiet = { duration: 0, keepFiringFor: 0, labels: {}, annotations: {}, evaluationTime: 0, type: 'alerting' };
  const told = { query: 'cpu > 80', lastEvaluation: now };
  const category = { file: 'conditions', interval: 0, limit: 0, evaluationTime: 0, lastEvaluation: now };
  const sales = { ...active('c', 'pending', 'NaN'), labels: { alertname: 'sales', instance: 'c' } };
  expect(await list()).toEqual({
    groups: [
      {
        name: 'business',
        ...category,
        rules: [{ ...quiet, ...told, name: 'sales', state: 'pending', health: 'ok', alerts: [sales] }],
      },
      {
        name: 'infrastructure',
        ...category,
        rules: [
          { ...quiet, ...told, name: 'broken', state: 'inactive', health: 'err', alerts: [] },
          {
            ...quiet,
            ...told,
            name: 'cpu',
            state: 'firing',
            duration: 300,
            keepFiringFor: 60,
            labels: { severity: 'page' },
            annotations: { summary: 's' },
            health: 'ok',
            alerts: [active('a', 'pending', '9.5e+01'), active('b', 'firing', '1.23456e+05')],
          },
        ],
      },
      {
        name: 'hosts',
        file: 'rule-groups',
        interval: 30,
        limit: 3,
        evaluationTime: 0.0045,
        lastEvaluation: onGrid,
        rules: [
          {
            type: 'recording',
            name: 'instance:cpu:ratio',
            query: 'avg by (instance) (cpu) / 100',
            labels: { team: 'x' },
            health: 'ok',
            evaluationTime: 0.0025,
            lastEvaluation: onGrid,
          },
          {
            ...quiet,
            name: 'Hot',
            query: 'cpu > 90',
            state: 'firing',
            duration: 600,
            labels: { team: 'x', severity: 'page' },
            annotations: { summary: '{{ $value }}' },
            health: 'err',
            lastError: 'many-to-many',
            alerts: [{ ...active('e', 'firing', '9.9e+01'), labels: { alertname: 'hosts/Hot', instance: 'e' } }],
            lastEvaluation: onGrid,
          },
        ],
      },
    ],
  });
  expect(await ask('/api/v1/rules', {}, 'globex')).toEqual({ groups: [] });
});

test('alerts that are pending or fire are listed', async () => {
  const listed = (await ask('/api/v1/alerts')) as { alerts: unknown[] };
  expect(listed.alerts).toHaveLength(4);
  expect(listed.alerts).toContainEqual(active('b', 'firing', '1.23456e+05'));
  expect(await ask('/api/v1/alerts', {}, 'globex')).toEqual({ alerts: [] });
});

test.each<[Record<string, string | string[]>, string[]]>([
  [{ type: 'record' }, ['hosts/instance:cpu:ratio']],
  [{ type: 'ALERT', 'rule_group[]': 'hosts' }, ['hosts/Hot']],
  [{ 'rule_name[]': ['cpu', 'Hot'] }, ['infrastructure/cpu', 'hosts/Hot']],
  [{ 'rule_group[]': ['business', 'nothing'] }, ['business/sales']],
  [{ 'file[]': 'rule-groups' }, ['hosts/instance:cpu:ratio', 'hosts/Hot']],
  [{ 'match[]': '{severity="page"}' }, ['infrastructure/cpu', 'hosts/Hot']],
  [
    { 'match[]': ['{severity="page",team=""}', '{team="x",severity!="page"}'] },
    ['infrastructure/cpu', 'hosts/instance:cpu:ratio'],
  ],
])('rules can be asked for by %j', async (query, found) => expect(await names(query)).toEqual(found));

test('alerts can be left out', async () => {
  for (const flag of ['true', '1', 'T']) {
    const { groups } = await list({ exclude_alerts: flag });
    expect(groups.flatMap(({ rules: own }) => own.map((rule) => rule.alerts))).toEqual([
      null,
      null,
      null,
      undefined,
      null,
    ]);
  }
});

test('groups can be read page by page', async () => {
  const first = await list({ group_limit: '2' });
  expect(first.groups.map(({ name }) => name)).toEqual(['business', 'infrastructure']);
  const second = await list({ group_limit: '2', group_next_token: first.groupNextToken ?? '' });
  expect(second.groups.map(({ name }) => name)).toEqual(['hosts']);
  expect(second).not.toHaveProperty('groupNextToken');
});

// Answers of Prometheus 3.15.
test.each([
  [{ type: 'x' }, 'invalid parameter "type": not supported value "x"'],
  [
    { exclude_alerts: 'maybe' },
    'invalid parameter "exclude_alerts": error converting exclude_alerts: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  [{ group_limit: '0' }, 'invalid parameter "group_limit": group_limit needs to be greater than 0'],
  [
    { group_limit: 'z' },
    'invalid parameter "group_limit": group_limit needs to be a valid number: strconv.ParseInt: parsing "z": invalid syntax',
  ],
  [
    { group_next_token: 'x' },
    'invalid parameter "group_next_token": group_limit needs to be present in order to paginate over the groups',
  ],
  [
    { group_limit: '1', group_next_token: 'x' },
    'invalid parameter "group_next_token": invalid group_next_token \'x\'. were rule groups changed?',
  ],
  [{ 'match[]': '{' }, '1:2: parse error: unexpected end of input inside braces'],
])('%j is refused', async (query, message) => {
  await expect(list(query)).rejects.toMatchObject({ type: 'bad_data', message });
});
