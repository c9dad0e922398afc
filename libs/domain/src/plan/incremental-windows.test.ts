import fc from 'fast-check';
import { parseExpr } from '../promql/parser.js';
import { Annotations } from './annotations.js';
import { aggregateOf, functionsOfEnds } from './incremental-windows.js';
import { LabelSet } from './label-set.js';
import type { Scope } from './operator.js';
import { TimeScalar } from './scalars.js';
import { pointAt, SampleRange } from './selectors.js';
import { asValue, NO_VALUE, SeriesStore } from './series-store.js';
import type { Window } from './window.js';
import { windowFunctions } from './window-functions.js';
import { WindowedFunction } from './windowed-function.js';

const { array, constantFrom, integer, oneof, record, tuple } = fc;

/** Values with which sums are the same in any order, so that what is kept and what is made anew can be held together. */
const gauge = oneof(
  { weight: 12, arbitrary: integer({ min: -8, max: 8 }) },
  { weight: 1, arbitrary: constantFrom(NO_VALUE, NO_VALUE, Number.NaN, Infinity, -Infinity) },
);
const gap = oneof({ weight: 8, arbitrary: constantFrom(10, 10, 20) }, integer({ min: 1, max: 200 }));
const samples = oneof(
  { weight: 3, arbitrary: array(record({ gap, value: gauge }), { minLength: 1, maxLength: 60, size: 'max' }) },
  // A value that stays, as most do.
  tuple(array(gap, { minLength: 1, maxLength: 30 }), gauge).map(([gaps, value]) =>
    gaps.map((own) => ({ gap: own, value })),
  ),
);
/** How much later the next evaluation is; now and then it is earlier, as with another query. */
const move = oneof({ weight: 12, arbitrary: constantFrom(0, 10, 15, 60) }, constantFrom(400, -35));
const world = record({
  series: array(samples, { minLength: 1, maxLength: 3 }),
  moves: array(move, { minLength: 1, maxLength: 50, size: 'max' }),
  rangeMs: constantFrom(10, 35, 60, 200),
});

function scopeOf(store: SeriesStore): Scope {
  return {
    store,
    lookbackMs: 300_000,
    subqueryStepMs: 60_000,
    delayMs: 0,
    query: null,
    evaluation: { time: 0, round: 0 },
    steps: { areMany: true },
    dropsNamesLate: true,
    annotations: new Annotations(),
  };
}

function selector() {
  const parsed = parseExpr('m');
  if (parsed.kind === 'refused' || parsed.expr.kind !== 'vector_selector') throw new Error('m is a selector');
  return parsed.expr;
}

const isClose = (a: number, b: number): boolean =>
  a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

const parameters: Readonly<Record<string, number>> = { predict_linear: 30, quantile_over_time: 0.3 };
const kept = Object.keys(windowFunctions).filter((func) => aggregateOf(func) !== null);

test.each(kept)('%s of windows that move is what it is of each window by itself', (func) => {
  fc.assert(
    fc.property(world, ({ series, moves, rangeMs }) => {
      const store = new SeriesStore();
      const scope = scopeOf(store);
      const q = new TimeScalar(scope, 'parameter', () => parameters[func] ?? 0);
      const range = new SampleRange(scope, selector(), { at: null, offsetMs: 0 }, rangeMs);
      const scalars = func in parameters ? [q] : [];
      const windowed = new WindowedFunction(scope, range, scalars, func, { keepsName: true });
      const due = series.map((own) => [...own]);
      const reached = series.map(() => 0);
      let time = 0;
      for (const by of moves) {
        time += by;
        due.forEach((left, n) => {
          const own = store.series(LabelSet.of({ n: String(n) }, 'm'));
          for (let next = left[0]; next !== undefined; next = left[0]) {
            if ((reached[n] as number) + next.gap > time) return;
            reached[n] = (reached[n] as number) + next.gap;
            store.append(own, reached[n] as number, next.value === NO_VALUE ? NO_VALUE : asValue(next.value));
            left.shift();
          }
        });
        windowed.evaluate(time);
        windowed.labels.forEach((labels, place) => {
          const window = { start: time - rangeMs, end: time, at: time, extent: null } as unknown as Window;
          window.parameters = scalars.length > 0 ? [parameters[func] as number] : [];
          const isThere = pointAt(store.series(labels), time - rangeMs, time, window);
          const expected = isThere ? (windowFunctions[func]?.(window) as number) : NO_VALUE;
          const found = windowed.values[place] as number;
          if (!isClose(found, expected)) throw new Error(`${found} at ${time}, expected ${expected}`);
        });
      }
    }),
    { numRuns: 60 },
  );
});

test('what is kept of a window does not hang on the samples that have left it', () => {
  const store = new SeriesStore();
  const scope = scopeOf(store);
  const range = new SampleRange(scope, selector(), { at: null, offsetMs: 0 }, 30);
  const sum = new WindowedFunction(scope, range, [], 'sum_over_time', { keepsName: true });
  const series = store.series(LabelSet.of({}, 'm'));
  for (const [i, value] of [1e17, 0.1, 0.2, 0.3, 0.1].entries()) {
    store.append(series, 10 * i, value);
    sum.evaluate(10 * i);
  }
  expect(sum.values[0]).toBe(0.6);
});

test.each([
  ['over more samples than are kept in their order', 66_000],
  ['over few samples of a series that is long', 40],
])('a quantile %s is that of the window', (_what, count) => {
  const store = new SeriesStore();
  const scope = scopeOf(store);
  const range = new SampleRange(scope, selector(), { at: null, offsetMs: 0 }, count);
  const median = new TimeScalar(scope, 'parameter', () => 0.5);
  const quantile = new WindowedFunction(scope, range, [median], 'quantile_over_time', { keepsName: true });
  const series = store.series(LabelSet.of({}, 'm'));
  for (let time = 1; time <= 70_000; time += 1) {
    store.append(series, time, time);
    if (time % 500 === 0) quantile.evaluate(time);
  }
  expect(quantile.values[0]).toBe(70_000 - (count - 1) / 2);
});

test('no function is both kept and read off the ends', () => {
  expect(kept.filter((func) => functionsOfEnds.has(func))).toEqual([]);
});
