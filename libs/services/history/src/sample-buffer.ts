import { noSamples, type SampleColumns } from '@tocsin/ports/samples-columns';

/** Samples of one series as they come in, in any order and also twice. */
export class SampleBuffer {
  /** Time and value in turn, in one array: series have few samples here, and each array has its price. */
  #pairs: Float64Array;
  #count = 0;
  #isSorted = true;
  /** The times between which the samples lie. */
  earliest = Number.POSITIVE_INFINITY;
  latest = Number.NEGATIVE_INFINITY;

  constructor(capacity = 4) {
    this.#pairs = new Float64Array(2 * capacity);
  }

  get count(): number {
    return this.#count;
  }

  push(time: number, value: number): void {
    if (2 * this.#count === this.#pairs.length) {
      const grown = new Float64Array(2 * this.#pairs.length);
      grown.set(this.#pairs);
      this.#pairs = grown;
    }
    this.#pairs[2 * this.#count] = time;
    this.#pairs[2 * this.#count + 1] = value;
    this.#count += 1;
    if (time <= this.latest) this.#isSorted = false;
    else this.latest = time;
    if (time < this.earliest) this.earliest = time;
  }

  /** The samples in their order, each time once: of several samples of one time the one that came first. */
  samples(): SampleColumns {
    if (this.#count === 0) return noSamples;
    if (!this.#isSorted) this.#sort();
    const [times, values] = [new Float64Array(this.#count), new Float64Array(this.#count)];
    for (let i = 0; i < this.#count; i += 1) {
      times[i] = this.#pairs[2 * i] as number;
      values[i] = this.#pairs[2 * i + 1] as number;
    }
    return { times, values };
  }

  #sort(): void {
    const pairs = this.#pairs;
    const order = Uint32Array.from({ length: this.#count }, (_, i) => i).sort(
      (a, b) => (pairs[2 * a] as number) - (pairs[2 * b] as number) || a - b,
    );
    const sorted = new Float64Array(pairs.length);
    let count = 0;
    for (const i of order) {
      if (count > 0 && sorted[2 * count - 2] === pairs[2 * i]) continue;
      sorted[2 * count] = pairs[2 * i] as number;
      sorted[2 * count + 1] = pairs[2 * i + 1] as number;
      count += 1;
    }
    this.#pairs = sorted;
    this.#count = count;
    this.#isSorted = true;
  }
}
