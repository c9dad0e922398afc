import { systemClock } from '@tocsin/runtime/system-clock';
import type { Answer } from './world/api.js';
import { essenceOf, type Message, MessageInbox } from './world/message-inbox.js';
import { Standalone } from './world/standalone.js';

let platform: Standalone;
let inbox: MessageInbox;
let other: MessageInbox;
let receiver: string;
let pager: string;
/** Event time; each sample is newer than the one before. */
let time = 0;

jest.setTimeout(20_000);

const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> =>
  platform.api.ask(method, path, body, headers);
const dataOf = <Data>({ body }: Answer): Data => body['data'] as Data;
const codesOf = ({ body }: Answer): string[] =>
  (body['errors'] as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`);

async function send(values: Readonly<Record<string, number>>, labels: Record<string, string> = {}): Promise<void> {
  time = Math.max(time + 1, systemClock.now());
  const samples = Object.entries(values).map(([instance, value]) => ({
    metric: 'cpu_usage',
    labels: { instance, ...labels },
    value,
    timestamp: time,
  }));
  await platform.api.tocsin.sendMetrics({ body: { samples } });
}

const told = (from: MessageInbox, since = 0): string[] =>
  from.messages.slice(since).map((message) => essenceOf(message, 'instance'));
const firing = async (count: number) =>
  platform.api.alertsUntil((alerts) => alerts.filter(({ state }) => state === 'firing').length === count);

beforeAll(async () => {
  platform = await Standalone.start();
  [inbox, other] = [await MessageInbox.start(), await MessageInbox.start()];
  const create = async (name: string, url: string): Promise<string> =>
    dataOf<{ id: string }>(await ask('POST', '/api/receivers', { name, type: 'webhook', url })).id;
  [receiver, pager] = [await create('team', inbox.url), await create('pager', other.url)];
  const rule = (name: string, severity: 'LOW' | 'HIGH', threshold: number) =>
    ({
      name,
      severity,
      category: 'infrastructure',
      conditions: [{ type: 'threshold', metric_path: 'current_metrics.cpu_usage', operator: '>', threshold }],
    }) as const;
  await platform.api.tocsin.createRule({ body: rule('warm', 'LOW', 50) });
  await platform.api.tocsin.createRule({ body: rule('hot', 'HIGH', 90) });
}, 60_000);

afterAll(async () => {
  await platform.remove();
  await Promise.all([inbox.stop(), other.stop()]);
});

const policy = () => ({
  route: {
    receivers: [receiver],
    group_by: ['alertname'],
    group_wait: '1s',
    group_interval: '1s',
    repeat_interval: '1h',
    routes: [{ matchers: ['severity="high"'], receivers: [pager] }],
  },
  inhibit_rules: [{ source_matchers: ['severity="high"'], target_matchers: ['severity="low"'], equal: ['instance'] }],
  time_intervals: [{ name: 'never', time_intervals: [{ years: ['1999'] }] }],
});

test('a policy that names nothing is refused with every place, and one that is in order is kept under its version', async () => {
  const wrong = await ask('PUT', '/api/notification-policy', {
    route: { receivers: ['gone'], routes: [{ mute_time_intervals: ['night'] }] },
    time_intervals: [{ name: 'x', time_intervals: [{ location: 'Mars/Olympus' }] }],
  });
  expect([wrong.status, codesOf(wrong)]).toEqual([422, ['time_intervals[0].time_intervals[0].location invalid']]);
  const gone = await ask('PUT', '/api/notification-policy', {
    route: { receivers: ['gone'], routes: [{ mute_time_intervals: ['night'] }] },
  });
  expect([gone.status, codesOf(gone)]).toEqual([
    422,
    ['route.receivers[0] unknown_receiver', 'route.routes[0].mute_time_intervals[0] unknown_time_interval'],
  ]);
  const none = await ask('GET', '/api/notification-policy');
  expect([none.status, none.body['data'], none.headers.get('etag')]).toEqual([200, null, null]);
  const put = await ask('PUT', '/api/notification-policy', policy(), { 'if-none-match': '*' });
  expect([put.status, put.headers.get('etag')]).toEqual([201, '"1"']);
  expect((await ask('PUT', '/api/notification-policy', policy())).headers.get('etag')).toBe('"1"');
  expect((await ask('PUT', '/api/notification-policy', policy(), { 'if-match': '"7"' })).status).toBe(412);
  expect((await ask('DELETE', `/api/receivers/${pager}`)).status).toBe(409);
});

test('alerts are told in groups, to whom the routes lead, and once', async () => {
  await send({ a: 60, b: 60, c: 10 });
  await inbox.until(({ length }) => length > 0);
  expect(told(inbox)).toEqual(['firing: firing a, firing b']);
  expect(inbox.messages[0]).toMatchObject({
    receiver: 'team',
    groupKey: '{}:{alertname="warm"}',
    groupLabels: { alertname: 'warm' },
    commonLabels: { alertname: 'warm', severity: 'low' },
  });
  await send({ a: 10, b: 60, c: 60 });
  await inbox.until(({ length }) => length > 1);
  expect(told(inbox, 1)).toEqual(['firing: firing b, firing c, resolved a']);
  expect(told(other)).toEqual([]);
});

test('what is inhibited says by whom, and is not told', async () => {
  await send({ b: 60, c: 60, d: 95 });
  await other.until(({ length }) => length > 0);
  expect(told(other)).toEqual(['firing: firing d']);
  const alerts = await firing(4);
  const source = alerts.find(({ labels }) => labels['alertname'] === 'hot');
  const target = alerts.find(({ labels }) => labels['alertname'] === 'warm' && labels['instance'] === 'd');
  expect(target).toMatchObject({ status: { state: 'suppressed', inhibited_by: [source?.id] } });
  expect(source).toMatchObject({ status: { state: 'active' } });
  const [tested] = dataOf<{ routes: unknown[]; inhibited_by: string[] }[]>(
    await ask('POST', '/api/notification-policy/test', { labels: { severity: 'low', instance: 'd' } }),
  );
  expect(tested).toMatchObject({
    routes: [{ route: '{}', receivers: [{ id: receiver, name: 'team' }], muted_by: [] }],
    silenced_by: [],
    inhibited_by: [source?.id],
  });
  // The source ends; the target, held back until then, is told.
  const before = inbox.messages.length;
  await send({ b: 60, c: 60, d: 60 });
  await inbox.until(({ length }) => length > before);
  expect(told(inbox, before)).toEqual(['firing: firing b, firing c, firing d']);
});

describe('silences', () => {
  const silence = (changes: object = {}) => ({
    matchers: ['alertname="warm"', 'instance="e"'],
    comment: 'new machine',
    ends_at: systemClock.now() + 3_600_000,
    ...changes,
  });

  test('what cannot be is refused', async () => {
    const wrong = async (changes: object): Promise<unknown[]> => {
      const answer = await ask('POST', '/api/silences', silence(changes));
      return [answer.status, ...codesOf(answer)];
    };
    expect(await wrong({ matchers: [] })).toEqual([422, 'matchers too_small']);
    expect(await wrong({ matchers: ['instance=~".*"'] })).toEqual([422, 'matchers matches_everything']);
    expect(await wrong({ matchers: ['instance=~"("'] })).toEqual([422, 'matchers[0] invalid']);
    expect(await wrong({ ends_at: 'tomorrow' })).toEqual([422, 'ends_at invalid']);
    const now = systemClock.now();
    expect(await wrong({ starts_at: now + 9_000, ends_at: now + 8_000 })).toEqual([
      422,
      'ends_at ends_before_it_begins',
    ]);
    expect(await wrong({ recurrence: { time_interval: 'no' } })).toEqual([
      422,
      'recurrence.time_interval unknown_time_interval',
    ]);
  });

  test('a silenced alert is not told until the silence ends', async () => {
    const ends_at = new Date(systemClock.now() + 3_600_000).toISOString();
    const created = await ask('POST', '/api/silences', silence({ ends_at }));
    expect(dataOf<object>(created)).toMatchObject({ ends_at: Date.parse(ends_at) });
    const { id } = dataOf<{ id: string }>(created);
    expect([created.status, dataOf<object>(created)]).toMatchObject([
      201,
      { state: 'active', kind: 'silence', created_by: 'admin' },
    ]);
    const before = inbox.messages.length;
    await send({ b: 60, c: 60, d: 60, e: 60, f: 60 });
    await inbox.until((messages) =>
      messages.slice(before).some((message) => essenceOf(message, 'instance').includes('firing f')),
    );
    expect(told(inbox, before).join()).not.toContain('firing e');
    const [alert] = await platform.api.alertsUntil(({ length }) => length === 1, {
      state: 'firing',
      label: 'instance=e',
    });
    expect(alert).toMatchObject({ status: { state: 'suppressed', silenced_by: [id] } });
    const preview = await ask('POST', '/api/silences/preview', { matchers: silence().matchers });
    expect(dataOf<object>(preview)).toMatchObject({ count: 1, alerts: [{ id: alert?.id }] });

    const since = inbox.messages.length;
    expect((await ask('DELETE', `/api/silences/${id}`)).status).toBe(204);
    expect(dataOf<object>(await ask('GET', `/api/silences/${id}`))).toMatchObject({ state: 'expired' });
    expect((await ask('PUT', `/api/silences/${id}`, silence())).status).toBe(409);
    await inbox.until(({ length }) => length > since);
    expect(told(inbox, since)).toEqual(['firing: firing b, firing c, firing d, firing e, firing f']);
  });
});

test('what was said of an alert holds for this episode: a snoozed alert is told only when it is over', async () => {
  const [alert] = await platform.api.alertsUntil(({ length }) => length === 1, {
    state: 'firing',
    label: 'instance=f',
  });
  // One alert has one fingerprint, whoever asks.
  const listed = (await ask('GET', '/api/v2/alerts?filter=instance%3D%22f%22')).body as unknown as object[];
  expect(listed).toMatchObject([{ fingerprint: alert?.['fingerprint'] }]);
  const said = await ask('POST', `/api/alerts/${alert?.id}/acknowledge`, { comment: 'on it' });
  expect(dataOf<object>(said)).toMatchObject({ kind: 'acknowledged', by: 'admin', comment: 'on it' });
  const read = async () => dataOf<{ status: object }>(await ask('GET', `/api/alerts/${alert?.id}`)).status;
  expect(await read()).toMatchObject({ state: 'active', acknowledged_by: 'admin' });
  expect((await ask('DELETE', `/api/alerts/${alert?.id}/snooze`)).status).toBe(404);
  expect((await ask('POST', `/api/alerts/${alert?.id}/snooze`, {})).status).toBe(200);
  expect(await read()).toMatchObject({ state: 'suppressed', acknowledged_by: null, snoozed_by: 'admin' });
  const before = inbox.messages.length;
  await send({ b: 10, c: 60, d: 60, e: 60, f: 60 });
  await inbox.until(({ length }) => length > before);
  await send({ b: 10, c: 60, d: 60, e: 60, f: 10 });
  await inbox.until(({ length }) => length > before + 1);
  expect(told(inbox, before)).toEqual([
    'firing: firing c, firing d, firing e, resolved b',
    'firing: firing c, firing d, firing e, resolved f',
  ]);
  expect((await ask('POST', `/api/alerts/${alert?.id}/acknowledge`, {})).status).toBe(409);
});

test('with another policy alerts are told in its groups; without one, everybody is told of each', async () => {
  const before = other.messages.length;
  await platform.api.tocsin.updateNotificationPolicy({
    body: {
      route: { receivers: [pager], group_by: ['instance'], group_wait: '0s', group_interval: '1s' },
    },
  });
  await other.until(({ length }) => length >= before + 3);
  expect(told(other, before).sort()).toEqual(['firing: firing c', 'firing: firing d', 'firing: firing e']);
  const [inboxBefore, otherBefore] = [inbox.messages.length, other.messages.length];
  expect((await ask('DELETE', '/api/notification-policy')).status).toBe(204);
  await send({ g: 60 });
  const has = (messages: readonly Message[]) =>
    messages.some((message) => essenceOf(message, 'instance') === 'firing: firing g');
  await Promise.all([
    inbox.until((messages) => has(messages.slice(inboxBefore))),
    other.until((messages) => has(messages.slice(otherBefore))),
  ]);
  const keys = [...inbox.messages, ...other.messages].map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

describe('a configuration of Alertmanager', () => {
  const yaml = { 'content-type': 'application/yaml' };

  test('is taken over; what is lost is told, and a second time nothing changes', async () => {
    const configuration = `
route:
  receiver: team
  group_by: [alertname]
  routes:
  - matchers: [severity="high"]
    receiver: imported
receivers:
- name: team
- name: imported
  webhook_configs: [{ url: "${other.url}" }]
  email_configs: [{ to: a@example.com }]
  slack_configs: [{ api_url: "${other.url}/a-secret-place", channel: '#alerts' }]
`;
    const dry = await ask('POST', '/api/notification-policy/import?dry_run=true', configuration, yaml);
    expect(dataOf<object>(dry)).toMatchObject({
      dry_run: true,
      change: 'created',
      receivers: [
        { name: 'imported', type: 'webhook', url: other.url },
        { name: 'imported', type: 'slack' },
      ],
      losses: [
        { path: 'receivers[1].email_configs', line: 12 },
        { path: 'receivers[1].slack_configs[0].channel', line: 13 },
      ],
    });
    expect(JSON.stringify(dry.body)).not.toContain('a-secret-place');
    expect(dataOf(await ask('GET', '/api/notification-policy'))).toBeNull();
    const first = dataOf<object>(await ask('POST', '/api/notification-policy/import', configuration, yaml));
    expect(first).toMatchObject({ change: 'created' });
    const [tested] = dataOf<{ routes: { receivers: { name: string }[] }[] }[]>(
      await ask('POST', '/api/notification-policy/test', { labels: { severity: 'high' } }),
    );
    expect(tested?.routes).toMatchObject([{ receivers: [{ name: 'imported' }, { name: 'imported' }] }]);
    const again = dataOf<object>(await ask('POST', '/api/notification-policy/import', configuration, yaml));
    expect(again).toMatchObject({ change: 'unchanged', receivers: [] });
  });

  test('that would tell nobody is refused, tried or not, unless it may be partial', async () => {
    const unheard =
      'route:\n  receiver: nobody\nreceivers:\n- name: nobody\n  email_configs: [{ to: a@example.com }]\n';
    const path = '/api/notification-policy/import';
    const tried = await ask('POST', `${path}?dry_run=true`, unheard, yaml);
    const done = await ask('POST', path, unheard, yaml);
    const codes = [tried, done].map(({ status, body }) => [status, (body['errors'] as { code: string }[])[0]?.code]);
    expect(codes).toEqual([
      [422, 'nobody_hears'],
      [422, 'nobody_hears'],
    ]);
    const partial = await ask('POST', `${path}?dry_run=true&partial=true`, unheard, yaml);
    expect(dataOf<object>(partial)).toMatchObject({
      dry_run: true,
      losses: [{ path: 'route.receiver' }, { path: 'receivers[0].email_configs' }],
    });
  });

  test('with three things wrong is refused with all three, each with its line', async () => {
    const answer = await ask(
      'POST',
      '/api/notification-policy/import',
      `route:
  receiver: team
  group_wait: soon
  routes:
  - matchers: ['a=~"("']
    receiver: gone
receivers: [{ name: team }]
`,
      yaml,
    );
    const errors = answer.body['errors'] as { path: string; line: number }[];
    expect([answer.status, errors.map(({ path, line }) => `${line} ${path}`)]).toEqual([
      422,
      ['3 route.group_wait', '5 route.routes[0].matchers[0]', '6 route.routes[0].receiver'],
    ]);
  });
});
