import type { AggregateOperator } from '../promql/ast.js';
import { AdditiveCells, type AdditiveOperator, type AdditivePart } from './additive-cells.js';
import { LabelIndex } from './label-index.js';
import { type LabelSet, METRIC_NAME } from './label-set.js';
import { type Description, perElement, type Scope, type ScalarOperator, VectorOperator } from './operator.js';
import { byValue, quantileOfSorted } from './quantile.js';
import { NO_VALUE } from './series-store.js';

/** By which labels elements are brought together. */
export interface Grouping {
  readonly labels: readonly string[];
  readonly without: boolean;
}

/** Puts the elements of a vector into groups by their labels. */
export class Groups {
  /** Of each element: its group. */
  readonly ofElement: number[] = [];
  readonly #index = new LabelIndex();
  readonly #names: ReadonlySet<string>;

  constructor(
    private readonly input: VectorOperator,
    private readonly grouping: Grouping,
  ) {
    this.#names = new Set(grouping.without ? [...grouping.labels, METRIC_NAME] : grouping.labels);
  }

  get labels(): readonly LabelSet[] {
    return this.#index.labels;
  }

  grow(): void {
    const { labels } = this.input;
    for (let i = this.ofElement.length; i < labels.length; i += 1)
      this.ofElement.push(this.#index.add(this.#groupOf(labels[i] as LabelSet)));
  }

  #groupOf(labels: LabelSet): LabelSet {
    return this.grouping.without ? labels.without(this.#names) : labels.only(this.#names);
  }
}

/** What one group comes to. */
interface Cell {
  clear(): void;
  add(value: number): void;
  result(parameter: number): number;
}

/** Welford's running variance, of the values in their order: so it does not depend on whose came first. */
class VarianceCell implements Cell {
  readonly #values: number[] = [];

  constructor(private readonly of: (variance: number) => number) {}

  clear(): void {
    this.#values.length = 0;
  }

  add(value: number): void {
    this.#values.push(value);
  }

  result(): number {
    let [count, mean, squares] = [0, 0, 0];
    for (const value of this.#values.sort(byValue)) {
      count += 1;
      const delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    }
    return this.of(squares / count);
  }
}

class QuantileCell implements Cell {
  readonly #values: number[] = [];

  clear(): void {
    this.#values.length = 0;
  }

  add(value: number): void {
    this.#values.push(value);
  }

  result(q: number): number {
    return quantileOfSorted(q, this.#values.sort(byValue), this.#values.length);
  }
}

const cells: Partial<Record<AggregateOperator, () => Cell>> = {
  stddev: () => new VarianceCell(Math.sqrt),
  stdvar: () => new VarianceCell((variance) => variance),
  quantile: () => new QuantileCell(),
};

/** `sum`, `avg`, `count`, `min`, `max` and `group`: one element for each group. */
export class AdditiveAggregation extends VectorOperator {
  readonly labels: readonly LabelSet[];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric = false;
  readonly #groups: Groups;
  readonly #cells = new AdditiveCells();

  constructor(
    scope: Scope,
    private readonly operator: AdditiveOperator,
    private readonly input: VectorOperator,
    grouping: Grouping,
  ) {
    super(scope, [input]);
    this.#groups = new Groups(input, grouping);
    this.labels = this.#groups.labels;
  }

  describe(): Description {
    return perElement(this.operator);
  }

  /** What each group that has elements comes to, for others to add to. */
  parts(): { labels: LabelSet; part: AdditivePart }[] {
    const parts: { labels: LabelSet; part: AdditivePart }[] = [];
    this.labels.forEach((labels, group) => {
      if (this.#cells.count(group) > 0) parts.push({ labels, part: this.#cells.partOf(group) });
    });
    return parts;
  }

  protected compute(): void {
    const { input, operator } = this;
    this.#groups.grow();
    const groups = this.#groups.ofElement;
    const cells = this.#cells;
    for (let group = 0; group < this.labels.length; group += 1) this.drops[group] = false;
    this.fit(this.labels.length);
    cells.clear(this.labels.length);
    for (let i = 0; i < groups.length; i += 1) {
      const value = input.values[i] as number;
      if (value === NO_VALUE) continue;
      cells.add(groups[i] as number, value);
      if (input.drops[i] === true) this.drops[groups[i] as number] = true;
    }
    for (let group = 0; group < this.labels.length; group += 1)
      this.values[group] = cells.count(group) > 0 ? cells.result(operator, group) : NO_VALUE;
  }
}

/** One element for each group: its spread or quantile. */
export class Aggregation extends VectorOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric = false;
  readonly #groups: Groups;
  readonly #cells: Cell[] = [];
  readonly #makeCell: () => Cell;
  #isPresent = new Uint8Array(0);

  constructor(
    scope: Scope,
    private readonly operator: AggregateOperator,
    private readonly input: VectorOperator,
    grouping: Grouping,
    /** The quantile. */
    private readonly parameter: ScalarOperator | null,
    private readonly onParameter: (parameter: number) => void,
  ) {
    super(scope, parameter === null ? [input] : [parameter, input]);
    this.#groups = new Groups(input, grouping);
    const makeCell = cells[operator];
    if (makeCell === undefined) throw new TypeError(`${operator} does not give one element for each group`);
    this.#makeCell = makeCell;
  }

  describe(): Description {
    return { text: this.operator, cost: 'element log', why: 'the values of each group are sorted anew' };
  }

  protected compute(): void {
    const { input, parameter } = this;
    this.#grow();
    const groups = this.#groups.ofElement;
    const isPresent = this.#isPresent.fill(0);
    this.drops.fill(false);
    for (const cell of this.#cells) cell.clear();
    for (let i = 0; i < groups.length; i += 1) {
      const value = input.values[i] as number;
      if (value === NO_VALUE) continue;
      const group = groups[i] as number;
      isPresent[group] = 1;
      (this.#cells[group] as Cell).add(value);
      if (input.drops[i] === true) this.drops[group] = true;
    }
    if (parameter !== null) this.onParameter(parameter.value);
    for (let group = 0; group < this.#cells.length; group += 1)
      this.values[group] =
        isPresent[group] === 1 ? (this.#cells[group] as Cell).result(parameter?.value ?? Number.NaN) : NO_VALUE;
  }

  #grow(): void {
    this.#groups.grow();
    for (let group = this.labels.length; group < this.#groups.labels.length; group += 1) {
      this.labels.push(this.#groups.labels[group] as LabelSet);
      this.drops.push(false);
      this.#cells.push(this.#makeCell());
    }
    this.fit(this.labels.length);
    if (this.#isPresent.length < this.labels.length) this.#isPresent = new Uint8Array(this.values.length);
  }
}

/** `count_values`: how many elements of a group have each value, which becomes a label. */
export class ValueCounts extends VectorOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric = false;
  readonly #places = new Map<string, number>();
  readonly #names: ReadonlySet<string>;

  constructor(
    scope: Scope,
    private readonly input: VectorOperator,
    private readonly label: string,
    private readonly grouping: Grouping,
    private readonly textOf: (value: number) => string,
  ) {
    super(scope, [input]);
    this.#names = new Set([...grouping.labels, grouping.without ? METRIC_NAME : label]);
  }

  describe(): Description {
    return { text: 'count_values', cost: 'element', why: 'each value becomes a label anew' };
  }

  protected compute(): void {
    const { input } = this;
    this.values.fill(NO_VALUE);
    for (let i = 0; i < input.labels.length; i += 1) {
      const value = input.values[i] as number;
      if (value === NO_VALUE) continue;
      const place = this.#placeOf((input.labels[i] as LabelSet).with(this.label, this.textOf(value)));
      const count = this.values[place] as number;
      this.values[place] = count === NO_VALUE ? 1 : count + 1;
    }
  }

  #placeOf(labels: LabelSet): number {
    const own = this.grouping.without ? labels.without(this.#names) : labels.only(this.#names);
    let place = this.#places.get(own.key);
    if (place === undefined) {
      place = this.labels.length;
      this.#places.set(own.key, place);
      this.labels.push(own);
      this.drops.push(false);
      this.fit(this.labels.length);
    }
    return place;
  }
}
