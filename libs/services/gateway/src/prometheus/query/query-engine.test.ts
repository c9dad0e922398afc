import { parseExpr } from '@tocsin/domain/promql/parser';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import type { HistoryRange, SeriesHistory } from '@tocsin/ports/series-history';
import { evaluateJob } from './evaluate-job.js';
import { type Query, QueryEngine, type QueryEngineOptions } from './query-engine.js';
import type { QueryTime } from './query-job.js';

const minute = 60_000;
const history = new FakeSeriesHistory();
history.add('acme', { __name__: 'up', instance: 'a' }, [[0, 1], [minute, 0], [2 * minute, 1]]); // prettier-ignore
history.add('globex', { __name__: 'up', instance: 'b' }, [[0, 1]]);

const engineWith = (options: Partial<QueryEngineOptions> = {}): QueryEngine =>
  new QueryEngine({
    history,
    pool: { run: async (prepare) => evaluateJob(await prepare()) },
    timeoutMs: 10_000,
    ...options,
  });

const queryOf = (text: string, at: QueryTime, more: Partial<Query> = {}): Query => {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new Error(parsed.errors[0]?.message);
  return { tenant: 'acme', text, expr: parsed.expr, at, lookbackMs: 5 * minute, limit: 0, timeoutMs: null, ...more };
};
const at = (time: number): QueryTime => ({ kind: 'instant', time });
const answered = async (answering: Promise<Uint8Array>): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await answering));

test('a tenant sees its own samples and no others', async () => {
  const result = (value: string, instance: string) => ({
    data: { result: [{ metric: { __name__: 'up', instance }, value: [60, value] }] },
  });
  expect(await answered(engineWith().answer(queryOf('up', at(minute))))).toMatchObject(result('0', 'a'));
  const other = queryOf('up', at(minute), { tenant: 'globex' });
  expect(await answered(engineWith().answer(other))).toMatchObject(result('1', 'b'));
  expect(await answered(engineWith().answer(queryOf('up', at(minute), { tenant: 'nobody' })))).toMatchObject({
    data: { result: [] },
  });
});

test('the history is asked once for each stretch of time of each selector', async () => {
  const asked: HistoryRange[] = [];
  const watched: SeriesHistory = {
    select: (range) => {
      asked.push(range);
      return history.select(range);
    },
    series: (range) => history.series(range),
  };
  const range = { kind: 'range', start: 100 * minute, end: 110 * minute, step: 2 * minute } as const;
  const text = 'rate(up{a="1",b="2"}[5m]) + up{b="2",a="1"} + up{a="1",b="2"} offset 1h + down';
  await engineWith({ history: watched }).answer(queryOf(text, range));
  expect(asked.map(({ tenant, matchers, from, to }) => [tenant, matchers.at(-1)?.value, from, to])).toEqual([
    ['acme', 'up', 35 * minute, 50 * minute],
    ['acme', 'up', 95 * minute, 110 * minute],
    ['acme', 'down', 95 * minute, 110 * minute],
  ]);
});

test('many series and many samples all come through', async () => {
  for (let i = 0; i < 11_000; i += 1) history.add('large', { __name__: 'up', instance: String(i) }, [[0, i]]);
  const selected = await history.select({ tenant: 'large', matchers: [], from: 0, to: 0 });
  const long = Float64Array.from({ length: 600_000 }, (_, i) => i - 600_000);
  const large: SeriesHistory = {
    select: async () => [{ labels: { __name__: 'long' }, times: long, values: long }, ...selected],
    series: (range) => history.series(range),
  };
  const query = queryOf('count(up) + sum(count_over_time(long[20m]))', at(0));
  expect(await answered(engineWith({ history: large }).answer(query))).toMatchObject({
    data: { result: [{ value: [0, '611000'] }] },
  });
});

test('remarks and a cut are told with the answer', async () => {
  history.add('rich', { __name__: 'up', instance: 'a' }, [[0, 1]]);
  history.add('rich', { __name__: 'up', instance: 'b' }, [[0, 1]]);
  const query = queryOf('quantile_over_time(2, up[1m])', at(0), { tenant: 'rich', limit: 1 });
  expect(await answered(engineWith().answer(query))).toEqual({
    status: 'success',
    data: { resultType: 'vector', result: [{ metric: { instance: 'a' }, value: [0, '+Inf'] }] },
    warnings: [
      'PromQL warning: quantile value should be between 0 and 1, got 2 (1:20)',
      'results truncated due to limit',
    ],
  });
});

test('what cannot be evaluated is told with its kind', async () => {
  const failing = (text: string) => engineWith().answer(queryOf(text, at(0)));
  await expect(failing('label_replace(up, "a", "b", "c", "(")')).rejects.toMatchObject({ type: 'execution' });
  await expect(failing('up[0s + 0s]')).rejects.toMatchObject({
    type: 'bad_data',
    message: /^invalid parameter "query": .*duration must be greater than 0$/,
  });
});

test('a query may not read more samples than fit into memory', async () => {
  const tooMany = {
    type: 'execution',
    message: 'query processing would load too many samples into memory in query execution',
  };
  const query = queryOf('up[5m] offset -2m', at(0));
  expect(await answered(engineWith({ samplesMax: 3 }).answer(query))).toMatchObject({ status: 'success' });
  await expect(engineWith({ samplesMax: 2 }).answer(query)).rejects.toMatchObject(tooMany);
});

describe('a query that takes too long', () => {
  /** Says whether it has begun, and never ends unless it is given up. */
  const stuck = (begins: boolean): QueryEngineOptions['pool'] => ({
    run: async (prepare, signal) => {
      if (begins) await prepare();
      return new Promise((_, reject) => {
        const giveUp = (): void => reject(signal.reason as Error);
        if (signal.aborted) giveUp();
        else signal.addEventListener('abort', giveUp);
      });
    },
  });

  test('is given up, at its own limit or at that of the platform', async () => {
    const slow = queryOf('up', at(0));
    const hasty = engineWith({ pool: stuck(true), timeoutMs: 1 });
    const told = { type: 'timeout', message: 'query timed out in expression evaluation' };
    await expect(hasty.answer(slow)).rejects.toMatchObject(told);
    await expect(hasty.answer({ ...slow, timeoutMs: 1e12 })).rejects.toMatchObject(told);
    const patient = engineWith({ pool: stuck(false), timeoutMs: 1e15 });
    const queued = { type: 'timeout', message: 'query timed out in query queueing' };
    await expect(patient.answer({ ...slow, timeoutMs: 0.5 })).rejects.toMatchObject(queued);
    await expect(patient.answer({ ...slow, timeoutMs: -1 })).rejects.toMatchObject(queued);
  });

  test('is given up when nobody waits for it any more', async () => {
    const gone = AbortSignal.abort();
    await expect(engineWith({ pool: stuck(true) }).answer(queryOf('up', at(0)), gone)).rejects.toMatchObject({
      type: 'canceled',
    });
  });
});
