import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeResultArchive } from '@tocsin/ports/result-archive.fake';
import { FakeResultCache } from '@tocsin/ports/result-cache.fake';
import { HistoryUnavailable, type RevisedHistory, TooManySamples } from '@tocsin/ports/series-history';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { subjectsIn } from '../access/subjects.fake.js';
import { AuthManager } from '../auth-manager.js';
import { DearResults } from '../evaluation/dear-results.js';
import { RuleEvaluationCache } from '../evaluation/rule-evaluation-cache.js';
import { httpServer } from '../http-server.js';
import { RateLimiter } from '../rate-limiter.js';
import { FORM_TYPE, type Route } from '../route.js';
import { CachedQueries } from './query/cached-queries.js';
import { evaluateJob } from './query/evaluate-job.js';
import { QueryEngine } from './query/query-engine.js';
import { queryRoutes } from './query-routes.js';
import { seriesRoutes } from './series-routes.js';
import { statusRoutes } from './status-routes.js';

const SECONDS = 1_700_000_000;
const clock = new FakeClock(1_000 * SECONDS);
const history = new FakeSeriesHistory();
const samples = (value: number) =>
  Array.from({ length: 5 }, (_, i) => [1_000 * (SECONDS - 60 * (4 - i)), value + i] as const);
history.add('acme', { __name__: 'up', instance: 'a', job: 'web' }, samples(0));
history.add('acme', { __name__: 'up', instance: 'b', 'service.name': 'shop' }, samples(10));
history.add('acme', { __name__: 'requests_total', instance: 'a' }, samples(0));
history.add('globex', { __name__: 'secret', instance: 'z' }, samples(0));

/** A route that takes JSON and nothing else, beside which forms are taken. */
const other: Route = {
  method: 'POST',
  path: '/json',
  operation: 'sendJson',
  tag: 'other',
  summary: 'Takes JSON',
  scope: null,
  body: { types: ['application/json'], schema: z.unknown() },
  answers: {},
  handle: async () => ({ status: 204 }),
};
const errors: unknown[] = [];
const ids = { next: () => 'id' };
const subjects = subjectsIn(clock);
const secret = 'a-secret-of-a-test-that-is-long-enough';
const auth = new AuthManager({ secret, clock, ids, subjects, isRevoked: () => false });

function serve(asked: RevisedHistory, kept = new FakeResultCache(clock)): FastifyInstance {
  const engine = new QueryEngine({
    history: asked,
    pool: { run: async (prepare) => evaluateJob(await prepare()) },
    timeoutMs: 10_000,
  });
  const registry = new Registry();
  const cache = new RuleEvaluationCache({
    cache: kept,
    dear: new DearResults({ archive: new FakeResultArchive(), clock, onRead: () => undefined }),
    history: asked,
    clock,
    ttls: { results: 300_000, system: 60_000 },
    systemTenant: 'system',
    registry,
  });
  const counter = { take: () => Promise.reject(new Error('rates are not limited here')) };
  return httpServer(
    [...queryRoutes(new CachedQueries(engine, cache), clock), ...seriesRoutes(asked), ...statusRoutes(), other],
    {
      auth,
      limiter: new RateLimiter(counter, { enabled: false, perMinutePerAddress: 0 }),
      ids,
      registry,
      subjects,
      onError: (error) => errors.push(error),
    },
  );
}

type Fields = Readonly<Record<string, string | number | readonly string[]>>;
const encoded = (fields: Fields): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, given]) =>
      [given].flat().map((value): [string, string] => [name, String(value)]),
    ),
  ).toString();
let server: FastifyInstance;
let authorization: string;
beforeAll(async () => {
  server = serve(history);
  const { token } = await auth.issue({ subject: 't', tenant: 'acme', scopes: ['metrics:read'], expiresInSeconds: 60 });
  authorization = `Bearer ${token}`;
});
afterAll(() => server.close());

interface Told {
  status: number;
  json: unknown;
}

async function get(path: string, fields: Fields = {}, of = server): Promise<Told> {
  const url = `/api/v1/${path}?${encoded(fields)}`;
  const { statusCode, body } = await of.inject({ method: 'GET', url, headers: { authorization } });
  return { status: statusCode, json: body === '' ? '' : JSON.parse(body) };
}

async function post(path: string, fields: Fields): Promise<Told> {
  const headers = { authorization, 'content-type': `${FORM_TYPE}; charset=UTF-8` };
  const { statusCode, body } = await server.inject({
    method: 'POST',
    url: `/api/v1/${path}`,
    headers,
    payload: encoded(fields),
  });
  return { status: statusCode, json: body === '' ? '' : JSON.parse(body) };
}

const success = (data: unknown, more: object = {}) => ({ status: 200, json: { status: 'success', data, ...more } });
const failure = (status: number, errorType: string, error: unknown) => ({
  status,
  json: { status: 'error', errorType, error },
});

describe('queries', () => {
  const metric = { __name__: 'up', instance: 'a', job: 'web' };
  const other = { __name__: 'up', instance: 'b', 'service.name': 'shop' };

  test.each<[Fields, unknown]>([
    [
      { query: 'up' },
      {
        resultType: 'vector',
        result: [
          { metric, value: [SECONDS, '4'] },
          { metric: other, value: [SECONDS, '14'] },
        ],
      },
    ],
    [
      { query: 'up{job="web"}', time: SECONDS - 60.5 },
      { resultType: 'vector', result: [{ metric, value: [SECONDS - 60.5, '2'] }] },
    ],
    [
      { query: 'up{job="web"}[2m]' },
      {
        resultType: 'matrix',
        result: [
          {
            metric,
            values: [
              [SECONDS - 60, '3'],
              [SECONDS, '4'],
            ],
          },
        ],
      },
    ],
    [
      { query: 'up{job="web"}', time: SECONDS + 90, lookback_delta: '1m' },
      { resultType: 'vector', result: [] },
    ],
    [
      { query: '1e-9', time: '1.2345' },
      { resultType: 'scalar', result: [1.234, '0.000000001'] },
    ],
    [
      { query: '"a"', time: '1970-01-01T00:00:01Z' },
      { resultType: 'string', result: [1, 'a'] },
    ],
  ])('at one time: %j', async (fields, data) => {
    expect(await get('query', fields)).toEqual(success(data));
    expect(await post('query', fields)).toEqual(success(data));
  });

  test.each<[Fields, unknown]>([
    [
      { query: 'up{job="web"} * 2', start: SECONDS - 60, end: SECONDS, step: 30 },
      [
        {
          metric: { instance: 'a', job: 'web' },
          values: [
            [SECONDS - 60, '6'],
            [SECONDS - 30, '6'],
            [SECONDS, '8'],
          ],
        },
      ],
    ],
    [
      { query: '1', start: 0.1, end: 1, step: '300ms' },
      [
        {
          metric: {},
          values: [
            [0.1, '1'],
            [0.4, '1'],
            [0.7, '1'],
            [1, '1'],
          ],
        },
      ],
    ],
    [{ query: 'nothing', start: 0, end: 10, step: '1s' }, []],
  ])('over a range: %j', async (fields, result) => {
    const data = { resultType: 'matrix', result };
    expect(await get('query_range', fields)).toEqual(success(data));
    expect(await post('query_range', fields)).toEqual(success(data));
  });

  test('are cut to a limit, and say so', async () => {
    const data = { resultType: 'vector', result: [{ metric, value: [SECONDS, '4'] }] };
    expect(await get('query', { query: 'up', limit: 1 })).toEqual(
      success(data, { warnings: ['results truncated due to limit'] }),
    );
  });

  test('eleven thousand steps are the most', async () => {
    const query = { query: '1', start: 0, step: 1 };
    const { status, json } = await get('query_range', { ...query, end: 11_000.5 });
    expect(status).toBe(200);
    expect((json as { data: { result: [{ values: unknown[] }] } }).data.result[0].values).toHaveLength(11_001);
    expect((await get('query_range', { ...query, end: 11_001 })).status).toBe(400);
  });

  // Answers of Prometheus 3.15.
  test.each<[string, Fields, string]>([
    ['query', {}, 'invalid parameter "query": unknown position: parse error: no expression found in input'],
    ['query', { query: 'up{' }, 'invalid parameter "query": 1:4: parse error: unexpected end of input inside braces'],
    ['query', { query: 'foo(up)' }, 'invalid parameter "query": 1:1: parse error: unknown function with name "foo"'],
    [
      'query',
      { query: 'up', time: 'abc' },
      'invalid parameter "time": invalid time value for \'time\': cannot parse "abc" to a valid timestamp',
    ],
    ['query', { query: 'up', timeout: 'abc' }, 'invalid parameter "timeout": cannot parse "abc" to a valid duration'],
    ['query', { query: 'up', limit: -1 }, 'invalid parameter "limit": limit must be non-negative'],
    [
      'query',
      { query: 'up', lookback_delta: 'x' },
      'error parsing lookback delta duration: cannot parse "x" to a valid duration',
    ],
    ['query_range', { query: 'up' }, 'invalid parameter "start": cannot parse "" to a valid timestamp'],
    ['query_range', { query: 'up', start: 0 }, 'invalid parameter "end": cannot parse "" to a valid timestamp'],
    [
      'query_range',
      { query: 'up', start: 10, end: 5, step: 1 },
      'invalid parameter "end": end timestamp must not be before start time',
    ],
    ['query_range', { query: 'up', start: 0, end: 5 }, 'invalid parameter "step": cannot parse "" to a valid duration'],
    ...[0, -5, '0s', '0.0005'].map((step): [string, Fields, string] => [
      'query_range',
      { query: 'up', start: 0, end: 5, step },
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ]),
    [
      'query_range',
      { query: 'up', start: 0, end: 11_001, step: 1 },
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    ],
    [
      'query_range',
      { query: 'up[5m]', start: 0, end: 1, step: 1 },
      'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    ],
    [
      'query_range',
      { query: '"a"', start: 0, end: 1, step: 1 },
      'invalid parameter "query": invalid expression type "string" for range query, must be Scalar or instant Vector',
    ],
    ['format_query', { query: 'foo/' }, 'invalid parameter "query": 1:5: parse error: unexpected end of input'],
    ['query_exemplars', {}, 'unknown position: parse error: no expression found in input'],
    ['query_exemplars', { query: 'up', start: 10, end: 5 }, 'end timestamp must not be before start timestamp'],
  ])('%s %j is refused', async (path, fields, message) => {
    expect(await get(path, fields)).toEqual(failure(400, 'bad_data', message));
    expect(await post(path, fields)).toEqual(failure(400, 'bad_data', message));
  });

  test('what cannot be evaluated is told as Prometheus tells it', async () => {
    const query = 'up * on () group_left () up';
    expect(await get('query', { query })).toEqual(
      failure(422, 'execution', expect.stringMatching(/^found duplicate series for the match group/)),
    );
  });

  test('exemplars are none, and expressions are laid out', async () => {
    expect(await post('query_exemplars', { query: 'up' })).toEqual(success([]));
    expect(await post('query_exemplars', { query: '1' })).toEqual({ status: 204, json: '' });
    expect(await post('format_query', { query: 'foo/bar' })).toEqual(success('foo / bar'));
  });
});

describe('series and labels', () => {
  const a = { __name__: 'up', instance: 'a', job: 'web' };
  const b = { __name__: 'up', instance: 'b', 'service.name': 'shop' };
  const requests = { __name__: 'requests_total', instance: 'a' };

  test.each<[Fields, unknown]>([
    [{ 'match[]': 'up' }, [a, b]],
    [{ 'match[]': ['up', '{instance="a"}'] }, [requests, a, b]],
    [{ 'match[]': '{"service.name"=~"s.*"}' }, [b]],
    [{ 'match[]': 'up', end: SECONDS - 241 }, []],
    [{ 'match[]': 'up', start: SECONDS, end: SECONDS }, [a, b]],
    [{ 'match[]': 'secret' }, []],
  ])('series of %j', async (fields, data) => {
    expect(await get('series', fields)).toEqual(success(data));
    expect(await post('series', fields)).toEqual(success(data));
  });

  test.each<[string, Fields, unknown]>([
    ['labels', {}, ['__name__', 'instance', 'job', 'service.name']],
    ['labels', { 'match[]': 'requests_total' }, ['__name__', 'instance']],
    ['labels', { 'match[]': ['requests_total', '{job="web"}'] }, ['__name__', 'instance', 'job']],
    ['labels', { start: SECONDS + 1 }, []],
    ['label/instance/values', {}, ['a', 'b']],
    ['label/__name__/values', { 'match[]': '{instance="a"}' }, ['requests_total', 'up']],
    ['label/service.name/values', {}, ['shop']],
    ['label/U__service_2e_name/values', {}, ['shop']],
    ['label/nothing/values', {}, []],
    ['label/constructor/values', {}, []],
    [`label/${'x'.repeat(1_000)}/values`, {}, []],
    ['metadata', { limit: 5 }, {}],
  ])('%s %j', async (path, fields, data) => expect(await get(path, fields)).toEqual(success(data)));

  test('a list is cut to a limit, and says so', async () => {
    const cut = { warnings: ['results truncated due to limit'] };
    expect(await get('series', { 'match[]': 'up', limit: 1 })).toEqual(success([a], cut));
    expect(await get('labels', { limit: 2 })).toEqual(success(['__name__', 'instance'], cut));
    expect(await get('label/instance/values', { limit: 1 })).toEqual(success(['a'], cut));
    expect(await get('label/instance/values', { limit: 2 })).toEqual(success(['a', 'b']));
  });

  // Answers of Prometheus 3.15.
  const matchless = 'match[] must contain at least one non-empty matcher';
  test.each<[string, Fields, string]>([
    ['series', {}, 'no match[] parameter provided'],
    ['series', { 'match[]': '{}' }, `invalid parameter "match[]": ${matchless}`],
    [
      'series',
      { 'match[]': 'up{' },
      'invalid parameter "match[]": 1:4: parse error: unexpected end of input inside braces',
    ],
    ['series', { 'match[]': 'sum(up)' }, 'invalid parameter "match[]": 1:4: parse error: unexpected "("'],
    ['series', { 'match[]': 'up[5m]' }, 'invalid parameter "match[]": 1:3: parse error: unexpected "["'],
    ['series', { 'match[]': 'up offset 5m' }, 'invalid parameter "match[]": 1:4: parse error: unexpected <offset>'],
    [
      'series',
      { 'match[]': '' },
      'invalid parameter "match[]": unknown position: parse error: unexpected end of input',
    ],
    ['labels', { 'match[]': '{}' }, matchless],
    ['labels', { 'match[]': '{job=~".*"}' }, matchless],
    [
      'labels',
      { start: 'x' },
      'invalid parameter "start": invalid time value for \'start\': cannot parse "x" to a valid timestamp',
    ],
    ['label/U__/values', {}, 'invalid label name: ""'],
    ['metadata', { limit: 'x' }, 'limit must be a number'],
    ['metadata', { limit_per_metric: 'x' }, 'limit_per_metric must be a number'],
  ])('%s %j is refused', async (path, fields, message) =>
    expect(await get(path, fields)).toEqual(failure(400, 'bad_data', message)),
  );
});

test('the version is one that clients can read', async () => {
  expect(await get('status/buildinfo')).toEqual(
    success({ version: expect.stringMatching(/^3\.\d+\.\d+$/), revision: '', branch: 'tocsin', buildUser: '', buildDate: '', goVersion: '' }), // prettier-ignore
  );
});

describe('what is kept of answers', () => {
  const asked = async (fields: Fields, headers: Record<string, string> = {}, path = 'query', by = authorization) => {
    const url = `/api/v1/${path}?${encoded(fields)}`;
    const answer = await kept.inject({ method: 'GET', url, headers: { authorization: by, ...headers } });
    return { status: answer.headers['cache-status'], age: answer.headers['age'], body: answer.body };
  };
  const own = new FakeSeriesHistory();
  const store = new FakeResultCache(clock);
  let kept: FastifyInstance;
  beforeAll(() => void (kept = serve(own, store)));
  beforeEach(() => store.kept.clear());
  afterAll(() => kept.close());
  own.add('acme', { __name__: 'up', instance: 'a' }, [[1_000 * (SECONDS - 60), 1]]);
  const before = { query: 'up', time: SECONDS - 30 };

  test('the same query at the same time is evaluated once, and its answer is the same to the byte', async () => {
    const made = await asked(before);
    expect(made).toMatchObject({ status: 'tocsin; fwd=miss; stored', age: undefined });
    await clock.advance(2_500);
    expect(await asked(before)).toEqual({ status: 'tocsin; hit; ttl=297', age: '2', body: made.body });
    const range = { query: 'up', start: SECONDS - 60, end: SECONDS - 30, step: 15 };
    expect(await asked(range, {}, 'query_range')).toMatchObject({ status: 'tocsin; fwd=miss; stored' });
    expect(await asked(range, {}, 'query_range')).toMatchObject({ status: expect.stringMatching(/^tocsin; hit/) });
  });

  test('another limit, look-back, time or text is another query', async () => {
    await asked(before);
    for (const other of [{ limit: 1 }, { lookback_delta: '1s' }, { time: SECONDS - 29 }, { query: 'up ' }])
      expect(await asked({ ...before, ...other })).toMatchObject({ status: 'tocsin; fwd=miss; stored' });
  });

  test('a late sample counts at once, and a later one changes nothing', async () => {
    const made = await asked(before);
    own.add('acme', { __name__: 'up', instance: 'b' }, [[1_000 * (SECONDS - 10), 5]]);
    expect(await asked(before)).toMatchObject({ status: expect.stringMatching(/^tocsin; hit/), body: made.body });
    own.add('acme', { __name__: 'up', instance: 'late' }, [[1_000 * (SECONDS - 40), 7]]);
    const anew = await asked(before);
    expect(anew.status).toBe('tocsin; fwd=miss; stored');
    expect(anew.body).toContain('late');
  });

  test('who wants an answer of its own gets it', async () => {
    await asked(before);
    expect(await asked(before, { 'cache-control': 'no-cache' })).toMatchObject({ status: 'tocsin; fwd=request' });
    expect(await asked(before, { 'cache-control': 'max-age=0, No-Store' })).toMatchObject({
      status: 'tocsin; fwd=bypass',
    });
    expect(await asked(before)).toMatchObject({ status: expect.stringMatching(/^tocsin; hit/) });
  });

  test('a query of now, or one that looks at no samples, is not kept', async () => {
    for (const fields of [{ query: 'up' }, { query: '1 + 1', time: 5 }])
      expect(await asked(fields)).toMatchObject({ status: 'tocsin; fwd=bypass' });
    expect(store.kept.size).toBe(0);
  });

  test('a tenant never gets what was made for another', async () => {
    await asked(before);
    const { token } = await auth.issue({
      subject: 't',
      tenant: 'globex',
      scopes: ['metrics:read'],
      expiresInSeconds: 60,
    });
    const theirs = await asked(before, {}, 'query', `Bearer ${token}`);
    expect(theirs.status).toBe('tocsin; fwd=miss; stored');
    expect(theirs.body).not.toContain('"instance"');
  });

  test('a failure is not kept', async () => {
    const failing = { query: 'up + on () group_left () (up or vector(1))', time: SECONDS - 30 };
    for (const _ of [1, 2]) expect(await asked(failing)).toMatchObject({ status: undefined });
    expect(store.kept.size).toBe(0);
  });
});

describe('failures of the platform', () => {
  const failing = (error: Error): FastifyInstance =>
    serve({
      select: () => Promise.reject(error),
      series: () => Promise.reject(error),
      revision: async () => ({ name: 'any', from: 0 }),
    });

  test.each([
    [new TooManySamples(1), 422, 'execution', /too many samples into memory/],
    [new HistoryUnavailable('http://10.0.0.1 did not answer'), 503, 'unavailable', /^the samples cannot be read/],
    [new TypeError('of undefined'), 500, 'internal', /^something went wrong here/],
  ])('%s', async (error, status, type, message) => {
    errors.length = 0;
    const failed = failing(error);
    const told = failure(status, type, expect.stringMatching(message));
    expect(await get('query', { query: 'up' }, failed)).toEqual(told);
    expect(await get('labels', {}, failed)).toEqual(told);
    expect(errors).toEqual(status >= 500 ? [error, error] : []);
    await failed.close();
  });

  test('who may not ask is told so by a problem', async () => {
    const { token } = await auth.issue({ subject: 't', tenant: 'acme', scopes: ['rules:read'], expiresInSeconds: 60 });
    const ask = (headers: Record<string, string>) =>
      server.inject({ method: 'GET', url: '/api/v1/query?query=up', headers });
    const [none, wrong] = [await ask({}), await ask({ authorization: `Bearer ${token}` })];
    expect([none.statusCode, wrong.statusCode]).toEqual([401, 403]);
    for (const { headers } of [none, wrong]) expect(headers['content-type']).toContain('application/problem+json');
  });

  test('forms are taken where they are wanted, and nowhere else', async () => {
    const headers = { authorization, 'content-type': FORM_TYPE };
    const refused = await server.inject({ method: 'POST', url: '/json', headers, payload: 'a=b' });
    expect(refused.statusCode).toBe(415);
    const asked = { method: 'POST', url: '/api/v1/query?query=1&time=5', headers: { authorization } } as const;
    expect((await server.inject(asked)).json()).toMatchObject({ data: { result: [5, '1'] } });
  });
});
