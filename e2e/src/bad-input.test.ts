import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Answer } from './world/api.js';
import { Api } from './world/api.js';
import { Inbox } from './world/inbox.js';
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

  test('a field of a query that a path knows nothing of is refused, for it may have meant to change nothing', async () => {
    const silence = { matchers: ['a="b"'], starts_at: 1, ends_at: 2, comment: 'c' };
    const answer = await api.ask('POST', '/api/silences?dry_run=true', silence);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'dry_run', code: 'unknown_field' }] } });
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

describe('a token that does not reach', () => {
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

  test('cost the sound ones nothing, one in a hundred at full load: each of those is evaluated', async () => {
    await api.insist(201, 'POST', '/api/rules', {
      ...withCondition({ metric_path: 'flood', threshold: 0 }),
      name: 'Flood',
    });
    const wrong = [
      { metric: 'flood', value: 'much' },
      { metric: 'flood' },
      { metric: 7, value: 1 },
      { metric: 'flood', value: 1, labels: { instance: 7 } },
      { metric: 'flood', value: 1, timestamp: 1e300 },
    ];
    const batches = Array.from({ length: 10 }, (_, batch) =>
      Array.from({ length: 1_000 }, (_, i) =>
        i % 100 === 99
          ? wrong[(batch + i) % wrong.length]
          : { metric: 'flood', labels: { instance: `${batch}-${i}` }, value: 1 },
      ),
    );
    const answers = await Promise.all(batches.map((samples) => api.ask('POST', '/api/metrics', { samples })));
    for (const { status, body } of answers)
      expect({ status, data: body['data'] }).toEqual({ status: 202, data: { accepted: 990, refused: 10 } });
    const firing = await api.alertsUntil((alerts) => alerts.length >= 9_900, { label: 'alertname=Flood' });
    expect(new Set(firing.map(({ labels }) => labels['instance'])).size).toBe(9_900);
  }, 60_000);

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
    const answer = await api.ask('DELETE', `/api/rules/${id}`, undefined, {
      'content-type': 'application/json',
      'if-match': '*',
    });
    expect(answer.status).toBe(204);
  });
});

describe('U+0000, which no database keeps', () => {
  test('is refused in a sample, and the rest of the batch is taken', async () => {
    const sample = (instance: string) => ({ metric: 'nul_used', labels: { instance }, value: 95 });
    const sent = await api.ask('POST', '/api/metrics', { samples: [sample('a\0b'), sample('sound')] });
    expect(sent.body['data']).toMatchObject({ accepted: 1 });
    expect(JSON.stringify(sent.body)).toContain('U+0000');
  });

  test('in a label that a rule makes keeps nobody from being told, of this alert and of those after it', async () => {
    const inbox = await Inbox.start();
    const own = await Standalone.start();
    await own.api.insist(201, 'POST', '/api/receivers', { name: 'nul', type: 'webhook', url: inbox.url });
    const expr = 'label_replace(nul_made, "i", "q\\x00", "", "") > 9';
    const group = `groups:\n  - name: nul\n    interval: 1s\n    rules:\n      - alert: NulMade\n        expr: '${expr}'\n`;
    await own.api.insist(200, 'POST', '/api/rule-files', group, { 'content-type': 'application/yaml' });
    const samples = [{ metric: 'nul_made', labels: { instance: 'made' }, value: 95 }];
    await own.api.insist(202, 'POST', '/api/metrics', { samples });
    await inbox.until((received) => received.some(({ body }) => body.includes('q\uFFFD')));
    await own.remove();
    await inbox.stop();
  }, 60_000);

  test.each([
    ['GET', '/api/notifications?receiver_id=%00', 'receiver_id'],
    ['GET', '/api/notifications/%00', 'id'],
    ['PUT', '/api/users/%00', 'id'],
    ['DELETE', '/api/tokens/%00', 'id'],
    ['POST', '/api/service-accounts/%00/keys', 'id'],
    ['GET', '/api/healing-runs/%00', 'id'],
  ])('%s %s', async (method, path, part) => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {};
    expectProblem(await api.ask(method, path, body), 422, 'invalid', part);
  });

  test.each([
    ['/api/v1/metadata?metric=%00', 200],
    ['/api/v1/query?query=%00', 400],
    ['/api/v2/alerts?receiver=%00', 200],
    ['/api/v2/silence/%00', 404],
  ])('%s is answered as the API whose form it is answers', async (path, status) => {
    expect((await api.ask('GET', path)).status).toBe(status);
  });

  test("nor is a body of 20,000 levels anybody else's fault", async () => {
    const deep = `{"name": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect((await api.ask('POST', '/api/playbooks', deep)).status).toBe(422);
    expect((await api.ask('POST', '/api/rules', deep)).status).toBe(422);
  });
});
