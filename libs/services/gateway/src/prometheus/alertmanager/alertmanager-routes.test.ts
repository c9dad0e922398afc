import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { Transition } from '@tocsin/domain/engine/transition';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { Principal } from '../../auth-manager.js';
import { AlertDirectory } from '../../read-model/alert-directory.js';
import { alertmanagerRoutes } from './alertmanager-routes.js';
import { labelFingerprint } from './listed-alerts.js';

const NOW = 1_700_000_000_000;
const principal: Principal = { subject: 'test', tenant: 'acme', scopes: ['rules:read'], tier: 'standard' };
const receiver = (name: string): Receiver => ({
  id: name,
  tenant_id: 'acme',
  name,
  type: 'webhook',
  url: 'http://127.0.0.1/',
  send_resolved: true,
  created_at: 0,
});
const transition = (instance: string, state: Transition['state'], tenant_id = 'acme'): Transition => ({
  id: `${instance} ${state}`,
  tenant_id,
  rule_id: 'r/1',
  rule_name: 'High CPU',
  rule_version: 1,
  severity: 'HIGH',
  category: 'infrastructure',
  state,
  fingerprint: instance,
  labels: { alertname: 'High CPU', instance },
  annotations: { summary: 's' },
  episode_start: NOW - 90_000,
  at: NOW - 60_000,
  value: 95,
  reason: 'conditions_hold',
  evidence: [],
  source: { partition: 0, offset: 0 },
});
const alerts = new AlertDirectory();
for (const each of [
  transition('a', 'firing'),
  transition('b', 'firing'),
  transition('pending', 'pending'),
  transition('over', 'firing'),
  transition('over', 'resolved'),
  transition('x', 'firing', 'globex'),
])
  alerts.take(each);

const routes = alertmanagerRoutes({
  alerts,
  receivers: { ofTenant: (tenant) => (tenant === 'acme' ? ['pager', 'on-call', 'pager'].map(receiver) : []) },
  clock: new FakeClock(NOW),
  startedAt: NOW - 1_000,
});

async function ask(path: string, query: Record<string, string | string[]> = {}, tenant = 'acme'): Promise<unknown> {
  const route = routes.find((one) => one.path === `/api/v2${path}`);
  if (route?.failure === undefined) throw new Error(`there is no ${path}`);
  const headers = { host: 'tocsin:8000' };
  const request = { principal: { ...principal, tenant }, params: {}, query, headers, body: undefined };
  const { status, raw } = await route.handle(request).catch(route.failure);
  const told: unknown = JSON.parse(String(raw?.content));
  return status === 200 ? told : { status, told };
}

const instances = async (query: Record<string, string | string[]>): Promise<unknown> =>
  ((await ask('/alerts', query)) as { labels: Record<string, string> }[])
    .map(({ labels }) => labels['instance'])
    .sort();

test('alerts that fire are listed as an Alertmanager lists them', async () => {
  expect(await ask('/alerts', { filter: 'instance="a"' })).toEqual([
    {
      labels: { alertname: 'High CPU', instance: 'a' },
      annotations: { summary: 's' },
      startsAt: '2023-11-14T22:12:20.000Z',
      endsAt: '2023-11-14T22:17:20.000Z',
      updatedAt: '2023-11-14T22:12:20.000Z',
      fingerprint: labelFingerprint({ alertname: 'High CPU', instance: 'a' }),
      receivers: [{ name: 'on-call' }, { name: 'pager' }],
      status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
      generatorURL: 'http://tocsin:8000/api/rules/r%2F1',
    },
  ]);
});

test.each<[Record<string, string | string[]>, string[]]>([
  [{}, ['a', 'b']],
  [{ filter: ['alertname="High CPU"', 'instance=~"a|x"'] }, ['a']],
  [{ filter: 'constructor=""' }, ['a', 'b']],
  [{ filter: 'team!=""' }, []],
  [{ receiver: 'pag.*' }, ['a', 'b']],
  [{ receiver: 'pag' }, []],
  [{ active: 'false' }, []],
  [{ active: 'maybe' }, []],
  [{ active: 'TRUE' }, ['a', 'b']],
  [{ silenced: 'false', inhibited: 'false', unprocessed: 'false' }, ['a', 'b']],
])('alerts can be asked for by %j', async (query, found) => expect(await instances(query)).toEqual(found));

test('each receiver has a group of the alerts that it is told of', async () => {
  const groups = (await ask('/alerts/groups')) as { alerts: unknown[] }[];
  const own = await ask('/alerts');
  expect(groups).toEqual(
    ['on-call', 'pager'].map((name) => ({ labels: {}, routeLabels: {}, receiver: { name }, alerts: own })),
  );
  expect(await ask('/alerts/groups', { receiver: 'pager' })).toEqual([groups[1]]);
  expect(await ask('/alerts/groups', { filter: 'instance="nothing"' })).toEqual([]);
});

test('a tenant without receivers sees its alerts, too', async () => {
  expect(await ask('/receivers')).toEqual([{ name: 'on-call' }, { name: 'pager' }]);
  expect(await ask('/receivers', {}, 'globex')).toEqual([{ name: 'nobody' }]);
  expect(await ask('/alerts/groups', {}, 'globex')).toMatchObject([
    { receiver: { name: 'nobody' }, alerts: [{ labels: { instance: 'x' } }] },
  ]);
});

test('nothing is silenced, and the status says how alerts are routed', async () => {
  expect(await ask('/silences', { filter: 'a="b"' })).toEqual([]);
  expect(await ask('/status')).toMatchObject({
    cluster: { status: 'disabled', peers: [] },
    config: {
      original: `route:
  receiver: "on-call"
  routes:
  - receiver: "on-call"
    continue: true
  - receiver: "pager"
    continue: true
receivers:
- name: "on-call"
- name: "pager"
`,
    },
    uptime: '2023-11-14T22:13:19.000Z',
  });
});

// Answers of Alertmanager 0.34.
test.each([
  ['/alerts', { filter: 'nothing' }, 'bad matcher format: nothing'],
  ['/silences', { filter: '{a="b"}' }, 'unexpected open or close brace: {a="b"}'],
  ['/alerts', { receiver: '(' }, 'failed to parse receiver param: error parsing regexp: missing closing ): `^(?:()$`'],
])('%s %j is refused', async (path, query, told) => expect(await ask(path, query)).toEqual({ status: 400, told }));

// As Alertmanager 0.34 tells them, but for the first, which it does not take.
test.each([
  [{}, 'cbf29ce484222325'],
  [{ alertname: 'High CPU', instance: 'a' }, '9f8cd93f1c33f352'],
  [{ größe: 'ü' }, '5f1a2e46f10915e5'],
])('the fingerprint of %j', (labels, fingerprint) => expect(labelFingerprint(labels)).toBe(fingerprint));
