import { ExactSums } from './exact-sums.js';

/** Aggregations whose parts can be put together exactly, in any order. */
export const additiveOperators = ['sum', 'avg', 'count', 'min', 'max', 'group'] as const;
export type AdditiveOperator = (typeof additiveOperators)[number];

/** What the elements of a group come to so far, ready to be added to by others. */
export interface AdditivePart<Value = number> {
  readonly count: number;
  /** Doubles whose sum is exactly that of the elements. */
  readonly sum: readonly number[];
  /** Elements that cannot be added up exactly: NaN, infinities, and numbers near the largest. */
  readonly wild: readonly Value[];
  readonly min: Value;
  readonly max: Value;
}

/** Parts of the exact sum of a group's elements. */
const PARTS = 12;

/** Sums, counts and extremes of groups, by their numbers. They come out the same whatever the order of what is added. */
export class AdditiveCells {
  readonly #sums = new ExactSums(PARTS);
  readonly #wild = new Map<number, number[]>();
  #counts = new Int32Array(0);
  #min = new Float64Array(0);
  #max = new Float64Array(0);

  /** Makes room for so many groups, and empties them all. */
  clear(groups: number): void {
    this.#sums.grow(groups);
    if (this.#counts.length < groups) {
      this.#counts = new Int32Array(2 * groups);
      this.#min = new Float64Array(2 * groups);
      this.#max = new Float64Array(2 * groups);
    }
    this.#counts.fill(0, 0, groups);
    this.#wild.clear();
    for (let group = 0; group < groups; group += 1) this.#sums.clear(group);
  }

  add(group: number, value: number): void {
    if (this.#sums.canHold(value)) this.#sums.add(group, value, 1);
    else this.#addWild(group, value);
    this.#addExtremes(group, value, value, 1);
  }

  addPart(group: number, { count, sum, wild, min, max }: AdditivePart): void {
    for (const part of sum) this.#sums.add(group, part, 1);
    for (const value of wild) this.#addWild(group, value);
    this.#addExtremes(group, min, max, count);
  }

  count(group: number): number {
    return this.#counts[group] as number;
  }

  partOf(group: number): AdditivePart {
    return {
      count: this.count(group),
      sum: this.#sums.parts(group),
      wild: this.#wild.get(group) ?? [],
      min: this.#min[group] as number,
      max: this.#max[group] as number,
    };
  }

  /** What a group that has elements comes to. */
  result(operator: AdditiveOperator, group: number): number {
    switch (operator) {
      case 'count':
        return this.count(group);
      case 'group':
        return 1;
      case 'max':
        return this.#max[group] as number;
      case 'min':
        return this.#min[group] as number;
      case 'sum':
        return this.#sum(group);
      case 'avg':
        return this.#mean(group);
    }
  }

  #sum(group: number): number {
    let sum = this.#sums.high(group);
    for (const value of this.#wild.get(group) ?? []) sum += value;
    return sum;
  }

  #mean(group: number): number {
    const count = this.count(group);
    const high = this.#sums.high(group);
    let mean = high / count + this.#sums.low(group, high) / count;
    // Divided first: the sum of numbers near the largest may have no place among them.
    for (const value of this.#wild.get(group) ?? []) mean += value / count;
    return mean;
  }

  #addWild(group: number, value: number): void {
    const wild = this.#wild.get(group);
    if (wild === undefined) this.#wild.set(group, [value]);
    else wild.push(value);
  }

  /** NaN gives way to any number. */
  #addExtremes(group: number, min: number, max: number, count: number): void {
    const isFirst = this.#counts[group] === 0;
    const [least, most] = [this.#min[group] as number, this.#max[group] as number];
    if (isFirst || min < least || Number.isNaN(least)) this.#min[group] = min;
    if (isFirst || max > most || Number.isNaN(most)) this.#max[group] = max;
    this.#counts[group] = (this.#counts[group] as number) + count;
  }
}
