import { grown, roomFor } from '../engine/columns.js';
import type { Span } from '../promql/ast.js';
import type { Annotations } from './annotations.js';
import type { LabelSet } from './label-set.js';
import { NO_VALUE, type SeriesStore } from './series-store.js';

/** Something doubtful that Prometheus tells beside a result. */
export interface Annotation {
  readonly kind: 'warning' | 'info';
  readonly message: string;
  readonly span: Span;
}

/** Thrown while a plan runs when the expression cannot be evaluated on these series; caught where the plan was asked. */
export class EvaluationError extends Error {}

/** What the operators of one plan share. */
export interface Scope {
  readonly store: SeriesStore;
  /** How long a sample stands for its series' value; ms. */
  readonly lookbackMs: number;
  /** The step of subqueries that name none; ms. */
  readonly subqueryStepMs: number;
  /** How far behind the time of evaluation this part of a plan may be evaluated, as the inside of a subquery is; ms. */
  readonly delayMs: number;
  /** The range and step of a range query; null where a query is for one time, that of the {@link evaluation}. */
  readonly query: { readonly start: number; readonly end: number; readonly step: number } | null;
  /** The evaluation of the whole query that is under way. */
  readonly evaluation: Evaluation;
  /** Whether this part of a plan is evaluated for several times at once, as it is for a range and inside a subquery. */
  readonly steps: { readonly areMany: boolean };
  /** Names are dropped from results at the very end instead of by each function (Prometheus's feature of that name). */
  readonly dropsNamesLate: boolean;
  readonly annotations: Annotations;
}

/** An evaluation of a whole query, as its parts see it, also those that are evaluated at other times than the query. */
export interface Evaluation {
  /** What the query is evaluated for; ms since 1970. A range query has its own start and end instead. */
  readonly time: number;
  /** Grows with each evaluation of standing queries. */
  readonly round: number;
}

/** When the query itself starts or ends, whatever the time at which a part of it is evaluated; ms since 1970. */
export function boundOf({ query, evaluation }: Scope, bound: 'start' | 'end'): number {
  return query === null ? evaluation.time : query[bound];
}

/**
 * Whether operators refuse elements of the same labels. Where names are dropped late, that is left to the end of a query
 * for one time.
 */
export const refusesTwins = ({ dropsNamesLate, steps }: Scope): boolean => !dropsNamesLate || steps.areMany;

/** Refuses elements of the same labels. */
export function failOfTwins(): never {
  throw new EvaluationError('vector cannot contain metrics with the same labelset');
}

/** What an operator does, for people who look at a plan. */
export interface Description {
  readonly text: string;
  /**
   * What one evaluation costs: a step for each element; that and the logarithm of their number; or all the samples of
   * each element's window.
   */
  readonly cost: 'element' | 'element log' | 'window';
  /** Why it looks at more than what has changed; null when it does not. */
  readonly why: string | null;
}

/** A step of a plan. What it gives for a time is kept until another time is asked for, or what it reads has changed. */
export abstract class Operator {
  /** Grows whenever the operator's results are made anew. */
  epoch = 0;
  #time = Number.NaN;
  #round = -1;
  #wereMany = false;
  readonly #seen: number[];

  constructor(
    protected readonly scope: Scope,
    /** The operators whose results at the same time it reads. */
    readonly inputs: readonly Operator[],
  ) {
    this.#seen = inputs.map(() => -1);
  }

  /** Brings the operator's results to a time; ms since 1970. */
  evaluate(time: number): void {
    const { inputs, scope } = this;
    const { round } = scope.evaluation;
    let isCurrent = time === this.#time && scope.steps.areMany === this.#wereMany && !this.hasNews();
    if (isCurrent && round !== this.#round) isCurrent = !this.isOfItsRound;
    for (let i = 0; i < inputs.length; i += 1) {
      const input = inputs[i] as Operator;
      input.evaluate(time);
      if (input.epoch === this.#seen[i]) continue;
      this.#seen[i] = input.epoch;
      isCurrent = false;
    }
    if (isCurrent) return;
    // Until it is done, what a failed computation leaves behind must not pass for a result.
    this.#time = Number.NaN;
    this.compute(time);
    this.#time = time;
    this.#round = round;
    this.#wereMany = scope.steps.areMany;
    this.epoch += 1;
  }

  abstract describe(): Description;

  /** Operators that it reads at other times than its own. */
  get others(): readonly Operator[] {
    return [];
  }

  /** How many elements or series it has. */
  get size(): number {
    return 1;
  }

  /** Whether its results hang on the evaluation of the whole query, so that none is kept for the next one. */
  get isOfItsRound(): boolean {
    return false;
  }

  /** Whether samples that it reads itself have come since its last evaluation. */
  protected hasNews(): boolean {
    return false;
  }

  /** Makes the results for a time of what the inputs give for it. */
  protected abstract compute(time: number): void;
}

/** Describes an operator whose every evaluation takes a step for each element. */
export const perElement = (text: string): Description => ({ text, cost: 'element', why: null });

/** Gives one number. */
export abstract class ScalarOperator extends Operator {
  value = Number.NaN;
}

/**
 * Gives an instant vector in columns: element `i` has the labels `labels[i]` and the value `values[i]`, which is
 * {@link NO_VALUE} while the vector does not have it. Elements keep their places from one evaluation to the next.
 */
export abstract class VectorOperator extends Operator {
  abstract readonly labels: readonly LabelSet[];
  /** Elements whose name is to be dropped from the result; used when names are dropped late. */
  abstract readonly drops: readonly boolean[];
  /** All elements come from one metric, so that no two become equal when they lose their names. */
  abstract readonly isOfOneMetric: boolean;
  values = new Float64Array(0);
  /** The order of the elements in a result; null for any. */
  order: readonly number[] | null = null;

  override get size(): number {
    return this.labels.length;
  }

  /** Makes the columns long enough for all elements. New ones have no value. */
  protected fit(count: number): void {
    const known = this.values.length;
    if (known < count) this.values = grown(this.values, roomFor(count, known)).fill(NO_VALUE, known);
  }
}
