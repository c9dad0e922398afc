import { encodeHistory } from '@tocsin/contracts/http/history-select';
import { EvaluationError } from '@tocsin/domain/plan/operator';
import { asValue, NO_VALUE } from '@tocsin/domain/plan/series-store';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { placed, randomInstantQuery, randomQuery } from '@tocsin/testing/promql/naive/random-queries';
import { randomStore, type RandomStore, STORE_MS } from '@tocsin/testing/promql/naive/random-store';
import fc from 'fast-check';
import { evaluateJob } from './evaluate-job.js';
import type { QueryTime } from './query-job.js';
import { type Selection, selectionsOf } from './selections.js';

const everything: Selection = { matchers: [], from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

function historyOf({ start, series }: RandomStore): FakeSeriesHistory {
  const history = new FakeSeriesHistory();
  for (const { labels, samples } of series) {
    const kept = Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
    history.add(
      'acme',
      kept,
      samples.map(({ time, value }) => [start + time, value === null ? NO_VALUE : asValue(value)]),
    );
  }
  return history;
}

interface Told {
  data?: unknown;
  warnings?: string[];
  infos?: string[];
}

/** What a query answers when it is given these selections, or why it answers nothing. */
async function answer(
  random: RandomStore,
  query: string,
  at: QueryTime,
  lookbackMs: number,
  choose: (selections: Selection[]) => Selection[],
): Promise<Told> {
  const text = placed(query, random.start);
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new Error(`${text}: ${parsed.errors[0]?.message ?? ''}`);
  const { expr } = parsed;
  const history = historyOf(random);
  let selections: Selection[];
  try {
    selections = choose(selectionsOf(expr, at, lookbackMs));
  } catch (error) {
    if (error instanceof EvaluationError) return { data: error.message };
    throw error;
  }
  const samples = [];
  for (const selection of selections)
    samples.push(encodeHistory(await history.select({ tenant: 'acme', ...selection })));
  const answered = evaluateJob({ text, expr, at, lookbackMs, limit: 0, samples });
  if (answered.kind === 'failed') return { data: answered.message };
  return JSON.parse(new TextDecoder().decode(answered.content)) as Told;
}

/**
 * The same is said of both. What is remarked may be less: of series that have no samples in time, some things are
 * remarked when they are known.
 */
function expectSame(found: Told, whole: Told): void {
  expect(found.data).toEqual(whole.data);
  expect(whole.warnings ?? []).toEqual(expect.arrayContaining(found.warnings ?? []));
  expect(whole.infos ?? []).toEqual(expect.arrayContaining(found.infos ?? []));
}

const lookback = fc.constantFrom(300_000, 60_000, 20_000);
const moment = fc.integer({ min: 0, max: 42 }).map((n) => n * 15_000);

test(
  'an instant query says of the samples that are selected for it what it says of all',
  () =>
    fc.assert(
      fc.asyncProperty(randomStore, randomInstantQuery, moment, lookback, async (random, query, time, lookbackMs) => {
        const at: QueryTime = { kind: 'instant', time: random.start + time };
        const found = await answer(random, query, at, lookbackMs, (selections) => selections);
        expectSame(found, await answer(random, query, at, lookbackMs, () => [everything]));
      }),
      { numRuns: 400 },
    ),
  60_000,
);

test('a subquery at a fixed time finds what lies at the start of its query (seed -1623889161)', async () => {
  const labels = { __name__: 'a', job: 'x', instance: '0', env: '', __type__: '' };
  const random: RandomStore = { start: 0, series: [{ labels, samples: [{ time: 0, value: Number.NaN }] }] };
  const query = 'clamp_min(rate((a @ start())[2m:30s] @ START+181), 0)';
  const at: QueryTime = { kind: 'instant', time: 0 };
  const found = await answer(random, query, at, 60_000, (selections) => selections);
  const whole = await answer(random, query, at, 60_000, () => [everything]);
  expect(found.data).toMatchObject({ result: [{ value: [0, 'NaN'] }] });
  expectSame(found, whole);
});

test(
  'a range query says of the samples that are selected for it what it says of all',
  () =>
    fc.assert(
      fc.asyncProperty(
        randomStore,
        randomQuery,
        fc.record({
          from: moment,
          length: fc.integer({ min: 0, max: STORE_MS }),
          step: fc.constantFrom(15_000, 60_000, 47_000),
        }),
        lookback,
        async (random, query, { from, length, step }, lookbackMs) => {
          const start = random.start + from;
          const at: QueryTime = { kind: 'range', start, end: start + length, step };
          const found = await answer(random, query, at, lookbackMs, (selections) => selections);
          expectSame(found, await answer(random, query, at, lookbackMs, () => [everything]));
        },
      ),
      { numRuns: 400 },
    ),
  60_000,
);
