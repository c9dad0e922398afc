import type { Span } from '../promql/ast.js';
import { formatShortest } from '../promql/go-text.js';
import { type Grouping, Groups } from './aggregates.js';
import type { LabelSet } from './label-set.js';
import { type Description, EvaluationError, type Scope, type ScalarOperator, VectorOperator } from './operator.js';
import { NO_VALUE } from './series-store.js';
import { labelsHash } from './xxhash64.js';

/** A vector that has some of the elements of another, with all they are. */
abstract class Choice extends VectorOperator {
  readonly labels: readonly LabelSet[];
  readonly drops: readonly boolean[];
  readonly isOfOneMetric: boolean;

  constructor(
    scope: Scope,
    protected readonly input: VectorOperator,
    parameters: readonly ScalarOperator[] = [],
  ) {
    super(scope, [...parameters, input]);
    this.labels = input.labels;
    this.drops = input.drops;
    this.isOfOneMetric = input.isOfOneMetric;
  }

  /** Keeps the elements in this order and no others. */
  protected keep(places: readonly number[]): void {
    this.fit(this.labels.length);
    this.values.fill(NO_VALUE);
    for (const place of places) this.values[place] = this.input.values[place] as number;
    this.order = places;
  }

  protected present(): number[] {
    const places: number[] = [];
    const { labels, values } = this.input;
    const order = this.input.order ?? labels.keys();
    for (const place of order) if (values[place] !== NO_VALUE) places.push(place);
    return places;
  }
}

const ranks = (text: string): Description => ({ text, cost: 'element log', why: 'elements are ranked anew' });

/** NaN last, whichever way values are sorted. */
function ranked(values: Float64Array, places: number[], isDescending: boolean): number[] {
  return places.sort((a, b) => {
    const [x, y] = [values[a] as number, values[b] as number];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return (isDescending ? y - x : x - y) || 0;
  });
}

/** What sorting says where a range query does not tell the order. */
function tellOfSorting({ steps, annotations }: Scope, span: Span): void {
  if (steps.areMany) annotations.tellOfSorting(span);
}

/** `sort` and `sort_desc`. */
export class SortedByValue extends Choice {
  constructor(
    scope: Scope,
    input: VectorOperator,
    private readonly isDescending: boolean,
    private readonly span: Span,
  ) {
    super(scope, input);
  }

  describe(): Description {
    return ranks(this.isDescending ? 'sort_desc' : 'sort');
  }

  protected compute(): void {
    tellOfSorting(this.scope, this.span);
    this.keep(ranked(this.input.values, this.present(), this.isDescending));
  }
}

/** `sort_by_label` and `sort_by_label_desc`: by the labels' values as people sort them, digits as numbers. */
export class SortedByLabels extends Choice {
  constructor(
    scope: Scope,
    input: VectorOperator,
    private readonly names: readonly string[],
    private readonly isDescending: boolean,
    private readonly span: Span,
  ) {
    super(scope, input);
  }

  describe(): Description {
    return ranks(this.isDescending ? 'sort_by_label_desc' : 'sort_by_label');
  }

  protected compute(): void {
    tellOfSorting(this.scope, this.span);
    const places = this.present().sort((a, b) => this.#compare(this.labels[a] as LabelSet, this.labels[b] as LabelSet));
    this.keep(this.isDescending ? places.reverse() : places);
  }

  #compare(a: LabelSet, b: LabelSet): number {
    for (const name of this.names) {
      const [x, y] = [a.get(name), b.get(name)];
      if (x !== y) return naturally(x, y);
    }
    return a.compare(b);
  }
}

const chunk = /\d+|\D+/g;

/** Compares texts part by part, runs of digits as numbers. */
function naturally(a: string, b: string): number {
  const [left, right] = [a.match(chunk) ?? [], b.match(chunk) ?? []];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const [x, y] = [left[i] as string, right[i] as string];
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    if (!Number.isNaN(difference) && difference !== 0) return difference;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

/** Places of the present elements, group by group in the order in which groups are met. */
function byGroup(places: readonly number[], groups: Groups): number[][] {
  const members = new Map<number, number[]>();
  for (const place of places) {
    const group = groups.ofElement[place] as number;
    const known = members.get(group);
    if (known === undefined) members.set(group, [place]);
    else known.push(place);
  }
  return [...members.values()];
}

/** `topk`, `bottomk` and `limitk`: the largest, smallest or first k elements of each group. */
export class FirstOfGroups extends Choice {
  readonly #groups: Groups;

  constructor(
    scope: Scope,
    private readonly operator: 'topk' | 'bottomk' | 'limitk',
    input: VectorOperator,
    grouping: Grouping,
    private readonly parameter: ScalarOperator,
  ) {
    super(scope, input, [parameter]);
    this.#groups = new Groups(input, grouping);
  }

  describe(): Description {
    return ranks(this.operator);
  }

  protected compute(): void {
    const { input, operator, parameter } = this;
    const k = wholeOf(parameter.value);
    this.#groups.grow();
    const kept =
      k < 1
        ? []
        : byGroup(this.#inOrder(), this.#groups).flatMap((places) =>
            (operator === 'limitk' ? places : ranked(input.values, places, operator === 'topk')).slice(0, k),
          );
    this.keep(kept);
  }

  /** The present elements by their labels, so that which of equal ones is chosen does not depend on who came first. */
  #inOrder(): number[] {
    const keyed = this.present().map((place) => [(this.labels[place] as LabelSet).key, place] as const);
    return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
  }
}

/** The largest float below what 64-bit integers cannot hold; Prometheus refuses it, too. */
const COUNT_MAX = 2 ** 63 - 1_024;

/** A number of elements. */
function wholeOf(value: number): number {
  if (Number.isNaN(value)) throw new EvaluationError('Parameter value is NaN');
  if (value >= COUNT_MAX) throw new EvaluationError(`Scalar value ${formatShortest(value)} overflows int64`);
  return Math.trunc(value);
}

/**
 * `limit_ratio`: about the given share of the elements, the same ones each time. Each element's labels give it a place
 * between 0 and 1; a positive ratio keeps those below it, a negative one the others.
 */
export class ShareOfElements extends Choice {
  readonly #placeOf: number[] = [];

  constructor(
    scope: Scope,
    input: VectorOperator,
    private readonly parameter: ScalarOperator,
    private readonly onParameter: (ratio: number) => void,
  ) {
    super(scope, input, [parameter]);
  }

  describe(): Description {
    return { text: 'limit_ratio', cost: 'element', why: null };
  }

  protected compute(): void {
    const { value } = this.parameter;
    for (let i = this.#placeOf.length; i < this.labels.length; i += 1)
      this.#placeOf.push(Number(labelsHash(this.labels[i] as LabelSet)) / 2 ** 64);
    if (Number.isNaN(value)) throw new EvaluationError('Ratio value is NaN');
    this.onParameter(value);
    const ratio = Math.max(-1, Math.min(1, value));
    this.keep(
      this.present().filter((place) => {
        const own = this.#placeOf[place] as number;
        return ratio >= 0 ? own < ratio : own >= 1 + ratio;
      }),
    );
  }
}
