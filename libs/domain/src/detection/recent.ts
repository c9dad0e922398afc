import type { State } from './state.js';

export interface RecentState extends State {
  readonly held: Float64Array;
  end: number;
}

/** State of a window over the last `length` numbers. */
export const recentState = (length: number): RecentState => ({ held: new Float64Array(2 * length), end: 0 });

/**
 * The last numbers of a series, always side by side: they are written into a space of twice their number, and moved back to its
 * begin when it is full.
 */
export class Recent {
  readonly held: Float64Array;
  readonly #length: number;

  constructor(private readonly state: RecentState) {
    this.held = state.held;
    this.#length = state.held.length / 2;
  }

  /** Behind the index of the newest. */
  get end(): number {
    return this.state.end;
  }

  get full(): boolean {
    return this.state.end >= this.#length;
  }

  push(value: number): void {
    if (this.state.end === this.held.length) {
      this.held.copyWithin(0, this.state.end - this.#length + 1, this.state.end);
      this.state.end = this.#length - 1;
    }
    this.held[this.state.end] = value;
    this.state.end += 1;
  }
}
