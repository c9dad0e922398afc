import { ProblemError, UnreachableError } from './problem-error.js';
import { type FakeAnswer, FakeSurroundings } from './surroundings.fake.js';
import { createTocsinClient, type TocsinClient, type TocsinClientOptions } from './tocsin-client.js';

const ok: FakeAnswer = { status: 200, json: { data: [], meta: {} } };
const away: FakeAnswer = new Error('the connection was refused');
const failing = (status: number, retryAfter?: string): FakeAnswer => ({
  status,
  json: { type: 'urn:tocsin:problem:x', title: 't', status, detail: 'no', instance: '/', trace_id: 'a' },
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
});
const body = { name: 'r', severity: 'LOW', category: 'business', conditions: [] } as const;

const calls: Record<string, (tocsin: TocsinClient) => Promise<unknown>> = {
  reading: (tocsin) => tocsin.listRules(),
  'a POST that reads': (tocsin) => tocsin.evaluateRule({ body: { rule_id: 'r1', samples: [] } } as never),
  'a POST under a key': (tocsin) => tocsin.createRule({ body }),
  'a POST that takes no key': (tocsin) => tocsin.createReceiver({ body: {} } as never),
  'a PUT of whatever is there': (tocsin) => tocsin.updateRuleGroup({ name: 'g', body: { rules: [] } } as never),
  'a PUT of a version': (tocsin) => tocsin.updateRule({ id: 'r1', body, ifMatch: '"1"' }),
};
const mayRepeat = ['reading', 'a POST that reads', 'a POST under a key', 'a PUT of whatever is there'];

function worldOf(answers: FakeAnswer[], options: Partial<TocsinClientOptions> = {}) {
  const surroundings = new FakeSurroundings(answers);
  const tocsin = createTocsinClient({ baseUrl: 'http://tocsin.test', token: 't', surroundings, ...options });
  return { tocsin, surroundings };
}

test.each(Object.entries(calls))('%s is sent again just where that changes nothing twice', async (name, call) => {
  for (const failure of [away, failing(502), failing(503), failing(504)]) {
    const { tocsin, surroundings } = worldOf([failure, ok]);
    const outcome = await call(tocsin).then(
      () => 'done',
      () => 'failed',
    );
    const expected = mayRepeat.includes(name) ? { outcome: 'done', sent: 2 } : { outcome: 'failed', sent: 1 };
    expect({ outcome, sent: surroundings.sent.length }).toEqual(expected);
  }
  // Whoever was too fast was not let in.
  const { tocsin, surroundings } = worldOf([failing(429, '7'), ok]);
  await call(tocsin);
  expect(surroundings.waitedMs).toEqual([7_000]);
  for (const status of [400, 401, 404, 409, 412, 422, 500]) {
    const refusing = worldOf([failing(status), ok]);
    await expect(call(refusing.tocsin)).rejects.toBeInstanceOf(ProblemError);
    expect(refusing.surroundings.sent).toHaveLength(1);
  }
});

test('a change that is sent again has the same key, another one has another, and a given one is kept', async () => {
  const { tocsin, surroundings } = worldOf([away, failing(503), ok, ok, ok]);
  await tocsin.createRule({ body });
  await tocsin.createRule({ body });
  await tocsin.createRule({ body }, { idempotencyKey: 'mine' });
  const keys = surroundings.sent.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toEqual(['key-1', 'key-1', 'key-1', 'key-2', 'mine']);
});

test('who knows better may say whether it is sent again', async () => {
  const samples = { body: { samples: [{ metric: 'cpu', value: 1, timestamp: 1 }] } };
  const sending = worldOf([away, ok, away, ok]);
  await sending.tocsin.sendMetrics(samples, { mayRepeat: true });
  await expect(sending.tocsin.listRules({}, { mayRepeat: false })).rejects.toBeInstanceOf(UnreachableError);
});

test('it is tried so often and no more, each time later, and the last failure is told', async () => {
  const { tocsin, surroundings } = worldOf([failing(503), away, failing(503), failing(502), ok], { waitMsMax: 900 });
  await expect(tocsin.listRules()).rejects.toMatchObject({ status: 502 });
  // Without chance half of the most: 500, 1,000 and 2,000 ms, of which none is longer than was said.
  expect(surroundings.waitedMs).toEqual([250, 450, 450]);
  const once = worldOf([away, ok], { triesMax: 1 });
  const error = await once.tocsin.listRules().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnreachableError);
  expect((error as Error).message).toBe('listRules: cannot ask http://tocsin.test: the connection was refused');
});

test('when the platform asks for a longer time than is waited, it is not asked again', async () => {
  const { tocsin, surroundings } = worldOf([failing(429, '31'), ok]);
  await expect(tocsin.listRules()).rejects.toMatchObject({ status: 429, retryAfterMs: 31_000 });
  expect(surroundings.waitedMs).toEqual([]);
  const dated = worldOf([failing(503, 'Wed, 21 Oct 2026 07:28:00 GMT'), ok]);
  await dated.tocsin.listRules();
  expect(dated.surroundings.waitedMs).toEqual([250]);
});

test('who gives up is let go, be it before, while it is asked or between two tries', async () => {
  const reason = new Error('enough');
  const before = worldOf([ok]);
  await expect(before.tocsin.getRule({ id: 'r' }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(before.surroundings.sent).toEqual([]);
  const during = new AbortController();
  const asked = worldOf(['silence', ok]);
  const answer = asked.tocsin.getRule({ id: 'r' }, { signal: during.signal });
  setImmediate(() => during.abort(reason));
  await expect(answer).rejects.toBe(reason);
  expect(asked.surroundings.sent).toHaveLength(1);
  const between = new AbortController();
  const waiting = worldOf([failing(503, '30'), ok]);
  waiting.surroundings.patienceMs = 29_999;
  const later = waiting.tocsin.getRule({ id: 'r' }, { signal: between.signal });
  setImmediate(() => between.abort(reason));
  await expect(later).rejects.toBe(reason);
  expect(waiting.surroundings.sent).toHaveLength(1);
});

test('an answer that does not come in time is none', async () => {
  const { tocsin, surroundings } = worldOf(['silence', ok], { timeoutMs: 10, triesMax: 1 });
  await expect(tocsin.listRules()).rejects.toThrow('no answer within 10 ms');
  expect(surroundings.sent).toHaveLength(1);
});
