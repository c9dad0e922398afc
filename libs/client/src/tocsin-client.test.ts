import type { Schema } from './call.js';
import { ProblemError } from './problem-error.js';
import { type FakeAnswer, FakeSurroundings } from './surroundings.fake.js';
import { createTocsinClient } from './tocsin-client.js';

const BASE = 'http://tocsin.test';
const draft = {
  name: 'Busy',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 }],
} as const;
const rule = { ...draft, id: 'r1', version: 1 };
const framed = (data: unknown, meta: object = {}): FakeAnswer => ({ status: 200, json: { data, meta } });

function clientOf(...answers: FakeAnswer[]) {
  const surroundings = new FakeSurroundings(answers);
  return { tocsin: createTocsinClient({ baseUrl: `${BASE}/`, token: 't', surroundings }), surroundings };
}

test('parameters go where the document says, lists one by one, and what is undefined nowhere', async () => {
  const { tocsin, surroundings } = clientOf(framed([]), framed(rule), framed({}));
  await tocsin.listAlerts({ state: 'firing', label: ['a=b', 'c=d&e'], rule_id: undefined });
  await tocsin.getRule({ id: 'a/b ü' });
  await tocsin.getRuleVersion({ id: 'r1', version: 3 });
  expect(surroundings.sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `GET ${BASE}/api/alerts?state=firing&label=a%3Db&label=c%3Dd%26e`,
    `GET ${BASE}/api/rules/a%2Fb%20%C3%BC`,
    `GET ${BASE}/api/rules/r1/versions/3`,
  ]);
  expect(surroundings.sent[0]).toMatchObject({ headers: { authorization: 'Bearer t' }, body: null });
});

test('bodies are sent as JSON, YAML or a form', async () => {
  const { tocsin, surroundings } = clientOf({ status: 201, json: { data: rule, meta: {} } }, framed({}), framed({}));
  await tocsin.createRule({ body: draft, dry_run: 'false' });
  await tocsin.importRuleFile({ yaml: 'groups: []', dry_run: 'true' });
  await tocsin.prometheusQueryByForm({ form: { query: 'up > 0' } });
  expect(surroundings.sent.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
    ['application/json', JSON.stringify(draft)],
    ['application/yaml', 'groups: []'],
    ['application/x-www-form-urlencoded', 'query=up+%3E+0'],
  ]);
});

test('an answer has its data, what stands beside it, and the version to send back', async () => {
  const { tocsin, surroundings } = clientOf(
    { status: 200, json: { data: rule, meta: {} }, headers: { etag: '"1"' } },
    { status: 202, json: { data: rule, meta: { proposal: { version: 2 } } } },
    { status: 204 },
  );
  const read = await tocsin.getRule({ id: 'r1' });
  expect(read).toMatchObject({ status: 200, etag: '"1"', data: rule, meta: {} });
  const written = await tocsin.updateRule({ id: 'r1', body: read.data, ifMatch: read.etag ?? '*' });
  expect(surroundings.sent[1]?.headers).toMatchObject({ 'if-match': '"1"' });
  expect(written).toMatchObject({ status: 202, etag: null, meta: { proposal: { version: 2 } } });
  expect(await tocsin.deleteRule({ id: 'r1', ifMatch: '*' })).toEqual({
    status: 204,
    etag: null,
    data: undefined,
    meta: {},
  });
});

test('what is no frame of ours is data as it is, and what is no JSON is a text', async () => {
  const prometheus = { status: 'success', data: { resultType: 'vector', result: [] } };
  const { tocsin } = clientOf(
    { status: 200, json: prometheus },
    new Response('# Runbook', { headers: { 'content-type': 'text/markdown' } }),
  );
  expect((await tocsin.prometheusQuery({ query: 'up' })).data).toEqual(prometheus);
  expect((await tocsin.getRuleTemplateRunbook({ id: 'x' })).data).toBe('# Runbook');
});

test('a refusal is thrown as the problem that it is', async () => {
  const problem = {
    type: 'urn:tocsin:problem:invalid',
    title: 'What was sent is not valid',
    status: 422,
    detail: 'One thing is wrong',
    instance: '/api/rules',
    trace_id: 'abc',
    errors: [{ path: 'name', code: 'missing', message: 'is missing', fix: 'Give it one.' }],
  };
  const { tocsin } = clientOf({ status: 422, json: problem }, new Response('<html>no', { status: 403 }));
  const refused = await tocsin.createRule({ body: draft }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ProblemError);
  expect(refused).toMatchObject({ operation: 'createRule', status: 422, code: 'invalid', traceId: 'abc', problem });
  expect((refused as Error).message).toBe('createRule: 422 One thing is wrong; name is missing');
  // Whoever stands before the platform speaks another language.
  await expect(tocsin.getRule({ id: 'r1' })).rejects.toMatchObject({
    code: 'about:blank',
    message: 'getRule: 403 <html>no',
  });
});

test('a token may be asked for anew each time, and where none is needed none is sent', async () => {
  let count = 0;
  const surroundings = new FakeSurroundings([framed([]), framed([]), framed({})]);
  const tocsin = createTocsinClient({ baseUrl: BASE, token: async () => `t${(count += 1)}`, surroundings });
  await tocsin.listRules();
  await tocsin.listRules();
  await createTocsinClient({ baseUrl: BASE, token: null, surroundings }).getIndex();
  expect(surroundings.sent.map(({ headers }) => headers['authorization'])).toEqual([
    'Bearer t1',
    'Bearer t2',
    undefined,
  ]);
});

test('a list is iterated over all of its pages, also over empty ones, and no further than it is wanted', async () => {
  const answers = () => [framed([1, 2], { next_cursor: 'a' }), framed([], { next_cursor: 'b' }), framed([3])];
  const { tocsin, surroundings } = clientOf(...answers());
  const all: unknown[] = [];
  for await (const one of tocsin.listRules({ severity: 'HIGH' })) all.push(one);
  expect(all).toEqual([1, 2, 3]);
  expect(surroundings.sent.map(({ url }) => new URL(url).search)).toEqual([
    '?severity=HIGH',
    '?severity=HIGH&cursor=a',
    '?severity=HIGH&cursor=b',
  ]);
  const other = clientOf(...answers());
  for await (const one of other.tocsin.listRules()) if (Number(one) === 2) break;
  expect(other.surroundings.sent).toHaveLength(1);
  const page = await clientOf(...answers()).tocsin.listRules();
  expect(page).toMatchObject({ data: [1, 2], meta: { next_cursor: 'a' } });
});

test('progress is told as it comes, however the lines are cut, and then what the work gave', async () => {
  const lines = (...parts: string[]): Response =>
    new Response(new Blob(parts).stream(), { headers: { 'content-type': 'application/x-ndjson' } });
  const { tocsin, surroundings } = clientOf(
    lines('{"progress":0.2', '5}\n{"progress":1}\n{"data":', '{"equal":7}}\n'),
    lines(
      '{"progress":0.5}\n{"problem":{"type":"urn:tocsin:problem:gone","title":"t","status":410,"detail":"gone"}}\n',
    ),
    framed({ equal: 8 }),
  );
  const body = { from: 1, to: 2 };
  const told: number[] = [];
  const onProgress = (share: number): void => void told.push(share);
  expect((await tocsin.replay({ body }, { onProgress })).data).toEqual({ equal: 7 });
  expect(told).toEqual([0.25, 1]);
  await expect(tocsin.replay({ body }, { onProgress })).rejects.toMatchObject({ code: 'gone', status: 410 });
  expect((await tocsin.replay({ body })).data).toEqual({ equal: 8 });
  expect(surroundings.sent.map(({ headers }) => headers['accept'])).toEqual([
    'application/x-ndjson',
    'application/x-ndjson',
    'application/json, */*;q=0.1',
  ]);
});

/** The compiler is the test: each line that is expected to be wrong fails it when it is not. */
test('what the document does not allow does not compile', async () => {
  const { tocsin } = clientOf(...Array.from({ length: 8 }, () => framed([])));
  // @ts-expect-error -- there is no such severity
  await tocsin.createRule({ body: { ...draft, severity: 'HUGE' } });
  // @ts-expect-error -- a condition has no such field
  await tocsin.createRule({ body: { ...draft, conditions: [{ type: 'absence', metric: 'cpu', window: '5m' }] } });
  // @ts-expect-error -- which version is replaced has to be said
  await tocsin.updateRule({ id: 'r1', body: draft });
  // @ts-expect-error -- there is no such parameter
  await tocsin.listRules({ limt: 5 });
  // @ts-expect-error -- it tells no progress
  await tocsin.evaluateRule({ body: {} }, { onProgress: () => undefined });
  // @ts-expect-error -- it needs its id
  await expect(tocsin.getRule()).rejects.toThrow(new TypeError('getRule was given no id'));
  const { data } = await tocsin.listRules();
  const versions: readonly number[] = data.map(({ version }) => version);
  // @ts-expect-error -- a version is a number
  const names: readonly string[] = data.map(({ version }) => version);
  const condition = { type: 'absence', metric_path: 'disk', window: '6h' } as Schema<'RuleCondition'>;
  expect(condition.type === 'absence' ? condition.window : '').toBe('6h');
  // @ts-expect-error -- not every kind of condition has a window
  expect(condition.window).toBe('6h');
  expect([versions, names]).toEqual([[], []]);
});

test('a file is given away as it comes, and not asked for again when it breaks off', async () => {
  const parts = ['first\n', 'second\n'].map((text) => new TextEncoder().encode(text));
  const streamOf = (isBroken: boolean): ReadableStream<Uint8Array> =>
    new ReadableStream({
      pull: (controller) => {
        const next = left.shift();
        if (next !== undefined) controller.enqueue(next);
        else if (isBroken) controller.error(new Error('the line is dead'));
        else controller.close();
      },
    });
  let left = [...parts];
  const told: string[] = [];
  const onPart = (part: Uint8Array): void => void told.push(new TextDecoder().decode(part));
  const whole = clientOf(new Response(streamOf(false)));
  expect(await whole.tocsin.exportLedger({}, { onPart })).toMatchObject({ status: 200, data: undefined });
  expect(told).toEqual(['first\n', 'second\n']);
  left = parts.slice(0, 1);
  const broken = clientOf(new Response(streamOf(true)), new Response(streamOf(false)));
  await expect(broken.tocsin.exportLedger({}, { onPart })).rejects.toMatchObject({ name: 'UnreachableError' });
  expect(broken.surroundings.sent).toHaveLength(1);
});
