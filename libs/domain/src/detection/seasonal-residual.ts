import { dayShare } from './day-share.js';
import { restored, type State } from './state.js';
import type { Observation, StreamingScorer } from './streaming-scorer.js';

const SCALE_MIN = 0.05;
const SCALE_MEMORY = 500;
const FREE_STEPS = 20;
/** What a sample moves the habit of its hour by, in deviations at most. */
const STEP_MAX_DEVIATIONS = 3;
const ERROR_MAX_DEVIATIONS = 5;

export interface SeasonalResidualSettings {
  /** Parts that the day, by UTC, is divided into. */
  readonly parts: number;
  /** Over how many samples of a part its habit is remembered. */
  readonly memory: number;
}

interface SeasonalResidualState extends State {
  readonly habits: Float64Array;
  readonly counts: Float64Array;
  count: number;
  deviation: number;
}

/**
 * By how many deviations a sample misses what the series usually does at that time of the day: the remainder of a
 * decomposition into a daily season and noise, in which no sample may pull far.
 */
export class SeasonalResidual implements StreamingScorer {
  readonly state: SeasonalResidualState;

  constructor(
    private readonly settings: SeasonalResidualSettings,
    state?: State,
  ) {
    const { parts } = settings;
    const fresh = { habits: new Float64Array(parts), counts: new Float64Array(parts), count: 0, deviation: 0 };
    this.state = state === undefined ? fresh : restored(fresh, state);
  }

  score({ position, time }: Observation): number {
    const { state } = this;
    const { habits, counts } = state;
    const part = Math.floor(dayShare(time) * this.settings.parts);
    const seen = counts[part] as number;
    counts[part] = seen + 1;
    if (seen === 0) {
      habits[part] = position;
      return 0;
    }
    const error = position - (habits[part] as number);
    const scale = state.deviation + SCALE_MIN;
    state.count += 1;
    const bound = (deviations: number): number =>
      state.count < FREE_STEPS ? Number.POSITIVE_INFINITY : deviations * scale;
    const rate = Math.max(1 / state.count, 1 / SCALE_MEMORY);
    state.deviation += rate * (Math.min(Math.abs(error), bound(ERROR_MAX_DEVIATIONS)) - state.deviation);
    const limit = bound(STEP_MAX_DEVIATIONS);
    const step = Math.max(-limit, Math.min(limit, error));
    habits[part] = (habits[part] as number) + Math.max(1 / (seen + 1), 1 / this.settings.memory) * step;
    return Math.abs(error) / scale;
  }
}
