import { AdditiveCells, type AdditiveOperator } from '../plan/additive-cells.js';
import { LabelSet } from '../plan/label-set.js';
import { type Description, EvaluationError, perElement, type Scope, VectorOperator } from '../plan/operator.js';
import { NO_VALUE } from '../plan/series-store.js';
import type { SharePart } from './group-share.js';

/** A vector that is put together of what partitions say, in place of the expression that they evaluated. */
export abstract class Gathered extends VectorOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric = false;
  readonly #places = new Map<string, number>();
  #parts: readonly SharePart[] = [];
  #given = 0;
  #taken = 0;

  constructor(
    scope: Scope,
    private readonly text: string,
  ) {
    super(scope, []);
  }

  /** Takes what the partitions say of the next evaluation, in the order of the partitions. */
  give(parts: readonly SharePart[]): void {
    this.#parts = parts;
    this.#given += 1;
  }

  describe(): Description {
    return perElement(`gathered from partitions: ${this.text}`);
  }

  protected override hasNews(): boolean {
    return this.#given !== this.#taken;
  }

  protected compute(): void {
    this.#taken = this.#given;
    const failed = this.#parts.flatMap((part) => (part.kind === 'failed' ? [part.message] : [])).sort();
    if (failed[0] !== undefined) throw new EvaluationError(failed[0]);
    this.values.fill(NO_VALUE);
    this.gather(this.#parts);
  }

  protected abstract gather(parts: readonly SharePart[]): void;

  protected placeOf(key: string): number {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.labels.length;
      this.#places.set(key, place);
      this.labels.push(LabelSet.fromKey(key));
      this.drops.push(false);
      this.fit(this.labels.length);
    }
    return place;
  }
}

/** Elements of all partitions, sorted by their labels: so their order does not tell how many partitions there are. */
export class GatheredElements extends Gathered {
  protected gather(parts: readonly SharePart[]): void {
    const elements = parts.flatMap((part) => (part.kind === 'elements' ? part.elements : []));
    const sorted = [...elements].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const order: number[] = [];
    for (const [key, value] of sorted) {
      const place = this.placeOf(key);
      if (this.values[place] !== NO_VALUE)
        throw new EvaluationError('vector cannot contain metrics with the same labelset');
      this.values[place] = value;
      order.push(place);
    }
    this.order = order;
  }
}

/** An aggregation of the elements of all partitions. */
export class GatheredSums extends Gathered {
  readonly #cells = new AdditiveCells();

  constructor(
    scope: Scope,
    text: string,
    private readonly operator: AdditiveOperator,
  ) {
    super(scope, text);
  }

  protected gather(parts: readonly SharePart[]): void {
    const groups = parts.flatMap((part) => (part.kind === 'sums' ? part.groups : []));
    const places = groups.map(([key]) => this.placeOf(key));
    const cells = this.#cells;
    cells.clear(this.labels.length);
    groups.forEach(([, part], i) => cells.addPart(places[i] as number, part));
    for (const place of places) this.values[place] = cells.result(this.operator, place);
  }
}
