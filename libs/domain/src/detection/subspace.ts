import { Recent, type RecentState, recentState } from './recent.js';
import { restored, type State } from './state.js';
import type { Observation, StreamingScorer } from './streaming-scorer.js';

/** A direction this short has not been learned yet. */
const LENGTH_MIN = 1e-9;

export interface SubspaceSettings {
  /** Samples in a window: the dimension of the space. */
  readonly window: number;
  /** Directions that are learned. */
  readonly directions: number;
  /** Over how many windows directions are remembered. */
  readonly memory: number;
}

interface SubspaceState extends State {
  readonly recent: RecentState;
  readonly mean: Float64Array;
  readonly directions: Float64Array;
  count: number;
}

/**
 * How much of the window of the last samples lies outside the few directions in which windows of this series vary. The
 * directions are learned as windows come, without a covariance matrix: CCIPCA (Weng, Zhang and Hwang, 2003).
 */
export class Subspace implements StreamingScorer {
  readonly state: SubspaceState;
  readonly #recent: Recent;
  readonly #rest: Float64Array;

  constructor(
    private readonly settings: SubspaceSettings,
    state?: State,
  ) {
    const { window, directions } = settings;
    const fresh = {
      recent: recentState(window),
      mean: new Float64Array(window),
      directions: new Float64Array(window * directions),
      count: 0,
    };
    this.state = state === undefined ? fresh : restored(fresh, state);
    this.#recent = new Recent(this.state.recent);
    this.#rest = new Float64Array(window);
  }

  score({ position }: Observation): number {
    this.#recent.push(position);
    if (!this.#recent.full) return 0;
    const { state } = this;
    const { window, directions, memory } = this.settings;
    const { held, end } = this.#recent;
    const rest = this.#rest;
    state.count += 1;
    const rate = Math.max(1 / state.count, 1 / memory);
    for (let index = 0; index < window; index++) {
      const value = held[end - window + index] as number;
      const apart = value - (state.mean[index] as number);
      state.mean[index] = (state.mean[index] as number) + rate * apart;
      rest[index] = apart;
    }
    let outside = 0;
    for (let direction = 0; direction < directions; direction++) {
      outside = this.#project(direction * window, rate);
    }
    return Math.sqrt(outside / window);
  }

  /**
   * Takes out of the rest what lies along a direction, and turns the direction a little towards what the rest was. A direction
   * that is not there yet becomes the rest itself.
   *
   * @returns the square of the length that is left
   */
  #project(from: number, rate: number): number {
    const { window } = this.settings;
    const { directions } = this.state;
    const rest = this.#rest;
    let length = 0;
    let along = 0;
    for (let index = 0; index < window; index++) {
      const part = directions[from + index] as number;
      length += part * part;
      along += part * (rest[index] as number);
    }
    if (length < LENGTH_MIN) {
      directions.set(rest, from);
      rest.fill(0);
      return 0;
    }
    const before = along / length;
    const turn = (rate * along) / Math.sqrt(length);
    let outside = 0;
    for (let index = 0; index < window; index++) {
      const part = directions[from + index] as number;
      const value = rest[index] as number;
      const left = value - before * part;
      directions[from + index] = (1 - rate) * part + turn * value;
      rest[index] = left;
      outside += left * left;
    }
    return outside;
  }
}
