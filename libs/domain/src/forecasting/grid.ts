/** What a series was in the steps of a grid, oldest first; no number where nothing is known of a step. */
export interface GridView {
  /** Length of a step, ms. */
  readonly stepMs: number;
  /** The number of the last step, counted from 1970. */
  readonly last: number;
  readonly mean: Float32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** The last value of the last step, or before it where it was bridged; no number where nothing is known. */
  readonly ended: number;
}

/** A gap of so few steps is bridged by what was known before it; behind a longer one nothing is known. */
const BRIDGED_STEPS_MAX = 3;

/**
 * The past of one series on a grid: mean, least and greatest value of each step that is over. The oldest steps are
 * forgotten; memory grows with what is known.
 */
export class Grid {
  /** Twice as long as what is kept, at most, so that it moves seldom and views of it are contiguous. */
  #mean = new Float32Array(16);
  #low = new Float32Array(16);
  #high = new Float32Array(16);
  #begin = 0;
  #end = 0;
  /** The step that is not over yet; its number counts from 1970. */
  #open: { step: number; sum: number; count: number; low: number; high: number; last: number } | null = null;

  constructor(
    readonly stepMs: number,
    readonly keptSteps: number,
  ) {}

  /** How many steps are known. */
  get length(): number {
    return this.#end - this.#begin;
  }

  /**
   * Takes a sample in; samples come in the order of their times.
   *
   * @param time - ms since 1970
   * @returns whether a step was ended by it
   */
  push(time: number, value: number): boolean {
    const step = Math.floor(time / this.stepMs);
    const open = this.#open;
    if (open !== null && step <= open.step) {
      open.sum += value;
      open.count += 1;
      open.low = Math.min(open.low, value);
      open.high = Math.max(open.high, value);
      open.last = value;
      return false;
    }
    if (open !== null) this.#close(open.sum / open.count, open.low, open.high, step - open.step - 1);
    this.#open = { step, sum: value, count: 1, low: value, high: value, last: value };
    return open !== null;
  }

  /** What is known of the steps that are over; null while there are none. It stands until the next push. */
  view(): GridView | null {
    if (this.#open === null || this.length === 0) return null;
    const [from, to] = [this.#begin, this.#end];
    return {
      stepMs: this.stepMs,
      last: this.#lastStep,
      mean: this.#mean.subarray(from, to),
      low: this.#low.subarray(from, to),
      high: this.#high.subarray(from, to),
      ended: this.#ended,
    };
  }

  #lastStep = 0;
  #ended = Number.NaN;

  #close(mean: number, low: number, high: number, missed: number): void {
    this.#append(mean, low, high);
    const { step, last } = this.#open as { step: number; last: number };
    this.#lastStep = step;
    this.#ended = missed <= BRIDGED_STEPS_MAX ? last : Number.NaN;
    if (missed >= this.keptSteps) {
      this.#begin = this.#end = 0;
      return;
    }
    const isBridged = missed <= BRIDGED_STEPS_MAX;
    for (let i = 0; i < missed; i += 1) {
      if (isBridged) this.#append(mean, mean, mean);
      else this.#append(Number.NaN, Number.NaN, Number.NaN);
    }
    this.#lastStep += missed;
  }

  #append(mean: number, low: number, high: number): void {
    if (this.length === this.keptSteps) this.#begin += 1;
    if (this.#end === this.#mean.length) this.#makeRoom();
    this.#mean[this.#end] = mean;
    this.#low[this.#end] = low;
    this.#high[this.#end] = high;
    this.#end += 1;
  }

  #makeRoom(): void {
    const length = this.length;
    const size =
      length * 2 > this.#mean.length ? Math.min(this.#mean.length * 2, this.keptSteps * 2) : this.#mean.length;
    const moved = (column: Float32Array): Float32Array<ArrayBuffer> => {
      const wider = new Float32Array(size);
      wider.set(column.subarray(this.#begin, this.#end));
      return wider;
    };
    this.#mean = moved(this.#mean);
    this.#low = moved(this.#low);
    this.#high = moved(this.#high);
    this.#begin = 0;
    this.#end = length;
  }
}
