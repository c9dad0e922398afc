import type { AggregateExpr, Expr } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import type { AdditivePart } from './additive-cells.js';
import { AdditiveAggregation } from './aggregates.js';
import { Annotations } from './annotations.js';
import { stringOf } from './arguments.js';
import { Compiler } from './compile.js';
import { planSteps, type PlanStep } from './explain.js';
import { samplesWithBounds } from './extended-ranges.js';
import { LabelIndex } from './label-index.js';
import { LabelSet } from './label-set.js';
import {
  type Annotation,
  type Evaluation,
  EvaluationError,
  failOfTwins,
  type Operator,
  type ScalarOperator,
  type Scope,
  type VectorOperator,
} from './operator.js';
import type { RangeOperator } from './selectors.js';
import { NO_VALUE, type SeriesStore, timeAt } from './series-store.js';
import type { Window } from './window.js';

/** One element of an instant vector. */
export interface Element {
  readonly labels: LabelSet;
  readonly value: number;
}

/** One series of a matrix; times in ms since 1970. */
export interface Points {
  readonly labels: LabelSet;
  readonly times: number[];
  readonly values: number[];
}

export type QueryValue =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly elements: readonly Element[] }
  | { readonly type: 'matrix'; readonly series: readonly Points[] };

export type QueryOutcome =
  | { readonly kind: 'evaluated'; readonly value: QueryValue; readonly annotations: readonly Annotation[] }
  /** The expression cannot be evaluated on these series; `message` says why in Prometheus's words. */
  | { readonly kind: 'failed'; readonly message: string; readonly annotations: readonly Annotation[] };

/** How long a sample stands for its series' value unless told otherwise; Prometheus's default. */
export const LOOKBACK_MS_DEFAULT = 300_000;

export interface QueryOptions {
  /** How long a sample stands for its series' value; ms. Default 5 minutes. */
  readonly lookbackMs?: number;
  /** The step of subqueries that name none; ms. Default 1 minute. */
  readonly subqueryStepMs?: number;
  /** Names are dropped from results at the very end, as with Prometheus's feature of that name. Default false. */
  readonly dropsNamesLate?: boolean;
}

function scopeOf(
  store: SeriesStore,
  options: QueryOptions,
  { query = null, evaluation = { time: Number.NaN, round: 0 } }: { query?: Scope['query']; evaluation?: Evaluation },
): Scope {
  return {
    store,
    lookbackMs: options.lookbackMs ?? LOOKBACK_MS_DEFAULT,
    subqueryStepMs: options.subqueryStepMs ?? 60_000,
    dropsNamesLate: options.dropsNamesLate ?? false,
    delayMs: 0,
    query,
    evaluation,
    steps: { areMany: query !== null && query.start !== query.end },
    annotations: new Annotations(),
  };
}

/** Runs what may find that an expression cannot be evaluated. */
function attempt({ annotations }: Scope, evaluate: () => QueryValue): QueryOutcome {
  try {
    const value = evaluate();
    return { kind: 'evaluated', value, annotations: annotations.all };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { kind: 'failed', message: error.message, annotations: annotations.all };
  }
}

/** The elements that a vector has now, in their order, with the names dropped that are to be. */
export function elementsOf({ labels, drops, values, order }: VectorOperator, dropsNamesLate: boolean): Element[] {
  const elements: Element[] = [];
  for (const place of order ?? labels.keys()) {
    const value = values[place] as number;
    if (value === NO_VALUE || value === undefined) continue;
    const own = labels[place] as LabelSet;
    elements.push({ labels: dropsNamesLate && drops[place] === true ? own.withoutName() : own, value });
  }
  if (dropsNamesLate && new Set(elements.map((element) => element.labels.key)).size < elements.length) failOfTwins();
  return elements;
}

/** What a rule's expression gives: a vector, or a scalar as its only element. */
export type RuleOutcome =
  | { readonly kind: 'evaluated'; readonly elements: readonly Element[] }
  | { readonly kind: 'failed'; readonly message: string };

function ruleElementsOf(operator: ScalarOperator | VectorOperator, { dropsNamesLate }: Scope): Element[] {
  return 'labels' in operator
    ? elementsOf(operator, dropsNamesLate)
    : [{ labels: LabelSet.empty, value: operator.value }];
}

function ruleOutcomeOf(outcome: QueryOutcome): RuleOutcome {
  if (outcome.kind === 'failed') return { kind: 'failed', message: outcome.message };
  return { kind: 'evaluated', elements: outcome.value.type === 'vector' ? outcome.value.elements : [] };
}

/** What the groups of an aggregation come to so far. */
export type GroupParts =
  | {
      readonly kind: 'evaluated';
      readonly groups: readonly { readonly labels: LabelSet; readonly part: AdditivePart }[];
    }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Expressions that are evaluated again and again on one store, each at rising times. They share what they have in common,
 * and keep from one evaluation to the next what stays the same.
 */
export class StandingQueries {
  readonly #scope: Scope;
  readonly #compiler: Compiler;
  readonly #evaluation = { time: Number.NaN, round: 0 };

  /** @param given - makes operators that stand in for expressions, by the expressions' text */
  constructor(
    readonly store: SeriesStore,
    readonly options: QueryOptions = {},
    given: (scope: Scope) => ReadonlyMap<string, Operator> = () => new Map(),
  ) {
    this.#scope = scopeOf(store, options, { evaluation: this.#evaluation });
    this.#compiler = new Compiler(this.#scope, given(this.#scope));
  }

  /** Makes an aggregation ready whose groups, so far, are asked of the answer at a time; ms since 1970. */
  prepareParts(expr: AggregateExpr): (time: number) => GroupParts {
    const aggregation = this.#compiler.vector(expr);
    if (!(aggregation instanceof AdditiveAggregation)) throw new TypeError(`${expr.operator} has no parts to add to`);
    return (time) => {
      const outcome = this.#ask(time, () => {
        aggregation.evaluate(time);
        return { type: 'vector', elements: [] };
      });
      if (outcome.kind === 'failed') return { kind: 'failed', message: outcome.message };
      return { kind: 'evaluated', groups: aggregation.parts() };
    };
  }

  /** Makes an expression ready; what it gives at a time (ms since 1970) is asked of the answer. */
  prepare(expr: Expr): (time: number) => RuleOutcome {
    let compiled: ScalarOperator | VectorOperator | null = null;
    // What cannot be made ready, such as a range of no length, is told when it is asked for.
    attempt(this.#scope, () => {
      compiled = this.#compiler.compile(expr);
      return { type: 'string', value: '' };
    });
    return (time) => {
      const outcome = this.#ask(time, () => {
        const operator = compiled ?? this.#compiler.compile(expr);
        operator.evaluate(time);
        return { type: 'vector', elements: ruleElementsOf(operator, this.#scope) };
      });
      return ruleOutcomeOf(outcome);
    };
  }

  #ask(time: number, evaluate: () => QueryValue): QueryOutcome {
    this.#evaluation.time = time;
    this.#evaluation.round += 1;
    this.#scope.annotations.clear();
    return attempt(this.#scope, evaluate);
  }
}

/**
 * Shows how an expression is evaluated on the series of a store: its operators, what each costs, and which look at more
 * than what has changed since the last evaluation.
 */
export function explainPlan(expr: Expr, store: SeriesStore, options: QueryOptions = {}): PlanStep[] {
  const compiler = new Compiler(scopeOf(store, options, {}));
  return planSteps(valueTypeOf(expr) === 'matrix' ? compiler.range(expr) : compiler.compile(expr));
}

/**
 * Evaluates an expression at one time (ms since 1970) and shows what each of its operators gives.
 *
 * @param isAsked - whether an element is shown
 */
export function explainInstant(
  expr: Expr,
  store: SeriesStore,
  time: number,
  isAsked: (labels: LabelSet) => boolean,
  options: QueryOptions = {},
): { readonly outcome: RuleOutcome; readonly steps: readonly PlanStep[] } {
  const scope = scopeOf(store, options, { evaluation: { time, round: 0 } });
  let steps: PlanStep[] = [];
  const outcome = attempt(scope, () => {
    const operator = new Compiler(scope).compile(expr);
    operator.evaluate(time);
    steps = planSteps(operator, isAsked);
    return { type: 'vector', elements: ruleElementsOf(operator, scope) };
  });
  return { outcome: ruleOutcomeOf(outcome), steps };
}

/** Evaluates an expression at one time (ms since 1970) on the samples of a store. */
export function evaluateInstant(
  expr: Expr,
  store: SeriesStore,
  time: number,
  options: QueryOptions = {},
): QueryOutcome {
  const scope = scopeOf(store, options, { evaluation: { time, round: 0 } });
  return attempt(scope, () => {
    const type = valueTypeOf(expr);
    if (type === 'string') return { type, value: stringOf(expr) };
    const compiler = new Compiler(scope);
    if (type === 'matrix') return { type, series: matrixOf(compiler.range(expr), time, scope.dropsNamesLate) };
    const operator = compiler.compile(expr);
    operator.evaluate(time);
    if (type === 'scalar') return { type, value: (operator as ScalarOperator).value };
    return { type, elements: elementsOf(operator as VectorOperator, scope.dropsNamesLate) };
  });
}

/** Evaluates an expression at every step of a range (ms since 1970, both ends included). */
export function evaluateRange(
  expr: Expr,
  store: SeriesStore,
  query: { start: number; end: number; step: number },
  options: QueryOptions = {},
): QueryOutcome {
  const scope = scopeOf(store, options, { query });
  return attempt(scope, () => {
    const operator = new Compiler(scope).compile(expr);
    const index = new LabelIndex();
    const series: Points[] = [];
    /** Operators give the same elements with the same label sets again and again. */
    const ofSet = new Map<LabelSet, Points>();
    for (let time = query.start; time <= query.end; time += query.step) {
      operator.evaluate(time);
      for (const { labels, value } of ruleElementsOf(operator, scope)) {
        let points = ofSet.get(labels);
        if (points === undefined) {
          points = series[index.add(labels)];
          if (points === undefined) series.push((points = { labels, times: [], values: [] }));
          ofSet.set(labels, points);
        }
        points.times.push(time);
        points.values.push(value);
      }
    }
    return { type: 'matrix', series: series.sort((a, b) => a.labels.compare(b.labels)) };
  });
}

/** The series of a range vector, those merged that are the same without the names that are to be dropped. */
function matrixOf(range: RangeOperator, time: number, dropsNamesLate: boolean): Points[] {
  range.evaluate(time);
  const { start, end, extent } = range;
  const none = new Float64Array(0);
  const window: Window = {
    ...{ origin: 0, offsets: none, values: none, from: 0, to: 0, shift: 0, parameters: [] },
    ...{ start, end, extent, at: time },
  };
  const series = new Map<string, Points>();
  range.labels.forEach((own, place) => {
    if (!range.point(place, window)) return;
    const points = extent === null ? samplesOf(window) : samplesWithBounds(window);
    if (points === null) return;
    const labels = dropsNamesLate && range.drops[place] === true ? own.withoutName() : own;
    const twin = series.get(labels.key);
    series.set(labels.key, { labels, ...(twin === undefined ? points : mergedPoints(twin, points)) });
  });
  return [...series.values()].sort((a, b) => a.labels.compare(b.labels));
}

type Samples = Pick<Points, 'times' | 'values'>;

function samplesOf(window: Window): Samples {
  const { values, from, to } = window;
  return {
    times: Array.from({ length: to - from }, (_, i) => timeAt(window, from + i)),
    values: [...values.subarray(from, to)],
  };
}

function mergedPoints(a: Samples, b: Samples): Samples {
  const values = new Map(a.times.map((time, i) => [time, a.values[i] as number]));
  b.times.forEach((time, i) => {
    if (values.has(time)) failOfTwins();
    values.set(time, b.values[i] as number);
  });
  const times = [...values.keys()].sort((x, y) => x - y);
  return { times, values: times.map((time) => values.get(time) as number) };
}

/** An annotation as Prometheus tells it, with where it stands in the expression: `PromQL warning: … (1:7)`. */
export function annotationText({ kind, message, span }: Annotation, text: string): string {
  const before = text.slice(0, span.from);
  const line = before.split('\n').length;
  const column = span.from - (before.lastIndexOf('\n') + 1) + 1;
  return `PromQL ${kind}: ${message} (${line}:${column})`;
}
