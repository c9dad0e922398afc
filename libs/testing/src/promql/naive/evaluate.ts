import { LabelSet } from '@tocsin/domain/plan/label-set';
import type { Element, Points, QueryOptions, QueryOutcome, QueryValue } from '@tocsin/domain/plan/plan';
import type { SeriesStore } from '@tocsin/domain/plan/series-store';
import type { Expr } from '@tocsin/domain/promql/ast';
import { valueTypeOf } from '@tocsin/domain/promql/check-types';
import { checkDurations } from './durations.js';
import { evaluate } from './expressions.js';
import {
  EvaluationFailure,
  fail,
  failOfTwins,
  type Moment,
  Origins,
  refuseTwins,
  type Sample,
  type Windows,
} from './moment.js';
import { Notes } from './notes.js';
import { withBounds } from './rate-functions.js';

/**
 * PromQL by its definition: the expression is walked anew for each time, over plain objects and arrays, with nothing
 * kept. It is slow, and what the plan is held against.
 */

/** An outcome, and whether the language left open which of several elements were taken, as `limitk` and ties do. */
export type NaiveOutcome = QueryOutcome & { readonly isArbitrary: boolean };

const documentedTypes = { scalar: 'scalar', string: 'string', vector: 'instant vector', matrix: 'range vector' };

function momentsOf(
  store: SeriesStore,
  query: Moment['query'],
  options: QueryOptions,
  notes: Notes,
): (time: number) => Moment {
  const origins = new Origins();
  return (time) => ({
    store,
    lookbackMs: options.lookbackMs ?? 300_000,
    subqueryStepMs: options.subqueryStepMs ?? 60_000,
    dropsNamesLate: options.dropsNamesLate ?? false,
    query,
    time,
    isOneOfMany: query.start !== query.end,
    notes,
    origins,
  });
}

function attempt(notes: Notes, run: () => QueryValue): NaiveOutcome {
  try {
    const value = run();
    return { kind: 'evaluated', value, annotations: notes.annotations, isArbitrary: notes.isArbitrary };
  } catch (error) {
    if (!(error instanceof EvaluationFailure)) throw error;
    const { message } = error;
    return { kind: 'failed', message, annotations: notes.annotations, isArbitrary: notes.isArbitrary };
  }
}

/** Drops the names of elements that are to lose them at the end. */
function settled<T extends { readonly labels: LabelSet; readonly dropsName: boolean }>(
  samples: readonly T[],
  moment: Moment,
): T[] {
  if (!moment.dropsNamesLate) return [...samples];
  return samples.map((sample) => (sample.dropsName ? { ...sample, labels: sample.labels.withoutName() } : sample));
}

function elementsOf(samples: readonly Sample[], moment: Moment): Element[] {
  const elements = settled(samples, moment).map(({ labels, value }) => ({ labels, value }));
  if (moment.dropsNamesLate) refuseTwins(elements);
  return elements;
}

/** The points of series by time, those of the same labels together. */
function merged(all: readonly Points[]): Points[] {
  const byKey = new Map<string, { labels: LabelSet; points: [number, number][] }>();
  for (const { labels, times, values } of all) {
    const known = byKey.get(labels.key) ?? { labels, points: [] };
    known.points.push(...times.map((time, i): [number, number] => [time, values[i] as number]));
    byKey.set(labels.key, known);
  }
  const series = [...byKey.values()].map(({ labels, points }) => {
    const sorted = points.sort(([a], [b]) => a - b);
    const times = sorted.map(([time]) => time);
    if (new Set(times).size < times.length) failOfTwins();
    return { labels, times, values: sorted.map(([, value]) => value) };
  });
  return series.sort((a, b) => a.labels.compare(b.labels));
}

function matrixOf(windows: Windows, moment: Moment): Points[] {
  const shown = windows.series
    .map((series) => ({
      ...series,
      points: windows.extent === null ? series.points : withBounds(series.points, windows),
    }))
    .filter(({ points }) => points.length > 0);
  return merged(
    settled(shown, moment).map(({ labels, points }) => ({
      labels,
      times: points.map(({ time }) => time),
      values: points.map(({ value }) => value),
    })),
  );
}

/** Evaluates an expression at one time (ms since 1970). */
export function naiveInstant(expr: Expr, store: SeriesStore, time: number, options: QueryOptions = {}): NaiveOutcome {
  const notes = new Notes();
  const query = { start: time, end: time, step: 0 };
  const moment = momentsOf(store, query, options, notes)(time);
  return attempt(notes, () => {
    checkDurations(expr, query);
    const value = evaluate(expr, moment);
    if (value.type === 'vector') return { type: 'vector', elements: elementsOf(value.samples, moment) };
    return value.type === 'matrix' ? { type: 'matrix', series: matrixOf(value.windows, moment) } : value;
  });
}

/** Evaluates an expression at each step of a range (ms since 1970, both ends included). */
export function naiveRange(
  expr: Expr,
  store: SeriesStore,
  query: { start: number; end: number; step: number },
  options: QueryOptions = {},
): NaiveOutcome {
  const notes = new Notes();
  const momentAt = momentsOf(store, query, options, notes);
  return attempt(notes, () => {
    const type = valueTypeOf(expr);
    if (type !== 'vector' && type !== 'scalar')
      fail(`invalid expression type "${documentedTypes[type]}" for range query, must be Scalar or instant Vector`);
    checkDurations(expr, query);
    const found: Points[] = [];
    for (let time = query.start; time <= query.end; time += query.step) {
      const moment = momentAt(time);
      const value = evaluate(expr, moment);
      if (value.type === 'scalar') found.push({ labels: LabelSet.empty, times: [time], values: [value.value] });
      if (value.type !== 'vector') continue;
      const elements = elementsOf(value.samples, moment);
      refuseTwins(elements);
      found.push(...elements.map(({ labels, value: own }) => ({ labels, times: [time], values: [own] })));
    }
    return { type: 'matrix', series: merged(found) };
  });
}
