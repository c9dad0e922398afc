import { grown, roomFor } from '../engine/columns.js';

/** Beyond this, products and sums of a window may overflow; such windows are added up anew each time. */
const MAGNITUDE_MAX = 1e140;

/**
 * Sums that can be added to and taken from without any rounding, one for each place (Shewchuk, Adaptive Precision
 * Floating-Point Arithmetic, 1997). So a window's sum never drifts, and does not depend on the order of its samples.
 * A sum is not exact while NaN, an infinity or a number that may overflow is in it, nor, until it is cleared, after it
 * needed more parts than there are.
 */
export class ExactSums {
  #parts = new Float64Array(0);
  #counts = new Uint8Array(0);
  /** How many values are in a sum that cannot be added up exactly. */
  #wild = new Int32Array(0);
  #isOverfull = new Uint8Array(0);

  /**
   * @param capacity - most parts of one sum, doubles that do not overlap; values of one series rarely need more than two
   *   or three, and those of many hardly more than five
   */
  constructor(private readonly capacity: number) {}

  grow(places: number): void {
    const known = this.#counts.length;
    if (known >= places) return;
    const room = roomFor(places, known);
    this.#parts = grown(this.#parts, this.capacity * room);
    this.#counts = grown(this.#counts, room);
    this.#isOverfull = grown(this.#isOverfull, room);
    this.#wild = grown(this.#wild, room);
  }

  clear(place: number): void {
    this.#counts[place] = 0;
    this.#wild[place] = 0;
    this.#isOverfull[place] = 0;
  }

  isExact(place: number): boolean {
    return this.#wild[place] === 0 && this.#isOverfull[place] === 0;
  }

  /** Whether a value can be added up exactly. */
  canHold(value: number): boolean {
    return Math.abs(value) < MAGNITUDE_MAX;
  }

  /** @param sign - 1 to add the value, -1 to take it away */
  add(place: number, value: number, sign: 1 | -1): void {
    if (Math.abs(value) < MAGNITUDE_MAX) this.#addPart(place, sign * value);
    else this.#wild[place] = (this.#wild[place] as number) + sign;
  }

  /** Adds the exact square of a value, or takes it away. */
  addSquare(place: number, value: number, sign: 1 | -1): void {
    this.addProduct(place, value, value, sign);
  }

  /** Adds the exact product of two values, or takes it away. */
  addProduct(place: number, a: number, b: number, sign: 1 | -1): void {
    const product = a * b;
    if (!(Math.abs(product) < MAGNITUDE_MAX && Math.abs(a) < MAGNITUDE_MAX && Math.abs(b) < MAGNITUDE_MAX)) {
      this.#wild[place] = (this.#wild[place] as number) + sign;
      return;
    }
    this.#addPart(place, sign * product);
    this.#addPart(place, sign * productError(a, b, product));
  }

  #addPart(place: number, value: number): void {
    const parts = this.#parts;
    const first = place * this.capacity;
    const count = this.#counts[place] as number;
    let kept = 0;
    let sum = value;
    for (let i = 0; i < count; i += 1) {
      const part = parts[first + i] as number;
      const next = sum + part;
      const virtual = next - sum;
      const error = sum - (next - virtual) + (part - virtual);
      sum = next;
      if (error === 0) continue;
      parts[first + kept] = error;
      kept += 1;
    }
    if (sum !== 0) {
      if (kept === this.capacity) this.#isOverfull[place] = 1;
      else {
        parts[first + kept] = sum;
        kept += 1;
      }
    }
    this.#counts[place] = kept;
  }

  /** The parts of a sum; adding them up elsewhere gives the same sum. */
  parts(place: number): number[] {
    const first = place * this.capacity;
    return [...this.#parts.subarray(first, first + (this.#counts[place] as number))];
  }

  /** The sum, rounded once. */
  high(place: number): number {
    const count = this.#counts[place] as number;
    const first = place * this.capacity;
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += this.#parts[first + i] as number;
    return sum;
  }

  /** What the rounded sum leaves out. */
  low(place: number, high: number): number {
    const count = this.#counts[place] as number;
    const first = place * this.capacity;
    let rest = -high;
    for (let i = count - 1; i >= 0; i -= 1) rest += this.#parts[first + i] as number;
    return rest;
  }
}

const SPLITTER = 2 ** 27 + 1;

/** What the rounded product of two numbers leaves out (Dekker). */
export function productError(a: number, b: number, product: number): number {
  const ca = SPLITTER * a;
  const aHigh = ca - (ca - a);
  const aLow = a - aHigh;
  const cb = SPLITTER * b;
  const bHigh = cb - (cb - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
