import type { TopicDefinition } from '@tocsin/contracts/define-topic';
import { acknowledgements as acknowledgementsTopic } from '@tocsin/contracts/topics/acknowledgements';
import { examplePolicy, notificationPolicies, POLICY_ID } from '@tocsin/contracts/topics/notification-policies';
import { type Receiver, receivers as receiversTopic } from '@tocsin/contracts/topics/receivers';
import { exampleSilence, silences as silencesTopic } from '@tocsin/contracts/topics/silences';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import type { Transition } from '@tocsin/domain/engine/transition';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { z } from 'zod';
import type { Principal } from '../../auth-manager.js';
import { AlertStatuses } from '../../alerting/alert-status.js';
import { AlertDirectory } from '../../read-model/alert-directory.js';
import { alertmanagerRoutes } from './alertmanager-routes.js';

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

const directory = <Value extends { tenant_id: string }>(
  topic: TopicDefinition<z.ZodType<Value>>,
  idOf: (value: Value) => string,
) => new CompactedDirectory(topic, idOf);
const policies = directory(notificationPolicies, () => POLICY_ID);
const silences = directory(silencesTopic, ({ id }) => id);
const acknowledgements = directory(acknowledgementsTopic, ({ alert_id }) => alert_id);
const receivers = directory(receiversTopic, ({ id }) => id);
for (const each of ['pager', 'on-call'].map(receiver)) receivers.learn(each);
receivers.learn({ ...receiver('pager'), id: 'second pager' });
const clock = new FakeClock(NOW);

const routes = alertmanagerRoutes({
  alerts,
  statuses: new AlertStatuses({ alerts, policies, silences, acknowledgements, receivers }),
  policies,
  silences,
  acknowledgements,
  receivers,
  sender: { send: async () => ({ kind: 'not_found' }) },
  writer: { create: () => Promise.reject(new Error('nothing is written')), refusalOfType: () => null },
  clock,
  ids: { next: () => 'id' },
  processName: 'test',
  log: { append: () => Promise.reject(new Error('there is no log')) },
  topicPrefix: 'test',
  startedAt: NOW - 1_000,
});

async function ask(path: string, query: Record<string, string | string[]> = {}, tenant = 'acme'): Promise<unknown> {
  const route = routes.find((one) => one.method === 'GET' && one.path === `/api/v2${path}`);
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
      labels: { alertname: 'High CPU', instance: 'a', severity: 'high' },
      annotations: { summary: 's' },
      startsAt: '2023-11-14T22:12:20.000Z',
      endsAt: '2023-11-14T22:17:20.000Z',
      updatedAt: '2023-11-14T22:12:20.000Z',
      fingerprint: labelFingerprint({ alertname: 'High CPU', instance: 'a', severity: 'high' }),
      receivers: [{ name: 'on-call' }, { name: 'pager' }],
      status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
      generatorURL: 'http://tocsin:8000/rules/r%2F1',
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

test('each receiver has the groups that it is told of; without a policy every set of labels is one', async () => {
  const groups = (await ask('/alerts/groups')) as { labels: object; receiver: object; alerts: unknown[] }[];
  const own = (await ask('/alerts')) as { labels: object }[];
  const expected = ['on-call', 'pager'].flatMap((name) =>
    own.map((alert) => ({ labels: alert.labels, routeLabels: {}, receiver: { name }, alerts: [alert] })),
  );
  expect(groups).toEqual(expected);
  expect(await ask('/alerts/groups', { receiver: 'pager' })).toEqual(expected.slice(2));
  expect(await ask('/alerts/groups', { filter: 'instance="nothing"' })).toEqual([]);
});

test('a tenant without receivers sees its alerts, too', async () => {
  expect(await ask('/receivers')).toEqual([{ name: 'on-call' }, { name: 'pager' }]);
  expect(await ask('/receivers', {}, 'globex')).toEqual([{ name: 'nobody' }]);
  expect(await ask('/alerts/groups', {}, 'globex')).toMatchObject([
    { receiver: { name: 'nobody' }, alerts: [{ labels: { instance: 'x' } }] },
  ]);
});

test('without a policy the status says that every receiver is told', async () => {
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

describe('with a policy and a silence', () => {
  const acme = { tenant_id: 'acme', created_at: 0, updated_at: 0 };

  beforeAll(() => {
    policies.learn({
      ...examplePolicy,
      ...acme,
      route: {
        receivers: ['on-call'],
        group_by: ['alertname'],
        routes: [{ matchers: ['instance="a"'], receivers: ['pager'] }],
      },
      inhibit_rules: [],
    });
    silences.learn({
      ...exampleSilence,
      ...acme,
      id: 's',
      matchers: ['instance=~"b|x"'],
      starts_at: NOW - 1,
      ends_at: NOW + 60_000,
    });
  });
  afterAll(() => {
    policies.unlearn('acme', POLICY_ID);
    silences.unlearn('acme', 's');
  });

  test('alerts are found where the routes lead them, and say what holds them back', async () => {
    expect(await ask('/alerts/groups')).toMatchObject([
      { labels: { alertname: 'High CPU' }, receiver: { name: 'on-call' }, alerts: [{ labels: { instance: 'b' } }] },
      { labels: { alertname: 'High CPU' }, receiver: { name: 'pager' }, alerts: [{ labels: { instance: 'a' } }] },
    ]);
    expect(await instances({ receiver: 'pager' })).toEqual(['a']);
    expect(await ask('/alerts', { filter: 'instance="b"' })).toMatchObject([
      { status: { state: 'suppressed', silencedBy: ['s'] } },
    ]);
    expect(await instances({ silenced: 'false' })).toEqual(['a']);
    expect(await instances({ active: 'false' })).toEqual(['b']);
  });

  test('silences are found by what their matchers say', async () => {
    const silence = {
      id: 's',
      status: { state: 'active' },
      matchers: [{ name: 'instance', value: 'b|x', isRegex: true, isEqual: true }],
    };
    expect(await ask('/silences')).toMatchObject([silence]);
    expect(await ask('/silences', { filter: 'instance="b|x"' })).toMatchObject([silence]);
    expect(await ask('/silences', { filter: 'instance="b"' })).toEqual([]);
  });

  test('the status says how alerts are routed', async () => {
    const { config } = (await ask('/status')) as { config: { original: string } };
    expect(config.original).toContain('route:\n  receiver: on-call\n');
    expect(config.original).toContain('receivers:\n  - name: on-call\n  - name: pager\n');
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
