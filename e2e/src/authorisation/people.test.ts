import { type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { Api } from '../world/api.js';
import { ruleOver } from './two-tenants.js';
import { Standalone } from '../world/standalone.js';

const password = 'correct horse battery staple';
const rule = ruleOver('cpu_usage');

let standalone: Standalone;
let operator: Api;
beforeAll(async () => {
  standalone = await Standalone.start();
  operator = standalone.api;
}, 60_000);
afterAll(() => standalone.remove());

interface SessionAnswer {
  access_token: string;
  refresh_token: string;
  user: { id: string; role: string };
}

const somebody = (token: string): Api => new Api(operator.base, token);
async function made<Data>(path: string, body: object, as = operator): Promise<Data> {
  return (await as.insist(201, 'POST', path, body)).body['data'] as Data;
}
const user = (name: string, role: string, as = operator): Promise<{ id: string }> =>
  made('/api/users', { name, password, role }, as);
const logIn = (name: string, more: object = {}): Promise<SessionAnswer> =>
  made('/api/sessions', { user: name, password, ...more }, somebody(''));
const problem = (answer: { status: number; body: Record<string, unknown> }): [number, string] => [
  answer.status,
  String(answer.body['type']).replace('urn:tocsin:problem:', ''),
];

test('somebody logs in, works as the role allows, goes on by the refresh token and logs out', async () => {
  await user('ann', 'editor');
  const opened = await logIn('ann');
  const ann = somebody(opened.access_token);
  expect((await ann.ask('POST', '/api/rules', rule)).status).toBe(201);
  expect(problem(await ann.ask('GET', '/api/users'))).toEqual([403, 'scope-missing']);
  const renewal = await ann.ask('POST', '/api/sessions/refresh', { refresh_token: opened.refresh_token });
  expect([renewal.status, renewal.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const renewed = somebody((renewal.body['data'] as SessionAnswer).access_token);
  expect((await renewed.ask('DELETE', '/api/sessions/current')).status).toBe(204);
  for (const api of [ann, renewed]) expect(problem(await api.ask('GET', '/api/rules'))).toEqual([401, 'token-revoked']);
});

test('a stolen refresh token is of use to nobody once both have shown it', async () => {
  await user('bob', 'viewer');
  const { refresh_token, access_token } = await logIn('bob');
  const first = await operator.ask('POST', '/api/sessions/refresh', { refresh_token });
  const second = await operator.ask('POST', '/api/sessions/refresh', { refresh_token });
  expect([first.status, ...problem(second)]).toEqual([200, 401, 'refresh-token-reused']);
  expect(second.headers.get('www-authenticate')).toContain('Bearer');
  expect(problem(await somebody(access_token).ask('GET', '/api/rules'))).toEqual([401, 'token-revoked']);
});

test('an unknown user and a wrong password are answered alike, and after ten attempts nobody is heard for a while', async () => {
  await user('carol', 'viewer');
  const attempt = (name: string): ReturnType<Api['ask']> =>
    somebody('').ask('POST', '/api/sessions', { user: name, password: 'not the right one' });
  const [known, unknown] = [await attempt('carol'), await attempt('nobody')];
  const { trace_id: _one, ...first } = known.body;
  const { trace_id: _two, ...second } = unknown.body;
  expect([known.status, first]).toEqual([unknown.status, second]);
  expect(first).toMatchObject({ status: 401, title: 'Nobody was let in' });
  for (let i = 1; i < 10; i += 1) expect((await attempt('carol')).status).toBe(401);
  const refused = await attempt('carol');
  expect(problem(refused)).toEqual([429, 'rate-limited']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  // The right password does not help then: whether it was right must not be told either.
  expect((await somebody('').ask('POST', '/api/sessions', { user: 'carol', password })).status).toBe(429);
});

test('who gets another role or is disabled is out at once, and the sockets are closed', async () => {
  const { id } = await user('dave', 'editor');
  const opened = await logIn('dave');
  const socket = new WebSocket(`${operator.base.replace('http', 'ws')}/ws`, [
    'tocsin',
    `bearer.${opened.access_token}`,
  ]);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('message', resolve));
  await operator.insist(200, 'PUT', `/api/users/${id}`, { role: 'viewer', disabled: false });
  expect(await closed).toBe(4401);
  expect(problem(await somebody(opened.access_token).ask('GET', '/api/rules'))).toEqual([401, 'token-revoked']);
  const viewer = somebody((await logIn('dave')).access_token);
  expect(problem(await viewer.ask('POST', '/api/rules', rule))).toEqual([403, 'scope-missing']);
  await operator.insist(200, 'PUT', `/api/users/${id}`, { role: 'viewer', disabled: true });
  expect((await somebody('').ask('POST', '/api/sessions', { user: 'dave', password })).status).toBe(401);
});

test('a token that was sound and is revoked opens neither door', async () => {
  const { id, token } = await made<{ id: string; token: string }>('/api/tokens', { subject: 'x', role: 'viewer' });
  expect((await somebody(token).ask('GET', '/api/rules')).status).toBe(200);
  const listed = (await operator.insist(200, 'GET', '/api/tokens')).body['data'] as { id: string; kind: string }[];
  expect(listed.find((one) => one.id === id)).toMatchObject({ kind: 'token', subject: 'x', role: 'viewer' });
  expect(JSON.stringify(listed)).not.toContain(token.split('.')[2]);
  await operator.insist(204, 'DELETE', `/api/tokens/${id}`);
  const refused = await somebody(token).ask('GET', '/api/rules');
  expect([...problem(refused), refused.headers.get('www-authenticate')]).toEqual([
    401,
    'token-revoked',
    expect.stringContaining('Bearer'),
  ]);
  const socket = new WebSocket(`${operator.base.replace('http', 'ws')}/ws`, ['tocsin', `bearer.${token}`]);
  const answer = await new Promise<IncomingMessage>((resolve) =>
    socket.once('unexpected-response', (_request, response) => resolve(response)),
  );
  expect(answer.statusCode).toBe(401);
  answer.destroy();
});

test('what is revoked stays revoked when the platform was killed and is started again', async () => {
  const { id, token } = await made<{ id: string; token: string }>('/api/tokens', { subject: 'y', role: 'viewer' });
  await operator.insist(204, 'DELETE', `/api/tokens/${id}`);
  await standalone.process?.kill();
  await standalone.up();
  expect(problem(await somebody(token).ask('GET', '/api/rules'))).toEqual([401, 'token-revoked']);
}, 60_000);

test('a service account comes in by its key, which is replaced without a gap and shown no second time', async () => {
  const account = await made<{ id: string }>('/api/service-accounts', { name: 'deployer', role: 'editor' });
  const path = `/api/service-accounts/${account.id}/keys`;
  const first = await made<{ id: string; key: string }>(path, {});
  expect((await somebody(first.key).ask('POST', '/api/rules', rule)).status).toBe(201);
  const second = await made<{ id: string; key: string }>(`${path}/${first.id}/rotate`, { overlap_seconds: 60 });
  for (const { key } of [first, second]) expect((await somebody(key).ask('GET', '/api/rules')).status).toBe(200);
  const third = await made<{ id: string; key: string }>(`${path}/${second.id}/rotate`, { overlap_seconds: 0 });
  expect((await somebody(second.key).ask('GET', '/api/rules')).status).toBe(401);
  const listed = JSON.stringify((await operator.insist(200, 'GET', '/api/service-accounts')).body);
  expect(listed).toContain(`tsk_${third.id}`);
  expect(listed).not.toContain(third.key);
  const tokens = (await operator.insist(200, 'GET', '/api/tokens?limit=500')).body['data'] as { id: string }[];
  expect(tokens.find(({ id }) => id === third.id)).toMatchObject({
    kind: 'api_key',
    subject: 'deployer',
    role: 'editor',
    revoked_at: null,
  });
  expect(JSON.stringify(tokens)).not.toContain(third.key);
  // A body that is left out says nothing; null is a value, and none that is asked for.
  const fourth = (await operator.insist(201, 'POST', path)).body['data'] as { id: string; key: string };
  expect((await operator.ask('POST', path, 'null')).status).toBe(422);
  await operator.insist(204, 'DELETE', `/api/tokens/${fourth.id}`);
  expect((await somebody(fourth.key).ask('GET', '/api/rules')).status).toBe(401);
  await operator.insist(204, 'DELETE', `/api/service-accounts/${account.id}`);
  for (const { key } of [first, third]) expect((await somebody(key).ask('GET', '/api/rules')).status).toBe(401);
});

test('the audit tells who was let in and who was not, by pages and by what is asked', async () => {
  const viewer = somebody((await made<{ token: string }>('/api/tokens', { subject: 'curious', role: 'viewer' })).token);
  for (let i = 0; i < 40; i += 1) expect((await viewer.ask('GET', '/api/users')).status).toBe(403);
  const read = async (query: string): Promise<{ type: string; actor: string; details: object }[]> => {
    const events = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const { body } = await operator.insist(
        200,
        'GET',
        `/api/audit?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      events.push(...(body['data'] as { type: string; actor: string; details: object }[]));
      cursor = (body['meta'] as { next_cursor?: string }).next_cursor;
    }
    return events;
  };
  let denied = await read('actor=curious&type=access_denied&limit=7');
  // They are written beside the answers.
  while (denied.length === 0) denied = await read('actor=curious&type=access_denied&limit=7');
  expect(denied.length).toBeLessThanOrEqual(30);
  expect(denied[0]).toMatchObject({ actor: 'curious', details: { reason: 'scope-missing' } });
  const all = await read('limit=50');
  expect(all.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['access_granted', 'access_denied', 'rule_created']),
  );
  expect(JSON.stringify(all)).not.toMatch(/argon2|correct horse/);
  expect(problem(await operator.ask('GET', '/api/audit?cursor=garbage'))).toEqual([422, 'invalid']);
});

test('a tenant has what its operator gave it: refusals name limit and use, and the use is shown', async () => {
  const quotas = { rules: 1, receivers: 1, users: 1, grouped_rules: 1 };
  await made('/api/tenants', { id: 'small', name: 'Small', quotas });
  expect(problem(await operator.ask('POST', '/api/tenants', { id: 'small', name: 'Again' }))).toEqual([
    409,
    'name-taken',
  ]);
  const asked = { subject: 'admin of small', tenant_id: 'small', role: 'admin' };
  const admin = somebody((await made<{ token: string }>('/api/tokens', asked)).token);
  const receiver = { name: 'r', url: 'http://127.0.0.1:9/' };
  const things: [string, object, object][] = [
    ['/api/rules', rule, rule],
    ['/api/receivers', receiver, receiver],
    ['/api/users', { name: 'a', password, role: 'viewer' }, { name: 'b', password, role: 'viewer' }],
  ];
  for (const [path, first, second] of things) {
    await made(path, first, admin);
    const refused = await admin.ask('POST', path, second);
    expect(problem(refused)).toEqual([409, 'limit-reached']);
    expect(refused.body['detail']).toMatch(/has 1 .*; 1 is the most/);
  }
  const usage = await admin.insist(200, 'GET', '/api/tenants/small/usage');
  expect(usage.body['data']).toMatchObject({
    rules: { use: 1, limit: 1 },
    receivers: { use: 1, limit: 1 },
    users: { use: 1, limit: 1 },
    grouped_rules: { use: 0, limit: 1 },
    tokens: { use: 1, limit: 1_000 },
    notifications_per_hour: { use: 0, limit: 1_000_000 },
    history_hours: { use: 0, limit: 8_784 },
  });
  await operator.insist(200, 'PUT', '/api/tenants/small', { name: 'Small', quotas: { ...quotas, rules: 2 } });
  await made('/api/rules', rule, admin);
  // What the operator has made is the operator's: an admin of a tenant does not see it.
  expect(problem(await admin.ask('GET', '/api/tenants'))).toEqual([403, 'operator-only']);
  const listed = (await operator.insist(200, 'GET', '/api/tenants')).body['data'];
  expect(listed).toMatchObject([{ tenant_id: 'small', quotas: { rules: 2, receivers: 1 } }]);
});

test('a tenant has no more series than it may: those it has go on, and the answer of intake says so', async () => {
  await made('/api/tenants', { id: 'narrow', name: 'Narrow', quotas: { series: 3 } });
  const asked = { subject: 'admin', tenant_id: 'narrow', role: 'admin' };
  const admin = somebody((await made<{ token: string }>('/api/tokens', asked)).token);
  await made('/api/rules', rule, admin);
  const send = async (value: number, ...instances: string[]): Promise<unknown> => {
    const samples = instances.map((instance) => ({ metric: 'cpu_usage', labels: { instance }, value }));
    return (await admin.insist(202, 'POST', '/api/metrics', { samples })).body['meta'];
  };
  await send(1, 'a', 'b', 'c');
  const usage = '/api/tenants/narrow/usage';
  const told = await admin.dataUntil<{ series: { use: number } }>(usage, ({ series }) => series.use === 3);
  expect(told.series).toEqual({ use: 3, limit: 3 });
  const meta = await send(99, 'a', 'd');
  expect(meta).toMatchObject({ warnings: [{ code: 'series_quota', message: expect.stringMatching(/3 .* 3/) }] });
  // The audit tells it, too, once the evaluation has met a series of which there is one too many.
  const events = await admin.dataUntil<object[]>('/api/audit?type=limit_reached', ({ length }) => length > 0);
  expect(events).toMatchObject([{ details: { limit: 'series', max: 3 } }]);
  const alerts = await admin.alertsUntil(({ length }) => length > 0);
  expect(alerts.map(({ labels }) => labels['instance'])).toEqual(['a']);
});

test('an admin issues tokens of the own tenant only, and none of the operator', async () => {
  const { token } = await made<{ token: string }>('/api/tokens', { subject: 'a', tenant_id: 'globex', role: 'admin' });
  const admin = somebody(token);
  const asked = { subject: 'spy', role: 'viewer' };
  expect((await admin.ask('POST', '/api/tokens', { ...asked, tenant_id: 'globex' })).status).toBe(201);
  for (const more of [{ tenant_id: 'acme_main' }, { operator: true }])
    expect(problem(await admin.ask('POST', '/api/tokens', { ...asked, ...more }))).toEqual([403, 'operator-only']);
});

test('nobody gets a name that looks like a pseudonym, which stands for somebody', async () => {
  await made('/api/tokens', { subject: 'amy', role: 'viewer' });
  const { id: amy } = (await operator.insist(200, 'GET', '/api/subjects/amy')).body['data'] as { id: string };
  await user('tim', 'viewer');
  for (const name of [amy, amy.toUpperCase(), ` ${amy}\u2003`, amy.replace('s', '\uff53')])
    for (const [method, path, body] of [
      ['PUT', '/api/subjects/tim', { name }],
      ['POST', '/api/users', { name, password, role: 'viewer' }],
      ['POST', '/api/tokens', { subject: name, role: 'viewer' }],
      ['POST', '/api/service-accounts', { name, role: 'viewer' }],
    ] as const) {
      const refused = await operator.ask(method, path, body);
      const message = expect.stringContaining('choose another name');
      expect([path, refused.status, refused.body['errors']]).toEqual([
        path,
        422,
        [expect.objectContaining({ message })],
      ]);
    }
  expect((await operator.ask('POST', '/api/subjects/amy/erasure')).status).toBe(200);
  expect((await operator.ask('GET', '/api/subjects/tim')).status).toBe(200);
});
