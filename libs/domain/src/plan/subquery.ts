import { printDuration } from '../promql/duration-text.js';
import { LabelIndex } from './label-index.js';
import type { LabelSet } from './label-set.js';
import {
  type Description,
  failOfTwins,
  type Operator,
  perElement,
  type Scope,
  type VectorOperator,
} from './operator.js';
import { isBound, pointAt, RangeOperator, type Shift, shifted } from './selectors.js';
import { type ChangeWatch, NO_VALUE, Series, timeAt } from './series-store.js';
import type { Window } from './window.js';

/** Whether the elements of a series lose their names from a step on; ms since 1970. */
interface Dropping {
  readonly step: number;
  readonly drops: boolean;
}

/**
 * A range of an expression's own results, taken on a grid of steps that starts at the epoch. Results are kept, and only
 * steps that were not taken yet, or whose samples have changed since, are evaluated. Results of the same labels are one
 * series, whichever elements of the expression they come from.
 */
export class Subquery extends RangeOperator {
  readonly #index = new LabelIndex();
  readonly labels: readonly LabelSet[] = this.#index.labels;
  readonly drops: boolean[] = [];
  readonly extent = null;
  readonly isOfOneMetric: boolean;
  readonly #results: Series[] = [];
  readonly #droppings: Dropping[][] = [];
  /** Of each element of the expression: the place of its series. */
  readonly #placeOfElement: number[] = [];
  readonly #changes: ChangeWatch;
  /** All operators by which the expression is evaluated. */
  readonly #operators: readonly Operator[];
  #firstStep = Number.POSITIVE_INFINITY;
  #lastStep = Number.NEGATIVE_INFINITY;
  /** The round in which the kept steps were taken, or seen not to hang on the round. */
  #round = -1;

  constructor(
    scope: Scope,
    private readonly inner: VectorOperator,
    private readonly options: {
      shift: Shift;
      rangeMs: number;
      stepMs: number;
      /** A sample changes results from this long after it on; null: any results. */
      changesAfterMs: number | null;
      /** What the inner operators know of the steps. */
      steps: { areMany: boolean };
    },
  ) {
    super(scope, []);
    this.isOfOneMetric = inner.isOfOneMetric;
    this.#changes = scope.store.watchChanges();
    this.#operators = allBelow(inner);
  }

  describe(): Description {
    const { rangeMs, stepMs } = this.options;
    return perElement(`subquery of ${printDuration(rangeMs)}, each ${printDuration(stepMs)} evaluated once`);
  }

  override get others(): readonly Operator[] {
    return [this.inner];
  }

  override get isOfItsRound(): boolean {
    return isBound(this.options.shift) || this.#areStepsOfTheirRound();
  }

  protected override hasNews(): boolean {
    return this.#changes.earliest < Number.POSITIVE_INFINITY;
  }

  protected compute(time: number): void {
    const { shift, rangeMs, stepMs, changesAfterMs, steps } = this.options;
    const { round } = this.scope.evaluation;
    this.end = shifted(this.scope, shift, time);
    this.start = this.end - rangeMs;
    const first = stepMs * (Math.floor(this.start / stepMs) + 1);
    if (this.#changes.earliest < Number.POSITIVE_INFINITY) {
      this.#forgetFrom(changesAfterMs === null ? Number.NEGATIVE_INFINITY : this.#changes.earliest + changesAfterMs);
      this.#changes.earliest = Number.POSITIVE_INFINITY;
    }
    const areMany = first !== this.end;
    const isJudgedAnew = areMany !== steps.areMany && this.scope.dropsNamesLate;
    steps.areMany = areMany;
    if (first < this.#firstStep || first > this.#lastStep + stepMs || isJudgedAnew)
      this.#forgetFrom(Number.NEGATIVE_INFINITY);
    if (this.#lastStep === Number.NEGATIVE_INFINITY) this.#round = round;
    this.#takeFrom(first);
    if (this.#round !== round && this.#areStepsOfTheirRound()) {
      this.#forgetFrom(Number.NEGATIVE_INFINITY);
      this.#takeFrom(first);
    }
    this.#round = round;
    this.#firstStep = Math.max(this.#firstStep, first);
    this.#results.forEach((series, place) => {
      series.forgetUpTo(this.start);
      this.drops[place] = this.#dropsAt(place);
    });
  }

  point(place: number, window: Window): boolean {
    return pointAt(this.#results[place] as Series, this.start, this.end, window);
  }

  seriesAt(place: number): Series {
    return this.#results[place] as Series;
  }

  #areStepsOfTheirRound(): boolean {
    return this.#operators.some(({ isOfItsRound }) => isOfItsRound);
  }

  /** Takes the steps that are missing. */
  #takeFrom(first: number): void {
    const { stepMs } = this.options;
    const isEmpty = this.#lastStep === Number.NEGATIVE_INFINITY;
    if (isEmpty) this.#firstStep = first;
    for (let step = isEmpty ? first : this.#lastStep + stepMs; step <= this.end; step += stepMs) this.#take(step);
  }

  #take(step: number): void {
    const { inner } = this;
    inner.evaluate(step);
    this.#grow();
    for (let i = 0; i < inner.labels.length; i += 1) {
      if (inner.values[i] === NO_VALUE) continue;
      const place = this.#placeOfElement[i] as number;
      const series = this.#results[place] as Series;
      if (series.lastTime === step && this.options.steps.areMany) {
        for (const taken of this.#results) taken.forgetFrom(step);
        failOfTwins();
      }
      series.push(step, inner.values[i] as number, this.start);
      const droppings = this.#droppings[place] as Dropping[];
      const drops = inner.drops[i] as boolean;
      if (droppings.at(-1)?.drops !== drops) droppings.push({ step, drops });
    }
    this.#lastStep = step;
  }

  #grow(): void {
    const { inner } = this;
    for (let i = this.#placeOfElement.length; i < inner.labels.length; i += 1) {
      const labels = inner.labels[i] as LabelSet;
      const place = this.#index.add(labels);
      if (place === this.#results.length) {
        this.drops.push(inner.drops[i] as boolean);
        this.#droppings.push([]);
        this.#results.push(new Series(labels, this.scope.store.nobody));
      }
      this.#placeOfElement.push(place);
    }
  }

  /** Whether the series loses its name: what holds for its first element in the range decides. */
  #dropsAt(place: number): boolean {
    const droppings = this.#droppings[place] as Dropping[];
    if (droppings.length > 1) {
      const series = this.#results[place] as Series;
      const first = series.firstAfter(this.start);
      if (first < series.end)
        droppings.splice(
          0,
          droppings.findLastIndex(({ step }) => step <= timeAt(series, first)),
        );
    }
    return droppings[0]?.drops ?? false;
  }

  #forgetFrom(time: number): void {
    const { stepMs } = this.options;
    if (time > this.#lastStep) return;
    this.rewinds += 1;
    this.#lastStep = stepMs * (Math.ceil(time / stepMs) - 1);
    if (!(this.#lastStep >= this.#firstStep)) {
      this.#lastStep = Number.NEGATIVE_INFINITY;
      this.#firstStep = Number.POSITIVE_INFINITY;
    }
    this.#results.forEach((series, place) => {
      series.forgetFrom(this.#lastStep === Number.NEGATIVE_INFINITY ? this.#lastStep : time);
      const droppings = this.#droppings[place] as Dropping[];
      while ((droppings.at(-1)?.step ?? Number.NEGATIVE_INFINITY) > this.#lastStep) droppings.pop();
    });
  }
}

function allBelow(root: Operator): Operator[] {
  const found = new Set<Operator>([root]);
  for (const operator of found) for (const one of [...operator.inputs, ...operator.others]) found.add(one);
  return [...found];
}
