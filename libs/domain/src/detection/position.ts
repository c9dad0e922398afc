import { restored, type State } from './state.js';

const FREE_STEPS = 20;
const STEP_MAX_DEVIATIONS = 6;
const MEMORY = 1_000;
/** Below this share of the range, a deviation is rounding. */
const SCALE_SHARE_MIN = 1e-12;

interface PositionState extends State {
  count: number;
  centre: number;
  deviation: number;
}

/** Where a value lies, in deviations from where its series has lately been; what is far away is squeezed by the inverse hyperbolic sine. */
export class Position {
  readonly state: PositionState;

  constructor(state?: State) {
    const fresh = { count: 0, centre: 0, deviation: 0 };
    this.state = state === undefined ? fresh : restored(fresh, state);
  }

  /** @param range - how far apart the values of the series lie; above 0 */
  of(value: number, range: number): number {
    const { state } = this;
    state.count += 1;
    if (state.count === 1) {
      state.centre = value;
      return 0;
    }
    const scale = Math.max(state.deviation, SCALE_SHARE_MIN * range);
    const apart = value - state.centre;
    const limit = state.count < FREE_STEPS ? Number.POSITIVE_INFINITY : STEP_MAX_DEVIATIONS * scale;
    const step = Math.max(-limit, Math.min(limit, apart));
    const rate = Math.max(1 / state.count, 1 / MEMORY);
    state.centre += rate * step;
    state.deviation += rate * (Math.abs(step) - state.deviation);
    return Math.asinh(apart / scale);
  }
}
