import type { ArithmeticOperator, ComparisonOperator, SetOperator, VectorMatching } from '../promql/ast.js';
import { arithmetic, comparisons, isComparison } from './arithmetic.js';
import { grown, roomFor } from '../engine/columns.js';
import { LabelIndex } from './label-index.js';
import { type LabelSet, METRIC_NAME } from './label-set.js';
import { type Description, EvaluationError, perElement, refusesTwins, type Scope, VectorOperator } from './operator.js';
import { NO_VALUE } from './series-store.js';
import { Uniqueness } from './twins.js';

/** Numbers the groups in which elements of two vectors may meet. */
class MatchGroups {
  readonly #index = new LabelIndex();
  readonly #names: ReadonlySet<string>;

  constructor(private readonly matching: VectorMatching) {
    this.#names = new Set(matching.mode === 'on' ? matching.labels : [...matching.labels, METRIC_NAME]);
  }

  get size(): number {
    return this.#index.size;
  }

  /** The labels that decide, as Prometheus names them in its errors. */
  signature(labels: LabelSet): LabelSet {
    if (this.matching.mode === 'on') return labels.only(this.#names);
    // Nameless labels are kept by whoever has the name; others would be made for this alone.
    return this.#names.size === 1 && !labels.hasMetadata ? labels.withoutName() : labels.without(this.#names);
  }

  of(labels: LabelSet): number {
    return this.#index.add(this.signature(labels));
  }
}

/** The elements of one side and their groups. */
class Side {
  readonly groups: number[] = [];

  constructor(
    readonly input: VectorOperator,
    private readonly matchGroups: MatchGroups,
  ) {}

  /** Finds the groups of new elements. */
  grow(): void {
    const { input, groups } = this;
    for (let i = groups.length; i < input.labels.length; i += 1)
      groups.push(this.matchGroups.of(input.labels[i] as LabelSet));
  }
}

const NOBODY = -1;

/** `and`, `or` and `unless`: the elements of the left side, then those of the right. */
export class SetOperation extends VectorOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric: boolean;
  readonly #groups: MatchGroups;
  readonly #left: Side;
  readonly #right: Side;
  /** Where each element of the result comes from: elements of the left side from 0 up, of the right from -1 down. */
  readonly #origins: number[] = [];
  #taken: [left: number, right: number] = [0, 0];

  constructor(
    scope: Scope,
    private readonly operator: SetOperator,
    left: VectorOperator,
    right: VectorOperator,
    matching: VectorMatching,
  ) {
    super(scope, [left, right]);
    this.#groups = new MatchGroups(matching);
    this.#left = new Side(left, this.#groups);
    this.#right = new Side(right, this.#groups);
    this.isOfOneMetric = operator !== 'or' && left.isOfOneMetric;
  }

  describe(): Description {
    return perElement(this.operator);
  }

  protected compute(): void {
    const [left, right] = [this.#left, this.#right];
    left.grow();
    right.grow();
    this.#grow();
    const { operator } = this;
    const other = operator === 'or' ? left : right;
    const isTaken = new Uint8Array(this.#groups.size);
    for (let i = 0; i < other.groups.length; i += 1)
      if (other.input.values[i] !== NO_VALUE) isTaken[other.groups[i] as number] = 1;
    const { values, drops } = this;
    const origins = this.#origins;
    for (let place = 0; place < origins.length; place += 1) {
      const origin = origins[place] as number;
      const side = origin >= 0 ? left : right;
      const from = origin >= 0 ? origin : -1 - origin;
      const value = side.input.values[from] as number;
      const met = isTaken[side.groups[from] as number] === 1;
      const keeps = operator === 'and' ? met : operator === 'unless' ? !met : origin >= 0 || !met;
      values[place] = keeps ? value : NO_VALUE;
      drops[place] = side.input.drops[from] as boolean;
    }
  }

  #grow(): void {
    const [left, right] = [this.#left.input, this.#right.input];
    for (let i = this.#taken[0]; i < left.labels.length; i += 1) this.#add(left, i, i);
    if (this.operator === 'or')
      for (let i = this.#taken[1]; i < right.labels.length; i += 1) this.#add(right, i, -1 - i);
    this.#taken = [left.labels.length, right.labels.length];
    this.fit(this.labels.length);
  }

  #add(input: VectorOperator, place: number, origin: number): void {
    this.labels.push(input.labels[place] as LabelSet);
    this.#origins.push(origin);
  }
}

export interface PairingOptions {
  readonly operator: ArithmeticOperator | ComparisonOperator;
  readonly bool: boolean;
  readonly matching: VectorMatching;
}

/** Arithmetic and comparisons between the elements of two vectors that match. */
export class Pairing extends VectorOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric: boolean;
  readonly #groups: MatchGroups;
  /** The side that may have several elements in a group, and the one that must have one only. */
  readonly #many: Side;
  readonly #one: Side;
  readonly #uniqueness = new Uniqueness();
  /** Of each place: its group. */
  readonly #groupOf: number[] = [];
  /** Places of results of elements of the one side that nobody pairs with. */
  readonly #placeOfLonely = new Map<number, number>();
  readonly #of: (left: number, right: number) => number;
  readonly #passes: ((left: number, right: number) => boolean) | null;
  readonly #swaps: boolean;
  /** The last partner of each element of the many side, plus two, 0 for none yet; and where their result stands. */
  #lastPartner = new Int32Array(0);
  #lastPlace = new Int32Array(0);
  #oneOfGroup = new Int32Array(0);
  #evaluations = 0;
  /** Of each place: the last evaluation that gave it a value. */
  readonly #usedIn: number[] = [];

  constructor(
    scope: Scope,
    left: VectorOperator,
    right: VectorOperator,
    private readonly options: PairingOptions,
  ) {
    super(scope, [left, right]);
    const { operator, matching, bool } = options;
    this.#groups = new MatchGroups(matching);
    this.#swaps = matching.card === 'one-to-many';
    this.#many = new Side(this.#swaps ? right : left, this.#groups);
    this.#one = new Side(this.#swaps ? left : right, this.#groups);
    this.#passes = isComparison(operator) ? comparisons[operator] : null;
    const compare = this.#passes;
    this.#of =
      compare === null
        ? arithmetic[operator as ArithmeticOperator]
        : bool
          ? (a, b) => (compare(a, b) ? 1 : 0)
          : (a) => a;
    this.isOfOneMetric = this.#many.input.isOfOneMetric;
  }

  describe(): Description {
    const { operator, bool, matching } = this.options;
    return perElement(`${operator}${bool ? ' bool' : ''}, ${matching.card}`);
  }

  protected compute(): void {
    const [many, one] = [this.#many, this.#one];
    const { matching } = this.options;
    many.grow();
    one.grow();
    this.values.fill(NO_VALUE);
    const hasFill = matching.fillLeft !== null || matching.fillRight !== null;
    const [someMany, someOne] = [hasElements(many.input), hasElements(one.input)];
    if ((!someMany && !someOne) || ((!someMany || !someOne) && !hasFill)) return;
    this.#findOnes();
    const isMatched = new Uint8Array(this.#groups.size);
    this.#evaluations += 1;
    const oneOfGroup = this.#oneOfGroup;
    // Prometheus has swapped the sides before it fills, so that `fill_right` is for the one side, also of `group_right`.
    const { fillLeft: fillMany, fillRight: fillOne } = matching;
    for (let i = 0; i < many.groups.length; i += 1) {
      const value = many.input.values[i] as number;
      if (value === NO_VALUE) continue;
      const group = many.groups[i] as number;
      const partner = oneOfGroup[group] as number;
      if (partner === NOBODY && fillOne === null) continue;
      const other = partner === NOBODY ? (fillOne as number) : (one.input.values[partner] as number);
      this.#pair(i, partner, group, value, other, isMatched);
    }
    for (let i = 0; fillMany !== null && i < one.groups.length; i += 1) {
      const value = one.input.values[i] as number;
      const group = one.groups[i] as number;
      if (value !== NO_VALUE && isMatched[group] === 0) this.#pair(NOBODY, i, group, fillMany, value, isMatched);
    }
    if (refusesTwins(this.scope)) this.#uniqueness.check(this.values);
  }

  /** Finds the one element of each group on the side that may have one only. */
  #findOnes(): void {
    const one = this.#one;
    const room = this.#oneOfGroup.length;
    if (room < this.#groups.size) this.#oneOfGroup = new Int32Array(roomFor(this.#groups.size, room));
    this.#oneOfGroup.fill(NOBODY);
    for (let i = 0; i < one.groups.length; i += 1) {
      if (one.input.values[i] === NO_VALUE) continue;
      const group = one.groups[i] as number;
      const known = this.#oneOfGroup[group] as number;
      if (known !== NOBODY) this.#refuse(one.input.labels[known] as LabelSet, one.input.labels[i] as LabelSet);
      this.#oneOfGroup[group] = i;
    }
  }

  #refuse(a: LabelSet, b: LabelSet): never {
    const side = this.#swaps ? 'left' : 'right';
    const group = this.#groups.signature(a).toString();
    const series = [a.toString(), b.toString()].sort().join(', ');
    throw new EvaluationError(
      `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: [${series}]` +
        ';many-to-many matching not allowed: matching labels must be unique on one side',
    );
  }

  #pair(many: number, one: number, group: number, value: number, other: number, isMatched: Uint8Array): void {
    const isOneToOne = this.options.matching.card === 'one-to-one';
    const [left, right] = this.#swaps ? [other, value] : [value, other];
    const place = this.#placeOf(many, one, group);
    if (isOneToOne ? isMatched[group] === 1 : this.#usedIn[place] === this.#evaluations)
      throw new EvaluationError(
        isOneToOne
          ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
          : 'multiple matches for labels: grouping labels must ensure unique matches',
      );
    this.#usedIn[place] = this.#evaluations;
    isMatched[group] = 1;
    if (this.#passes !== null && !this.options.bool && !this.#passes(left, right)) return;
    this.values[place] = this.#of(left, right);
  }

  /** Where the result of a pair stands; either may be nobody, for whom a fill value stands in. */
  #placeOf(many: number, one: number, group: number): number {
    if (many !== NOBODY && this.#lastPartner.length > many && this.#lastPartner[many] === one + 2)
      return this.#lastPlace[many] as number;
    const lonely = many === NOBODY ? this.#placeOfLonely.get(one) : undefined;
    if (lonely !== undefined) return lonely;
    const place = this.#add(this.#labelsOf(many, one), group);
    if (many === NOBODY) {
      this.#placeOfLonely.set(one, place);
      return place;
    }
    const known = this.#lastPartner.length;
    if (known <= many) {
      const room = roomFor(this.#many.groups.length, known);
      this.#lastPartner = grown(this.#lastPartner, room);
      this.#lastPlace = grown(this.#lastPlace, room);
    }
    this.#lastPartner[many] = one + 2;
    this.#lastPlace[many] = place;
    return place;
  }

  #add(labels: LabelSet, group: number): number {
    const known = this.#uniqueness.placesOf(labels).find((place) => this.#groupOf[place] === group);
    if (known !== undefined) return known;
    const place = this.labels.length;
    this.labels.push(labels);
    this.drops.push(this.options.bool);
    this.#groupOf.push(group);
    this.#uniqueness.add(labels, place);
    this.fit(place + 1);
    return place;
  }

  #labelsOf(many: number, one: number): LabelSet {
    const { matching, operator, bool } = this.options;
    const own = (side: Side, place: number, other: LabelSet | null): LabelSet =>
      place === NOBODY ? this.#groups.signature(other as LabelSet) : (side.input.labels[place] as LabelSet);
    const oneLabels = one === NOBODY ? null : (this.#one.input.labels[one] as LabelSet);
    const manyLabels = own(this.#many, many, oneLabels);
    const partner = own(this.#one, one, manyLabels);
    let labels = manyLabels;
    if (!isComparison(operator) || (bool && !this.scope.dropsNamesLate)) labels = labels.withoutName();
    if (matching.card === 'one-to-one') {
      const names = new Set(matching.labels);
      labels = matching.mode === 'on' ? labels.only(names) : labels.without(names);
    }
    for (const name of matching.include) labels = labels.with(name, partner.get(name));
    return labels;
  }
}

function hasElements({ labels, values }: VectorOperator): boolean {
  for (let i = 0; i < labels.length; i += 1) if (values[i] !== NO_VALUE) return true;
  return false;
}
