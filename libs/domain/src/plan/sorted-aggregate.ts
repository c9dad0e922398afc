import { grown, roomFor } from '../engine/columns.js';
import { quantileOfRanks } from './quantile.js';
import type { Series } from './series-store.js';
import type { WindowAggregate } from './window-aggregate.js';
import type { WindowFunction } from './window-functions.js';
import type { Window } from './window.js';

/** Positions are kept modulo this; longer windows are sorted anew each time. */
const POSITIONS = 65_536;

/**
 * `quantile_over_time`: the samples of each window in the order of their values. Of each only its position for good is
 * kept, two bytes, since the value stands in its series. Equal values stand in the order in which they came.
 */
export class SortedAggregate implements WindowAggregate {
  /** Samples of one window that there is room for. */
  #stride = 16;
  #order = new Uint16Array(0);
  #counts = new Int32Array(0);
  /** Windows that hold, or held since they were last empty, a NaN, or were too long. */
  #isUnsorted = new Uint8Array(0);

  constructor(private readonly anew: WindowFunction) {}

  grow(places: number): void {
    const known = this.#counts.length;
    if (known >= places) return;
    const room = roomFor(places, known);
    this.#order = grown(this.#order, room * this.#stride);
    this.#counts = grown(this.#counts, room);
    this.#isUnsorted = grown(this.#isUnsorted, room);
  }

  clear(place: number): void {
    this.#counts[place] = 0;
    this.#isUnsorted[place] = 0;
  }

  enter(place: number, series: Series, index: number, oldest: number): void {
    const value = series.values[index] as number;
    const count = this.#counts[place] as number;
    if (Number.isNaN(value) || index - oldest >= POSITIONS) this.#isUnsorted[place] = 1;
    if (this.#isUnsorted[place] === 1) return;
    if (count === this.#stride) this.#widen();
    const first = place * this.#stride;
    const order = this.#order;
    // All samples of the window came before: they stand so far in front of this one.
    const { values, shift } = series;
    const position = index + shift;
    let low = first;
    let high = first + count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const behind = (position - (order[middle] as number)) & (POSITIONS - 1);
      if ((values[index - behind] as number) <= value) low = middle + 1;
      else high = middle;
    }
    order.copyWithin(low + 1, low, first + count);
    order[low] = position;
    this.#counts[place] = count + 1;
  }

  leave(place: number, series: Series, index: number): void {
    if (this.#isUnsorted[place] === 1) return;
    const count = this.#counts[place] as number;
    const first = place * this.#stride;
    const order = this.#order;
    // All samples of the window come after this one. It is the first of those of its value.
    const { values, shift } = series;
    const value = values[index] as number;
    const position = index + shift;
    let low = first;
    let high = first + count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const ahead = ((order[middle] as number) - position) & (POSITIONS - 1);
      if ((values[index + ahead] as number) < value) low = middle + 1;
      else high = middle;
    }
    order.copyWithin(low, low + 1, first + count);
    this.#counts[place] = count - 1;
  }

  result(place: number, window: Window): number {
    if (this.#isUnsorted[place] === 1 || Number.isNaN(window.shift)) return this.anew(window);
    const { values, from, shift } = window;
    const first = place * this.#stride;
    const valueAt = (rank: number): number => {
      const ahead = ((this.#order[first + rank] as number) - (from + shift)) & (POSITIONS - 1);
      return values[from + ahead] as number;
    };
    return quantileOfRanks(window.parameters[0] as number, this.#counts[place] as number, valueAt);
  }

  #widen(): void {
    const [old, narrow] = [this.#order, this.#stride];
    const stride = Math.min(POSITIONS, Math.ceil(1.25 * narrow));
    const order = new Uint16Array(this.#counts.length * stride);
    for (let place = 0; place < this.#counts.length; place += 1) {
      const from = place * narrow;
      order.set(old.subarray(from, from + (this.#counts[place] as number)), place * stride);
    }
    [this.#order, this.#stride] = [order, stride];
  }
}
