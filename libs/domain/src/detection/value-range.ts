import type { State } from './state.js';

/** Blocks whose lowest and highest values are kept, and samples in each: 57 days of samples at five minutes. */
const BLOCKS = 32;
const BLOCK_SAMPLES = 512;

export interface ValueRangeState extends State {
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  count: number;
  low: number;
  high: number;
}

export const valueRangeState = (): ValueRangeState => ({
  lows: new Float64Array(BLOCKS).fill(Number.POSITIVE_INFINITY),
  highs: new Float64Array(BLOCKS).fill(Number.NEGATIVE_INFINITY),
  count: 0,
  low: Number.POSITIVE_INFINITY,
  high: Number.NEGATIVE_INFINITY,
});

/** Between which values the last sixteen thousand samples of a series lie. */
export class ValueRange {
  constructor(readonly state: ValueRangeState) {}

  /** How far the lowest and the highest value are apart, this one among them. */
  take(value: number): number {
    const { state } = this;
    const block = Math.floor(state.count / BLOCK_SAMPLES) % BLOCKS;
    if (state.count % BLOCK_SAMPLES === 0) {
      state.lows[block] = value;
      state.highs[block] = value;
      state.low = state.lows.reduce((low, other) => Math.min(low, other), Number.POSITIVE_INFINITY);
      state.high = state.highs.reduce((high, other) => Math.max(high, other), Number.NEGATIVE_INFINITY);
    }
    state.count += 1;
    if (value < (state.lows[block] as number)) state.lows[block] = value;
    if (value > (state.highs[block] as number)) state.highs[block] = value;
    if (value < state.low) state.low = value;
    if (value > state.high) state.high = value;
    return state.high - state.low;
  }
}
