import { grown, roomFor } from '../engine/columns.js';
import type { LabelSet } from './label-set.js';

/** Marks a slot that is not taken, and a label set that is not known. */
export const UNKNOWN = -1;

/**
 * Numbers label sets in the order in which they come; equal ones have one number. Their own texts are compared, so that
 * no key has to be kept of each.
 */
export class LabelIndex {
  readonly labels: LabelSet[] = [];
  #hashes = new Int32Array(0);
  /** Numbers at the places that hashes ask for, or the next free one; half of the places at least are free. */
  #slots = new Int32Array(16).fill(UNKNOWN);

  get size(): number {
    return this.labels.length;
  }

  /** The number of a label set; {@link UNKNOWN} when it has none. */
  find(labels: LabelSet): number {
    return this.#slots[this.#slotOf(labels, labels.hash())] as number;
  }

  /** The number of a label set, which it gets when it has none. */
  add(labels: LabelSet): number {
    const hash = labels.hash();
    const slot = this.#slotOf(labels, hash);
    const known = this.#slots[slot] as number;
    if (known !== UNKNOWN) return known;
    const number = this.labels.length;
    this.labels.push(labels);
    this.#slots[slot] = number;
    if (number === this.#hashes.length) this.#hashes = grown(this.#hashes, roomFor(number + 1, number));
    this.#hashes[number] = hash;
    if (2 * this.labels.length > this.#slots.length) this.#spread();
    return number;
  }

  #slotOf(labels: LabelSet, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let number = this.#slots[slot] as number; number !== UNKNOWN; number = this.#slots[slot] as number) {
      if (this.#hashes[number] === hash && (this.labels[number] as LabelSet).equals(labels)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #spread(): void {
    const mask = 2 * this.#slots.length - 1;
    this.#slots = new Int32Array(mask + 1).fill(UNKNOWN);
    for (let number = 0; number < this.labels.length; number += 1) {
      let slot = (this.#hashes[number] as number) & mask;
      while (this.#slots[slot] !== UNKNOWN) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }
}
