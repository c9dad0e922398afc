import { Recent, type RecentState, recentState } from './recent.js';
import { restored, type State } from './state.js';
import type { Observation, StreamingScorer } from './streaming-scorer.js';

/** The scale of a series that hardly moves: below it, a shift is not told from noise. */
const SCALE_MIN = 0.02;
/** A shift moves the memory by so many deviations at most, so that one spike does not become the level. */
const STEP_MAX_DEVIATIONS = 4;
const FREE_STEPS = 20;

export interface LevelShiftSettings {
  /** Samples whose mean is the level of now. */
  readonly window: number;
  /** Over how many samples the level of before is remembered. */
  readonly memory: number;
}

interface LevelShiftState extends State {
  readonly recent: RecentState;
  count: number;
  level: number;
  deviation: number;
}

/** How many mean deviations the level of now is away from the level of before. A window of one is the sample itself. */
export class LevelShift implements StreamingScorer {
  readonly state: LevelShiftState;
  readonly #recent: Recent;

  constructor(
    private readonly settings: LevelShiftSettings,
    state?: State,
  ) {
    const fresh = { recent: recentState(settings.window), count: 0, level: 0, deviation: 0 };
    this.state = state === undefined ? fresh : restored(fresh, state);
    this.#recent = new Recent(this.state.recent);
  }

  score({ position }: Observation): number {
    this.#recent.push(position);
    if (!this.#recent.full) return 0;
    const { state } = this;
    const { window, memory } = this.settings;
    const { held, end } = this.#recent;
    let sum = 0;
    for (let index = end - window; index < end; index++) sum += held[index] as number;
    const apart = sum / window - state.level;
    const score = Math.abs(apart) / (state.deviation + SCALE_MIN);
    state.count += 1;
    const rate = Math.max(1 / state.count, 1 / memory);
    const limit =
      state.count < FREE_STEPS ? Number.POSITIVE_INFINITY : STEP_MAX_DEVIATIONS * (state.deviation + SCALE_MIN);
    const step = Math.max(-limit, Math.min(limit, apart));
    state.level += rate * step;
    state.deviation += rate * (Math.abs(step) - state.deviation);
    return score;
  }
}
