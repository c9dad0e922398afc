import { restored, type State } from '../detection/state.js';

/** Buckets of one size before the two oldest become one of twice the size. */
const BUCKETS = 5;
/** Sizes up to 2^13: a window of 40,000 to 80,000 samples, of which the oldest then leave. */
const ROWS = 14;
const PLACES = BUCKETS + 1;
/** The window is searched once in so many samples. */
const SEARCH_EVERY = 32;
/** Neither part of the window is smaller: a mean of less says nothing. */
const PART_MIN = 5;

interface AdwinState extends State {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly counts: Float64Array;
  width: number;
  sum: number;
  square: number;
  clock: number;
}

/**
 * A window that grows as long as the mean of what is in it stays the same, and drops its older part when it does not: ADWIN2 (Bifet and
 * Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing", 2007), with exponential histograms.
 */
export class Adwin {
  readonly state: AdwinState;

  /** @param delta - how probable it may be that a part is dropped though nothing changed, at each search */
  constructor(
    private readonly delta: number,
    state?: State,
  ) {
    const fresh = {
      sums: new Float64Array(ROWS * PLACES),
      squares: new Float64Array(ROWS * PLACES),
      counts: new Float64Array(ROWS),
      width: 0,
      sum: 0,
      square: 0,
      clock: 0,
    };
    this.state = state === undefined ? fresh : restored(fresh, state);
  }

  /** Samples in the window. */
  get width(): number {
    return this.state.width;
  }

  /**
   * Takes in a number between 0 and 1.
   *
   * @param inflation - how many times the variance of a mean of such numbers is that of independent ones
   * @returns how far the means of the dropped part and of the rest were apart, and how far they may be; nothing when nothing was dropped
   */
  observe(value: number, inflation = 1): { readonly statistic: number; readonly threshold: number } | undefined {
    const { state } = this;
    this.#add(0, value, value * value);
    state.width += 1;
    state.sum += value;
    state.square += value * value;
    this.#compress();
    state.clock += 1;
    return state.clock % SEARCH_EVERY === 0 ? this.#search(inflation) : undefined;
  }

  #add(row: number, sum: number, square: number): void {
    const { sums, squares, counts } = this.state;
    const at = row * PLACES + (counts[row] as number);
    sums[at] = sum;
    squares[at] = square;
    counts[row] = (counts[row] as number) + 1;
  }

  #compress(): void {
    const { sums, squares, counts } = this.state;
    for (let row = 0; row < ROWS && (counts[row] as number) > BUCKETS; row++) {
      const first = row * PLACES;
      if (row === ROWS - 1) {
        this.#dropOldest();
        return;
      }
      const sum = (sums[first] as number) + (sums[first + 1] as number);
      const square = (squares[first] as number) + (squares[first + 1] as number);
      this.#shift(row, 2);
      this.#add(row + 1, sum, square);
    }
  }

  #shift(row: number, by: number): void {
    const { sums, squares, counts } = this.state;
    const first = row * PLACES;
    sums.copyWithin(first, first + by, first + PLACES);
    squares.copyWithin(first, first + by, first + PLACES);
    counts[row] = (counts[row] as number) - by;
  }

  #dropOldest(): void {
    const { state } = this;
    const row = state.counts.findLastIndex((count) => count > 0);
    state.width -= 2 ** row;
    state.sum -= state.sums[row * PLACES] as number;
    state.square -= state.squares[row * PLACES] as number;
    this.#shift(row, 1);
  }

  #search(inflation: number): { statistic: number; threshold: number } | undefined {
    let found: { statistic: number; threshold: number } | undefined;
    for (let cut = this.#cut(inflation); cut !== undefined; cut = this.#cut(inflation)) {
      found ??= cut;
      this.#dropOldest();
    }
    return found;
  }

  /** The first place, from the oldest sample on, at which the window's parts differ. */
  #cut(inflation: number): { statistic: number; threshold: number } | undefined {
    const { sums, counts, width, sum, square } = this.state;
    if (width < 2 * PART_MIN) return undefined;
    const variance = Math.max(0, square / width - (sum / width) ** 2);
    const confidence = Math.log((2 * Math.log(width)) / this.delta);
    let older = 0;
    let olderSum = 0;
    for (let row = ROWS - 1; row >= 0; row--) {
      for (let bucket = 0; bucket < (counts[row] as number); bucket++) {
        older += 2 ** row;
        olderSum += sums[row * PLACES + bucket] as number;
        const newer = width - older;
        if (newer < PART_MIN) return undefined;
        if (older < PART_MIN) continue;
        const share = inflation * (1 / older + 1 / newer);
        const threshold = Math.sqrt(2 * share * variance * confidence) + (2 / 3) * share * confidence;
        const statistic = Math.abs(olderSum / older - (sum - olderSum) / newer);
        if (statistic > threshold) return { statistic, threshold };
      }
    }
    return undefined;
  }
}
