import { LabelIndex, UNKNOWN } from './label-index.js';
import type { LabelSet } from './label-set.js';
import { failOfTwins } from './operator.js';
import { NO_VALUE } from './series-store.js';

/** Finds elements that have equal labels, and refuses vectors that hold two of them. */
export class Uniqueness {
  readonly #index = new LabelIndex();
  /** By their numbers in the index: the first places of labels. */
  readonly #firsts: number[] = [];
  /** Places that share their labels, by the first of them. */
  readonly #groups = new Map<number, number[]>();
  /** Which of the places that share their labels has had a value in this round, by the first of them. */
  readonly #owners = new Map<number, number>();
  #round = -1;

  /** Whether there are two places with the same labels, be they taken or not. */
  get hasTwins(): boolean {
    return this.#groups.size > 0;
  }

  /** The places that have these labels. */
  placesOf(labels: LabelSet): readonly number[] {
    const number = this.#index.find(labels);
    if (number === UNKNOWN) return [];
    const first = this.#firsts[number] as number;
    return this.#groups.get(first) ?? [first];
  }

  add(labels: LabelSet, place: number): void {
    const number = this.#index.add(labels);
    const first = this.#firsts[number];
    if (first === undefined) {
      this.#firsts.push(place);
      return;
    }
    const group = this.#groups.get(first);
    if (group === undefined) this.#groups.set(first, [first, place]);
    else group.push(place);
  }

  check(values: Float64Array): void {
    for (const group of this.#groups.values()) {
      let present = 0;
      for (const place of group) if (values[place] !== NO_VALUE) present += 1;
      if (present > 1) failOfTwins();
    }
  }

  /** Refuses also elements of which one is there now and another was at an earlier time of the same round. */
  claim(values: Float64Array, round: number): void {
    if (round !== this.#round) this.#owners.clear();
    this.#round = round;
    for (const [first, group] of this.#groups)
      for (const place of group) {
        if (values[place] === NO_VALUE) continue;
        if ((this.#owners.get(first) ?? place) !== place) failOfTwins();
        this.#owners.set(first, place);
      }
  }
}

/** The labels of an operator that drops names: those of its input without them, or marked to lose them at the end. */
export class NamelessLabels {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly #uniqueness = new Uniqueness();
  #mayMeet = false;

  constructor(
    private readonly input: { readonly labels: readonly LabelSet[]; readonly isOfOneMetric: boolean },
    private readonly isLate: boolean,
    /** Whether an element keeps its name. By default all lose theirs. */
    private readonly keepsName: (place: number) => boolean = () => false,
  ) {}

  get hasTwins(): boolean {
    return this.#uniqueness.hasTwins;
  }

  /** Takes over the labels of new elements. */
  grow(): void {
    const { labels } = this.input;
    for (let i = this.labels.length; i < labels.length; i += 1) {
      const own = labels[i] as LabelSet;
      const keeps = this.keepsName(i);
      const named = this.isLate || keeps ? own : own.withoutName();
      this.labels.push(named);
      this.drops.push(!keeps);
      if (this.isLate) continue;
      if (!this.#mayMeet && (!this.input.isOfOneMetric || own.hasMetadata)) {
        this.#mayMeet = true;
        for (let j = 0; j < i; j += 1) this.#uniqueness.add(this.labels[j] as LabelSet, j);
      }
      if (this.#mayMeet) this.#uniqueness.add(named, i);
    }
  }

  check(values: Float64Array): void {
    if (this.#mayMeet) this.#uniqueness.check(values);
  }

  /** See {@link Uniqueness.claim}. */
  claim(values: Float64Array, round: number): void {
    if (this.#mayMeet) this.#uniqueness.claim(values, round);
  }
}
