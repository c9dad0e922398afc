import type { LabelSet } from '@tocsin/domain/plan/label-set';
import type { Expr } from '@tocsin/domain/promql/ast';
import type { SeriesStore } from '@tocsin/domain/plan/series-store';
import type { Notes } from './notes.js';

/** One element of an instant vector. */
export interface Sample {
  readonly labels: LabelSet;
  readonly value: number;
  /** The name goes when all else is done; where names are dropped at once, only subqueries still ask for this. */
  readonly dropsName: boolean;
}

export interface Point {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
}

export interface WindowSeries {
  readonly labels: LabelSet;
  readonly dropsName: boolean;
  readonly points: readonly Point[];
}

/** A range vector: of each series the points of a window that ends at `end`, and begins, exclusive, at `start`. */
export interface Windows {
  readonly series: readonly WindowSeries[];
  readonly start: number;
  readonly end: number;
  readonly rangeMs: number;
  /** With one of these, there are points before `start`, and for `smoothed` also after `end`. */
  readonly extent: 'anchored' | 'smoothed' | null;
}

export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly samples: readonly Sample[] }
  | { readonly type: 'matrix'; readonly windows: Windows };

/** All that an expression depends on besides its text. */
export interface Moment {
  readonly store: SeriesStore;
  readonly lookbackMs: number;
  readonly subqueryStepMs: number;
  readonly dropsNamesLate: boolean;
  /** The whole query; an instant is a range with a step of 0. */
  readonly query: { readonly start: number; readonly end: number; readonly step: number };
  /** The time at which the expression is evaluated; other than the query's inside a subquery. */
  readonly time: number;
  /** Whether this is one of several times that are evaluated. */
  readonly isOneOfMany: boolean;
  readonly notes: Notes;
  readonly origins: Origins;
}

/**
 * Which series the results of functions of range vectors come from. Prometheus works such a function out for one series
 * after the other, at all times of a query, and so refuses that two series give results of the same labels even when they
 * do so at different times.
 */
export class Origins {
  readonly #byFunction = new Map<Expr, Map<string, string>>();

  claim(func: Expr, result: LabelSet, origin: LabelSet): void {
    const known = this.#byFunction.get(func) ?? new Map<string, string>();
    if ((known.get(result.key) ?? origin.key) !== origin.key) failOfTwins();
    this.#byFunction.set(func, known.set(result.key, origin.key));
  }
}

/** The expression cannot be evaluated on these series; the message is Prometheus's. */
export class EvaluationFailure extends Error {}

export function fail(message: string): never {
  throw new EvaluationFailure(message);
}

/** The labels of a result that no longer measures what the metric's name says. */
export function nameless(labels: LabelSet, moment: Moment): LabelSet {
  return moment.dropsNamesLate ? labels : labels.withoutName();
}

/** No two elements of a vector have the same labels. */
export function refuseTwins(samples: readonly { readonly labels: LabelSet }[]): void {
  const keys = new Set(samples.map(({ labels }) => labels.key));
  if (keys.size < samples.length) failOfTwins();
}

export function failOfTwins(): never {
  return fail('vector cannot contain metrics with the same labelset');
}
