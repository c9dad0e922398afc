import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Answer } from './world/api.js';
import { Api } from './world/api.js';
import { Standalone } from './world/standalone.js';

let standalone: Standalone;
let api: Api;
beforeAll(async () => {
  standalone = await Standalone.start();
  api = standalone.api;
}, 60_000);
afterAll(() => standalone.remove());

const rule = {
  name: 'High CPU Usage',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'current_metrics.cpu_usage', operator: '>', threshold: 80 }],
};
const withCondition = (condition: object): object => ({
  ...rule,
  conditions: [{ ...rule.conditions[0], ...condition }],
});

function expectProblem(answer: Answer, status: number, code: string, path?: string): void {
  expect({ status: answer.status, type: answer.body['type'], body: answer.body }).toMatchObject({
    status,
    type: `urn:tocsin:problem:${code}`,
  });
  expect(answer.type).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    status,
    title: expect.any(String),
    detail: expect.any(String),
    instance: expect.stringMatching(/^\//),
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  if (path !== undefined)
    expect((answer.body['errors'] as { path: string; fix: string }[]).map((one) => one.path)).toContain(path);
}

describe('a rule that cannot be used', () => {
  test.each<[string, unknown, number, string, string?]>([
    ['malformed JSON', '{"name": ', 400, 'malformed-json'],
    ['a name that reaches the prototype', '{"__proto__": {"x": 1}}', 400, 'malformed-json'],
    ['an unknown field', { ...rule, sevrity: 'HIGH' }, 422, 'invalid', 'sevrity'],
    ['a wrong type', { ...rule, name: 7 }, 422, 'invalid', 'name'],
    ['a threshold that is no number', withCondition({ threshold: 'NaN' }), 422, 'invalid', 'conditions[0].threshold'],
    [
      'a threshold that is not finite',
      JSON.stringify(withCondition({})).replace('80', '1e999'),
      422,
      'invalid',
      'conditions[0].threshold',
    ],
    [
      'a metric path with __proto__',
      withCondition({ metric_path: 'current_metrics.__proto__.x' }),
      422,
      'invalid',
      'conditions[0].metric_path',
    ],
    ['a label of 100 kB', { ...rule, labels: { team: 'x'.repeat(100_000) } }, 422, 'invalid', 'labels.team'],
    ['a body of 10 MB', { ...rule, description: 'x'.repeat(10_000_000) }, 413, 'body-too-large'],
    ['another tenant', { ...rule, tenant_id: 'globex' }, 422, 'invalid', 'tenant_id'],
  ])('%s', async (_name, ...[body, status, code, path]) => {
    expectProblem(await api.ask('POST', '/api/rules', body), status, code, path);
  });

  test('content that is not JSON', async () => {
    expectProblem(
      await api.ask('POST', '/api/rules', 'name=x', { 'content-type': 'text/csv' }),
      415,
      'unsupported-media-type',
    );
  });

  test('a path or a method that does not exist', async () => {
    expectProblem(await api.ask('GET', '/api/nothing'), 404, 'not-found');
    const answer = await api.ask('DELETE', '/api/rules');
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toContain('POST');
  });
});

describe('a token that cannot be used', () => {
  const now = (): number => Math.floor(systemClock.now() / 1_000);
  const claims = { tenant: 'acme_main', scope: 'admin:all' };
  const key = async () =>
    new TextEncoder().encode((await readFile(join(standalone.home, 'platform.secret'), 'utf8')).trim());
  const signed = async (change: (token: SignJWT) => SignJWT): Promise<string> => {
    const token = new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('x')
      .setIssuer('tocsin')
      .setAudience('tocsin')
      .setExpirationTime(now() + 60);
    return change(token).sign(await key());
  };
  const unsigned = (): string =>
    [{ alg: 'none' }, { ...claims, sub: 'x', iss: 'tocsin', aud: 'tocsin', exp: now() + 60 }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');

  test.each<[string, () => Promise<string> | string, string]>([
    ['expired', () => signed((token) => token.setExpirationTime(now() - 10)), 'token-expired'],
    ['unsigned', () => unsigned(), 'token-malformed'],
    ['alg: none', () => `${unsigned()}.`, 'token-wrong-algorithm'],
    ['for another audience', () => signed((token) => token.setAudience('elsewhere')), 'token-wrong-claim'],
    ['by another issuer', () => signed((token) => token.setIssuer('elsewhere')), 'token-wrong-claim'],
    [
      'signed by another key',
      async () => `${(await signed((token) => token)).slice(0, -4)}AAAA`,
      'token-wrong-signature',
    ],
    ['no token at all', () => 'x y', 'token-malformed'],
  ])('%s', async (_name, make, code) => {
    const answer = await new Api(api.base, await make()).ask('GET', '/api/rules');
    expectProblem(answer, 401, code);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  test('a sound token of this kind is accepted, so that the refusals above mean something', async () => {
    expect((await new Api(api.base, await signed((token) => token)).ask('GET', '/api/rules')).status).toBe(200);
  });

  test('one without the scope', async () => {
    const { body } = await api.insist(201, 'POST', '/api/tokens', { subject: 'reader', scopes: ['rules:read'] });
    const reader = new Api(api.base, (body['data'] as { token: string }).token);
    expect((await reader.ask('GET', '/api/rules')).status).toBe(200);
    expectProblem(await reader.ask('POST', '/api/rules', rule), 403, 'scope-missing');
  });

  test("another tenant's things are not there", async () => {
    const created = await api.insist(201, 'POST', '/api/rules', rule);
    const path = `/api/rules/${(created.body['data'] as { id: string }).id}`;
    const { body } = await api.insist(201, 'POST', '/api/tokens', {
      subject: 'spy',
      tenant_id: 'globex',
      scopes: ['rules:read', 'rules:write', 'rules:delete'],
    });
    const spy = new Api(api.base, (body['data'] as { token: string }).token);
    for (const [method, sent] of [['GET'], ['PUT', rule], ['DELETE']] as const)
      expectProblem(await spy.ask(method, path, sent), 404, 'not-found');
    expect((await spy.ask('GET', '/api/rules')).body['data']).toEqual([]);
    expect((await api.ask('GET', path)).status).toBe(200);
  });
});

describe('samples that cannot be used', () => {
  test('are named one by one, and the others are taken', async () => {
    const good = { metric: 'good', labels: { instance: 'a' }, value: 1 };
    const answer = await api.ask(
      'POST',
      '/api/metrics',
      `{"samples": [${JSON.stringify(good)}, {"metric": "m", "value": NaN}]}`,
    );
    expectProblem(answer, 400, 'malformed-json');
    const bad = [
      { metric: 'm', value: 'NaN' },
      { metric: '__proto__', value: 1 },
      { metric: 'm', value: 1, labels: { instance: 'x'.repeat(100_000) } },
      { metric: 'm', value: 1, unit: 'ms' },
      { metric: 'm', value: 1, timestamp: systemClock.now() + 3_600_000 },
      { metric: 'm', value: 1, timestamp: Math.floor(systemClock.now() / 1_000) },
    ];
    const mixed = await api.ask('POST', '/api/metrics', { samples: [good, ...bad, good] });
    expect(mixed.status).toBe(202);
    expect(mixed.body['data']).toEqual({ accepted: 2, refused: bad.length });
    expect((mixed.body['meta'] as { warnings: { path: string }[] }).warnings.map(({ path }) => path)).toEqual([
      'samples[1].value',
      'samples[2].metric',
      'samples[3].labels.instance',
      'samples[4].unit',
      'samples[5].timestamp',
      'samples[6].timestamp',
    ]);
    expectProblem(await api.ask('POST', '/api/metrics', { samples: bad }), 422, 'invalid', 'samples[0].value');
  });

  test('a snappy block that declares 4 GB is refused before it is unpacked', async () => {
    const block = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0x00);
    const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
    expectProblem(await api.ask('POST', '/api/v1/write', block, headers), 400, 'snappy-too-large');
    expectProblem(
      await api.ask('POST', '/api/v1/write', Uint8Array.of(3, 0xff, 0xff), headers),
      400,
      'snappy-malformed',
    );
  });

  test('OTLP that is none', async () => {
    expectProblem(
      await api.ask('POST', '/v1/metrics', Uint8Array.of(0xff, 0xff, 0xff), {
        'content-type': 'application/x-protobuf',
      }),
      400,
      'malformed-otlp',
    );
    expectProblem(await api.ask('POST', '/v1/metrics', { resourceMetrics: 7 }), 400, 'malformed-otlp');
  });
});

test('after all that the platform still works', async () => {
  expect((await api.ask('GET', '/readyz')).body).toMatchObject({ ready: true });
});

describe('a request that no route sees', () => {
  test('a path that cannot be decoded, and a WebSocket that is none', async () => {
    expectProblem(await api.ask('GET', '/api/rules/%E0%A4%A'), 400, 'bad-request');
    expectProblem(await api.ask('GET', '/ws'), 426, 'upgrade-required');
  });

  test('a WebSocket without a token', async () => {
    const socket = new WebSocket(`${api.base.replace('http', 'ws')}/ws`);
    const answer = await new Promise<IncomingMessage>((resolve) =>
      socket.once('unexpected-response', (_request, response) => resolve(response)),
    );
    const body = JSON.parse(await text(answer)) as Record<string, unknown>;
    expectProblem(
      { status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', headers: new Headers(), body },
      401,
      'token-missing',
    );
  });

  test('a cursor that no page gave is refused, and one that a page gave leads on', async () => {
    for (const cursor of ['', 'zzz', 'garbage!!', Buffer.from('x').toString('base64url')])
      expectProblem(await api.ask('GET', `/api/rules?cursor=${cursor}`), 422, 'invalid', 'cursor');
    const names = ['first of two', 'second of two'];
    for (const name of names) await api.insist(201, 'POST', '/api/rules', { ...rule, name });
    const first = await api.ask('GET', '/api/rules?limit=1');
    const { next_cursor } = first.body['meta'] as { next_cursor: string };
    const second = await api.ask('GET', `/api/rules?limit=1&cursor=${next_cursor}`);
    expect([second.status, second.body['data']]).toEqual([
      200,
      [expect.not.objectContaining((first.body['data'] as [object])[0])],
    ]);
  });

  test('DELETE may name a type without a body', async () => {
    const made = await api.insist(201, 'POST', '/api/rules', rule);
    const { id } = made.body['data'] as { id: string };
    const answer = await api.ask('DELETE', `/api/rules/${id}`, undefined, { 'content-type': 'application/json' });
    expect(answer.status).toBe(204);
  });
});
