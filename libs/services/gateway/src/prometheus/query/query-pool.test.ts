import { setImmediate } from 'node:timers/promises';
import { encodeHistory } from '@tocsin/contracts/http/history-select';
import { parseExpr } from '@tocsin/domain/promql/parser';
import type { QueryAnswer, QueryJob } from './query-job.js';
import { QueryPool } from './query-pool.js';
import { type QueryThread, WorkerQueryThread } from './query-thread.js';

/** A thread that answers when the test says so. */
class FakeThread implements QueryThread {
  static readonly started: FakeThread[] = [];
  isStopped = false;
  job: string | null = null;
  #answer: PromiseWithResolvers<QueryAnswer> | null = null;

  constructor() {
    FakeThread.started.push(this);
  }

  run({ text }: QueryJob): Promise<QueryAnswer> {
    this.job = text;
    this.#answer = Promise.withResolvers();
    return this.#answer.promise;
  }

  answer(message: string): void {
    this.job = null;
    this.#answer?.resolve({ kind: 'failed', message });
  }

  fail(error: Error): void {
    this.#answer?.reject(error);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
  }
}

const jobOf = (text: string): QueryJob => {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new Error(text);
  return { text, expr: parsed.expr, at: { kind: 'instant', time: 0 }, lookbackMs: 300_000, limit: 0, samples: [] };
};
const never = (): AbortSignal => new AbortController().signal;
const jobs = (): (string | null)[] => FakeThread.started.map(({ job }) => job);
let pool: QueryPool;
beforeEach(() => {
  FakeThread.started.length = 0;
  pool = new QueryPool({ threads: 2, waitingMax: 2, startThread: () => new FakeThread() });
});

const run = (text: string, signal = never()): Promise<QueryAnswer> => pool.run(async () => jobOf(text), signal);
const thread = (i: number): FakeThread => FakeThread.started[i] as FakeThread;

test('as many queries as there are threads are evaluated at once, the others in their order', async () => {
  const answers = ['a', 'b', 'c', 'd'].map((text) => run(text));
  await setImmediate();
  expect(jobs()).toEqual(['a', 'b']);
  thread(1).answer('B');
  expect(await answers[1]).toEqual({ kind: 'failed', message: 'B' });
  await setImmediate();
  expect(jobs()).toEqual(['a', 'c']);
  thread(0).answer('A');
  thread(1).answer('C');
  await setImmediate();
  expect(jobs()).toEqual([null, 'd']);
});

test('what is too much is refused at once, and what is refused takes no room', async () => {
  const answers = ['a', 'b', 'c', 'd'].map((text) => run(text));
  await expect(run('e')).rejects.toMatchObject({ type: 'unavailable' });
  await setImmediate();
  thread(0).answer('A');
  await answers[0];
  void run('f');
  await expect(run('g')).rejects.toMatchObject({ type: 'unavailable' });
});

test('a query that is given up while it waits leaves its place', async () => {
  const giving = new AbortController();
  void run('a');
  void run('b');
  const given = run('c', giving.signal);
  void run('d');
  giving.abort(new Error('gone'));
  await expect(given).rejects.toThrow('gone');
  void run('e');
  await setImmediate();
  thread(0).answer('A');
  await setImmediate();
  expect(jobs()).toEqual(['d', 'b']);
  await expect(run('f', AbortSignal.abort(new Error('gone before')))).rejects.toThrow('gone before');
});

test('a query that is given up ends its thread, and the next one gets another', async () => {
  const giving = new AbortController();
  const given = run('a', giving.signal);
  await setImmediate();
  giving.abort(new Error('too late'));
  await expect(given).rejects.toThrow('too late');
  expect(thread(0).isStopped).toBe(true);
  const next = run('b');
  await setImmediate();
  thread(1).answer('B');
  expect(await next).toEqual({ kind: 'failed', message: 'B' });
  expect(thread(1).isStopped).toBe(false);
});

test('a thread that fails is replaced', async () => {
  const failing = run('a');
  await setImmediate();
  thread(0).fail(new Error('broken'));
  await expect(failing).rejects.toThrow('broken');
  expect(thread(0).isStopped).toBe(true);
  void run('b');
  await setImmediate();
  expect(jobs()).toEqual(['a', 'b']);
});

test('the room of a query that is given up is taken until what it reads is there', async () => {
  const giving = new AbortController();
  const reading = Promise.withResolvers<QueryJob>();
  const given = pool.run(() => reading.promise, giving.signal);
  void run('b');
  void run('c');
  giving.abort(new Error('gone'));
  await expect(given).rejects.toThrow('gone');
  await setImmediate();
  expect(jobs()).toEqual(['b']);
  reading.resolve(jobOf('a'));
  await setImmediate();
  expect(jobs()).toEqual(['b', 'c']);
});

test('what cannot be made ready gives its room back', async () => {
  const failing = (): Promise<QueryJob> => Promise.reject(new Error('no history'));
  for (let i = 0; i < 5; i += 1) await expect(pool.run(failing, never())).rejects.toThrow('no history');
  void run('a');
  void run('b');
  await setImmediate();
  expect(jobs()).toEqual(['a', 'b']);
});

test('when it closes, threads end and whoever waits is told', async () => {
  const answers = ['a', 'b', 'c'].map((text) => run(text));
  await setImmediate();
  thread(0).answer('A');
  await answers[0];
  const rest = Promise.allSettled(answers.slice(1));
  await pool.close();
  expect((await rest).map((one) => (one as PromiseRejectedResult).reason)).toMatchObject([
    { type: 'unavailable' },
    { type: 'unavailable' },
  ]);
  expect(FakeThread.started.every(({ isStopped }) => isStopped)).toBe(true);
});

describe('real threads', () => {
  const code = new URL('../../../dist/prometheus/query/query-thread-main.js', import.meta.url);
  const real = new QueryPool({ threads: 1, startThread: () => new WorkerQueryThread(code) });
  afterAll(() => real.close());
  const evaluate = async (text: string, signal = never()): Promise<unknown> => {
    const samples = [
      encodeHistory([
        { labels: { __name__: 'up', instance: 'a' }, times: Float64Array.of(-1, 0), values: Float64Array.of(2, 3) },
      ]),
    ];
    const answer = await real.run(async () => ({ ...jobOf(text), samples }), signal);
    if (answer.kind === 'failed') return answer.message;
    return (JSON.parse(new TextDecoder().decode(answer.content)) as { data: { result: unknown } }).data.result;
  };

  test('evaluate one query after the other, be they right or wrong', async () => {
    expect(await evaluate('up * 2')).toEqual([{ metric: { instance: 'a' }, value: [0, '6'] }]);
    expect(await evaluate('label_replace(up, "a", "b", "c", "(")')).toMatch(/invalid regular expression/);
    expect(await evaluate('sum_over_time(up[1m])')).toEqual([{ metric: { instance: 'a' }, value: [0, '5'] }]);
  });

  test('are ended in the midst of an evaluation that would never end', async () => {
    const endless = evaluate('count_over_time(up[100y:1ms])', AbortSignal.timeout(100));
    await expect(endless).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await evaluate('1')).toEqual([0, '1']);
  });

  test('end when a result does not fit into memory, and that is all that ends', async () => {
    const huge = { kind: 'range', start: 0, end: 1e9, step: 1 } as const;
    const answer = real.run(async () => ({ ...jobOf('vector(1)'), at: huge }), never());
    await expect(answer).rejects.toMatchObject({ type: 'execution', message: /too many samples into memory/ });
    expect(await evaluate('1')).toEqual([0, '1']);
  }, 60_000);
});
