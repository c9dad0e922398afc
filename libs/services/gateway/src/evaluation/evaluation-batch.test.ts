import { setImmediate } from 'node:timers/promises';
import { evaluateRuleAt, type RuleEvaluation } from '@tocsin/domain/backtest/rule-evaluation';
import { ruleNeeds } from '@tocsin/domain/backtest/rule-backtest';
import { type AlertRule, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import type { RuleCondition } from '@tocsin/domain/rules/condition';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { type HistoryRange, HistoryUnavailable } from '@tocsin/ports/series-history';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import fc from 'fast-check';
import { ProblemError } from '../problem.js';
import { EvaluationBatch, type EvaluationBatchOptions } from './evaluation-batch.js';
import { type EvaluationAnswer, EvaluationJob, type RuleRead } from './evaluation-job.js';
import type { EvaluationThread } from './evaluation-thread.js';

const AT = 1_700_000_000_000;
const { change, promql, threshold } = ConditionFactory;

function ruleOf(id: string, condition: RuleCondition = threshold('cpu', '>', 80), tenantId = 'acme'): AlertRule {
  const draft = { name: id, severity: 'HIGH', category: 'infrastructure', conditions: [condition], interval: '30s' };
  return RuleFactory.create(RuleDraftSchema.parse(draft), { id, tenantId }, 0);
}

/** A thread that answers at once, but for rules that are held until the test lets them go. */
class FakeThread implements EvaluationThread {
  static readonly started: FakeThread[] = [];
  static readonly held = new Map<string, PromiseWithResolvers<void>>();
  static readonly evaluated: string[] = [];
  /** How many selections each batch had. */
  readonly loads: number[] = [];
  readonly #job = new EvaluationJob();
  isStopped = false;

  constructor() {
    FakeThread.started.push(this);
  }

  load(selections: readonly (readonly Uint8Array<ArrayBuffer>[])[]): void {
    if (selections.length > 0) this.loads.push(selections.length);
    this.#job.load(selections);
  }

  async run(rule: AlertRule, at: number, reads: readonly RuleRead[]): Promise<EvaluationAnswer> {
    FakeThread.evaluated.push(rule.id);
    await FakeThread.held.get(rule.id)?.promise;
    return this.#job.evaluate(rule, at, reads);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
  }
}

const hold = (id: string): void => void FakeThread.held.set(id, Promise.withResolvers());
const letGo = (id: string): void => FakeThread.held.get(id)?.resolve();
/** Until everything that can be done now is done. */
async function settled(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await setImmediate();
}

let history: FakeSeriesHistory;
let clock: FakeClock;
let asked: HistoryRange[];
beforeEach(() => {
  FakeThread.started.length = 0;
  FakeThread.evaluated.length = 0;
  FakeThread.held.clear();
  history = new FakeSeriesHistory();
  clock = new FakeClock(AT);
  asked = [];
  history.add('acme', { __name__: 'cpu', instance: 'a' }, [[AT - 1_000, 90]]);
});

function batchWith(options: Partial<EvaluationBatchOptions> = {}): EvaluationBatch {
  const select = (range: HistoryRange) => {
    asked.push(range);
    return history.select(range);
  };
  return new EvaluationBatch({
    history: { select, series: (range) => history.series(range) },
    clock,
    batchSize: 50,
    concurrentMax: 100,
    timeoutMs: 30_000,
    threads: 2,
    startThread: () => new FakeThread(),
    ...options,
  });
}

async function problemOf(answer: Promise<unknown>): Promise<{ status: number; code: string; message: string }> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error(`no problem: ${String(error)}`);
  const { status, code, message } = error;
  return { status, code, message };
}
const rules = (count: number, prefix = 'r'): AlertRule[] =>
  Array.from({ length: count }, (_, i) => ruleOf(`${prefix}${i}`));

test('rules that are asked for together come in batches, and what they share is read once for each', async () => {
  const batch = batchWith();
  const texts = await Promise.all(rules(120).map((rule) => batch.evaluate(rule, AT)));
  expect(texts.map((text) => (JSON.parse(text) as RuleEvaluation).fired)).toEqual(texts.map(() => true));
  expect(asked).toHaveLength(3);
  expect(FakeThread.started.flatMap(({ loads }) => loads)).toEqual([1, 1, 1]);
});

test('no more evaluations are begun at once than may be', async () => {
  for (const { id } of rules(120)) hold(id);
  const batch = batchWith({ concurrentMax: 60, threads: 4 });
  const answers = rules(120).map((rule) => batch.evaluate(rule, AT));
  await settled();
  expect(FakeThread.started).toHaveLength(1);
  expect(asked).toHaveLength(1);
  for (const { id } of rules(120)) letGo(id);
  await Promise.all(answers);
});

test('tenants have their turns: a short list does not wait for the end of a long one', async () => {
  history.add('globex', { __name__: 'cpu' }, [[AT, 1]]);
  const batch = batchWith({ batchSize: 2, threads: 1 });
  const long = rules(6).map((rule) => batch.evaluate(rule, AT));
  const short = batch.evaluate(ruleOf('other', threshold('cpu', '>', 80), 'globex'), AT);
  await Promise.all([...long, short]);
  expect(FakeThread.evaluated).toEqual(['r0', 'r1', 'other', 'r2', 'r3', 'r4', 'r5']);
  expect(JSON.parse(await short)).toMatchObject({ fired: false, series_read: 1 });
});

test('an evaluation that takes too long is cut and says so, and those behind it go on in another thread', async () => {
  hold('r1');
  const batch = batchWith({ threads: 1 });
  const [first, second, third] = rules(3).map((rule) => batch.evaluate(rule, AT));
  await settled();
  await clock.advance(30_000);
  expect(await problemOf(second as Promise<string>)).toEqual({
    status: 422,
    code: 'evaluation-too-long',
    message: expect.stringContaining('30 seconds (system.evaluation_timeout)'),
  });
  await Promise.all([first, third]);
  expect(FakeThread.started.map(({ isStopped }) => isStopped)).toEqual([true, false]);
});

test('after as long as one evaluation may take, a batch lets others have their turn', async () => {
  history.add('globex', { __name__: 'cpu' }, [[AT, 1]]);
  hold('r0');
  const batch = batchWith({ threads: 1 });
  const long = rules(3).map((rule) => batch.evaluate(rule, AT));
  await settled();
  const short = batch.evaluate(ruleOf('other', threshold('cpu', '>', 80), 'globex'), AT);
  await clock.advance(29_999);
  letGo('r0');
  hold('r1');
  await settled();
  await clock.advance(2);
  letGo('r1');
  await Promise.all([...long, short]);
  expect(FakeThread.evaluated).toEqual(['r0', 'r1', 'other', 'r2']);
});

test('a history that takes too long is told of in the same way, and its room is taken until it answers', async () => {
  const slow = Promise.withResolvers<[]>();
  const batch = batchWith({
    history: { select: () => slow.promise, series: async () => [] },
    threads: 1,
  });
  const answer = batch.evaluate(ruleOf('r'), AT);
  await settled();
  await clock.advance(30_000);
  const next = batch.evaluate(ruleOf('next'), AT);
  await settled();
  expect(FakeThread.evaluated).toEqual([]);
  slow.resolve([]);
  expect(await problemOf(answer)).toMatchObject({ code: 'evaluation-too-long' });
  expect(JSON.parse(await next)).toMatchObject({ fired: false });
});

test('who has gone makes room: what was not begun is not begun, and what was begun is ended', async () => {
  hold('r0');
  const gone = new AbortController();
  const batch = batchWith({ threads: 1 });
  const answers = rules(2).map((rule) => batch.evaluate(rule, AT, gone.signal));
  const other = batch.evaluate(ruleOf('other'), AT);
  await settled();
  gone.abort();
  for (const answer of answers) expect(await problemOf(answer)).toMatchObject({ code: 'evaluation-cancelled' });
  await other;
  expect(FakeThread.evaluated).toEqual(['r0', 'other']);
  expect(FakeThread.started[0]?.isStopped).toBe(true);
});

test('a rule that looks at too much is refused alone', async () => {
  for (let i = 0; i < 20; i += 1) history.add('acme', { __name__: 'large', i: String(i) }, [[AT, 1]]);
  const batch = batchWith({ samplesMax: 10 });
  const large = batch.evaluate(ruleOf('large', threshold('large', '>', 0)), AT);
  const others = rules(4).map((rule) => batch.evaluate(rule, AT));
  expect(await problemOf(large)).toMatchObject({ status: 422, code: 'evaluation-too-large' });
  for (const text of await Promise.all(others)) expect(JSON.parse(text)).toMatchObject({ fired: true });
});

test('a thread that dies takes the rule with it that it was at, and no other', async () => {
  const dying = new Error('out of luck');
  const batch = batchWith({
    threads: 1,
    startThread: () => {
      const thread = new FakeThread();
      const run = thread.run.bind(thread);
      thread.run = (rule, at, reads) => (rule.id === 'r1' ? Promise.reject(dying) : run(rule, at, reads));
      return thread;
    },
  });
  const [first, second, third] = rules(3).map((rule) => batch.evaluate(rule, AT));
  await expect(second).rejects.toBe(dying);
  await Promise.all([first, third]);
});

test('a history that cannot be asked, and an expression that makes no sense, are told of', async () => {
  const broken = batchWith({
    history: { select: () => Promise.reject(new HistoryUnavailable('a part is away')), series: async () => [] },
  });
  expect(await problemOf(broken.evaluate(ruleOf('r'), AT))).toMatchObject({ status: 503, code: 'history-unavailable' });
  const senseless = ruleOf('r', promql('rate(up[(1s - 2s)])'));
  const refused = await problemOf(batchWith().evaluate(senseless, AT));
  expect(refused).toMatchObject({ status: 422, code: 'evaluation-failed' });
});

test('of one tenant a thousand may wait', async () => {
  hold('r0');
  const batch = batchWith({ threads: 1 });
  const answers = [batch.evaluate(ruleOf('r0'), AT)];
  await settled();
  for (const rule of rules(1_000, 'w')) answers.push(batch.evaluate(rule, AT));
  const refused = await problemOf(batch.evaluate(ruleOf('more'), AT));
  expect(refused).toMatchObject({ status: 503, code: 'evaluations-busy' });
  await batch.close();
  expect((await Promise.allSettled(answers)).every(({ status }) => status === 'rejected')).toBe(true);
});

test('when the platform stops, all are told so and no thread is left', async () => {
  hold('r0');
  const batch = batchWith({ threads: 1, batchSize: 2 });
  const answers = rules(4).map((rule) => batch.evaluate(rule, AT));
  await settled();
  await batch.close();
  for (const answer of answers) expect(await problemOf(answer)).toMatchObject({ code: 'stopping' });
  expect(await problemOf(batch.evaluate(ruleOf('late'), AT))).toMatchObject({ code: 'stopping' });
  expect(FakeThread.started.every(({ isStopped }) => isStopped)).toBe(true);
});

test('with which others a rule comes does not matter to what is said of it', async () => {
  const conditions = [
    threshold('cpu', '>', 50),
    threshold('cpu', '<', 20, { labels: { instance: 'b' } }),
    change('cpu', '10m', '>', 30),
    promql('avg_over_time(cpu[30m]) > 40'),
    promql('cpu - cpu offset 20m > 10'),
  ];
  const sample = fc.record({
    instance: fc.constantFrom('a', 'b'),
    minutes: fc.integer({ min: 0, max: 60 }),
    value: fc.integer({ min: 0, max: 100 }),
  });
  const world = [fc.array(sample, { maxLength: 25 }), fc.integer({ min: 1, max: 5 })] as const;
  const property = fc.asyncProperty(...world, async (samples, batchSize) => {
    history = new FakeSeriesHistory();
    for (const { instance, minutes, value } of samples)
      history.add('acme', { __name__: 'cpu', instance }, [[AT - minutes * 60_000, value]]);
    const batch = batchWith({ batchSize });
    const own = conditions.map((condition, i) => ruleOf(`r${i}`, condition));
    const together = await Promise.all(own.map((rule) => batch.evaluate(rule, AT)));
    const alone = own.map(async (rule) => {
      const read = await Promise.all(
        ruleNeeds(rule, AT, AT).map((need) => history.select({ tenant: 'acme', ...need })),
      );
      return JSON.stringify(evaluateRuleAt(rule, read.flat(), AT));
    });
    expect(together).toEqual(await Promise.all(alone));
  });
  await fc.assert(property, { numRuns: 20 });
});
