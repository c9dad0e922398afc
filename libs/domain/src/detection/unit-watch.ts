import { Recent, type RecentState, recentState } from './recent.js';
import { restored, type State } from './state.js';

/** So many samples in a row must have moved together: one glitch is no change of unit. */
const WINDOW = 12;
const WARM_UP = 64;
const MEMORY = 500;
/** Powers of ten between units: ms and s, bytes and megabytes, bits and gigabits. */
const POWERS = [3, 6, 9];
/** How near the factor must be, in powers of ten: a quarter more or less. */
const NEAR = 0.1;
/** A series that spreads over more than this, in powers of ten, moves by a thousand without a change of unit. */
const SPREAD_MAX = 0.3;

interface UnitWatchState extends State {
  readonly recent: RecentState;
  count: number;
  mean: number;
  spread: number;
}

/** Notices that all values of a series have become a thousandfold of what they were, or a thousandth, and stay so. */
export class UnitWatch {
  readonly state: UnitWatchState;
  readonly #recent: Recent;

  constructor(state?: State) {
    const fresh = { recent: recentState(WINDOW), count: 0, mean: 0, spread: 0 };
    this.state = state === undefined ? fresh : restored(fresh, state);
    this.#recent = new Recent(this.state.recent);
  }

  /** Whether the unit has changed, as of this value. Zeros say nothing. */
  changed(value: number): boolean {
    if (value === 0) return false;
    const { state } = this;
    const power = Math.log10(Math.abs(value));
    this.#recent.push(power);
    if (this.#moved()) return true;
    state.count += 1;
    const rate = Math.max(1 / state.count, 1 / MEMORY);
    const apart = Math.max(-1, Math.min(1, power - state.mean));
    state.mean += state.count === 1 ? power : rate * apart;
    state.spread += state.count === 1 ? 0 : rate * (Math.abs(apart) - state.spread);
    return false;
  }

  #moved(): boolean {
    const { state } = this;
    if (state.count < WARM_UP || state.spread > SPREAD_MAX) return false;
    const { held, end } = this.#recent;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let index = end - WINDOW; index < end; index++) {
      const power = held[index] as number;
      lowest = Math.min(lowest, power);
      highest = Math.max(highest, power);
      sum += power;
    }
    const apart = Math.abs(sum / WINDOW - state.mean);
    return highest - lowest < 1 && POWERS.some((power) => Math.abs(apart - power) < NEAR + state.spread);
  }
}
