import { LabelSet } from '@tocsin/domain/plan/label-set';
import { evaluateInstant, evaluateRange, StandingQueries } from '@tocsin/domain/plan/plan';
import type { QueryOptions, QueryOutcome } from '@tocsin/domain/plan/plan';
import { SeriesStore } from '@tocsin/domain/plan/series-store';
import type { Expr } from '@tocsin/domain/promql/ast';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { environment } from '@tocsin/runtime/environment';
import fc from 'fast-check';
import { naiveInstant, type NaiveOutcome, naiveRange } from './evaluate.js';
import { betweenInfinities, outcomeDifference } from './outcome-difference.js';
import { placed, randomInstantQuery, randomQuery } from './random-queries.js';
import { fill, nudged, randomStore, type RandomStore, STORE_MS, storeOf } from './random-store.js';

/**
 * The plan, with all that it keeps and shares, against the definition. A failing run prints its seed and its smallest
 * counterexample; `NAIVE_RUNS` asks for more runs than the few hundred of every day.
 */
const parameters = { numRuns: Number(environment['NAIVE_RUNS'] ?? 700) };

const { constantFrom, integer, oneof, record, tuple } = fc;

const options: fc.Arbitrary<QueryOptions> = record({
  lookbackMs: constantFrom(300_000, 60_000, 20_000),
  dropsNamesLate: fc.boolean(),
});
/** Milliseconds after a store's start: when there are samples, mostly at their very times. */
const moment = oneof(
  { weight: 5, arbitrary: integer({ min: 4, max: 40 }).map((n) => n * 15_000) },
  { weight: 1, arbitrary: integer({ min: 0, max: STORE_MS + 60_000 }) },
);

/** Functions by which the order of a result is known. */
const ordering = /^(?:sort|sort_desc|topk|bottomk)\(/;

function parsed(query: string, { start }: RandomStore): { text: string; expr: Expr } {
  const text = placed(query, start);
  const result = parseExpr(text);
  if (result.kind === 'refused') throw new Error(`${text}: ${result.errors[0]?.message ?? ''}`);
  return { text, expr: result.expr };
}

/** Rounds of the test whether a result hangs on the last digits of values. */
const NUDGES = 20;

/**
 * Says where a plan's outcome differs from what the definition gives of a store. Where the language leaves a choice, the
 * plan may choose in its own way; and what comes of samples that are a hair's breadth off is told apart by rounding alone.
 */
function expectSame(
  found: QueryOutcome,
  random: RandomStore,
  define: (random: RandomStore) => NaiveOutcome,
  text: string,
): void {
  const isOrdered = ordering.test(text);
  const expected = define(random);
  const difference = outcomeDifference(found, expected, isOrdered);
  if (difference === null || expected.isArbitrary) return;
  const definitions = Array.from({ length: NUDGES }, (_, i) => define(nudged(random, i + 1)));
  if (definitions.some((one) => outcomeDifference(found, one, isOrdered) === null)) return;
  if (outcomeDifference(betweenInfinities(found, expected, definitions), expected, isOrdered) === null) return;
  throw new Error(`${text}: the plan ${difference}`);
}

test('at one time, the plan gives what the definition says', () => {
  fc.assert(
    fc.property(randomInstantQuery, randomStore, moment, options, (query, random, at, own) => {
      const { text, expr } = parsed(query, random);
      const time = random.start + at;
      const define = (world: RandomStore): NaiveOutcome => naiveInstant(expr, storeOf(world), time, own);
      expectSame(evaluateInstant(expr, storeOf(random), time, own), random, define, text);
    }),
    parameters,
  );
});

test('a slope that is exactly nothing, at a time without end, is no number; the definition tells rounding alone', () => {
  const expr = parsed('predict_linear(a[1m], Inf)', { start: 0, series: [] }).expr;
  const values = [-0.5, 1.5, -1];
  const samples = [240_027, 270_027, 285_027].map((time, i) => ({ time, value: values[i] as number }));
  const random = { start: 0, series: [{ labels: { __name__: 'a' }, samples }] };
  const define = (world: RandomStore): NaiveOutcome => naiveInstant(expr, storeOf(world), 300_000);
  expectSame(evaluateInstant(expr, storeOf(random), 300_000), random, define, 'predict_linear');
  const steeper = { ...random, series: [{ labels: { __name__: 'a' }, samples: samples.slice(1) }] };
  expect(() => expectSame(evaluateInstant(expr, storeOf(random), 300_000), steeper, define, 'steeper')).toThrow(
    'steeper',
  );
});

const steps = record({
  step: constantFrom(15_000, 30_000, 60_000, 7_000, 100_000),
  count: integer({ min: 0, max: 6 }),
});

test('over a range, the plan gives what the definition says of each step', () => {
  fc.assert(
    fc.property(randomQuery, randomStore, moment, steps, options, (query, random, at, { step, count }, own) => {
      const { text, expr } = parsed(query, random);
      const start = random.start + at;
      const range = { start, end: start + step * count + (count % 3), step };
      const define = (world: RandomStore): NaiveOutcome => naiveRange(expr, storeOf(world), range, own);
      expectSame(evaluateRange(expr, storeOf(random), range, own), random, define, text);
    }),
    parameters,
  );
});

/** How much later the next evaluation is, and how far the samples that are in by then lag behind it or lead. */
const advance = tuple(constantFrom(15_000, 30_000, 0, 60_000, 7_000, 100_000), constantFrom(0, 0, 0, 10_000, -5_000));

/** A standing query gives a scalar as the only element of a vector. */
function asVector(outcome: NaiveOutcome): NaiveOutcome {
  if (outcome.kind === 'failed' || outcome.value.type !== 'scalar') return outcome;
  const elements = [{ labels: LabelSet.empty, value: outcome.value.value }];
  return { ...outcome, value: { type: 'vector', elements } };
}

test('queries that stand while samples come give at each time what the definition says from scratch', () => {
  const queries = fc.array(randomQuery, { minLength: 1, maxLength: 3 });
  const advances = fc.array(advance, { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(queries, randomStore, moment, advances, options, (asked, random, first, times, own) => {
      const store = new SeriesStore();
      const standing = new StandingQueries(store, own);
      const prepared = asked.map((query) => {
        const { text, expr } = parsed(query, random);
        return { text, expr, ask: standing.prepare(expr) };
      });
      let time = random.start + first;
      let filled = -Infinity;
      for (const [gap, lag] of times) {
        time += gap;
        const upTo = Math.max(filled, time - lag);
        fill(store, random, filled, upTo);
        filled = upTo;
        for (const { text, expr, ask } of prepared) {
          const answer = ask(time);
          const found: QueryOutcome =
            answer.kind === 'failed'
              ? { ...answer, annotations: [] }
              : { kind: 'evaluated', value: { type: 'vector', elements: answer.elements }, annotations: [] };
          const define = (world: RandomStore): NaiveOutcome =>
            asVector(naiveInstant(expr, storeOf(world, upTo), time, own));
          expectSame(found, random, define, `${text} at ${time}`);
        }
      }
    }),
    parameters,
  );
});

test('values that are large beside what lies between them vary by that alone, standing or not', () => {
  const query = 'stdvar_over_time(ts_of_first_over_time(c[30s])[1m:30s] @ start() offset 30s)';
  const samples = [0, 14_999, 29_998].map((time) => ({ time, value: 0 }));
  const random = { start: 1_600_000_000_000, series: [{ labels: { __name__: 'c' }, samples: samples.slice(1) }] };
  const { expr } = parsed(query, random);
  const at = random.start + 90_000;
  const store = new SeriesStore();
  const ask = new StandingQueries(store, {}).prepare(expr);
  ask(random.start + 75_000);
  fill(store, random, -Infinity, at);
  const standing = ask(at);
  const once = evaluateInstant(expr, storeOf(random), at);
  const distance = 1_600_000_029.998 - 1_600_000_014.999;
  const elements = [{ labels: LabelSet.empty, value: expect.closeTo((distance / 2) ** 2, 9) as number }];
  expect(standing).toEqual({ kind: 'evaluated', elements });
  expect(once).toMatchObject({ kind: 'evaluated', value: { type: 'vector', elements } });
});
