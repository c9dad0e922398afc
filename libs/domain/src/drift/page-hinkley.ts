import { restored, type State } from '../detection/state.js';

export interface PageHinkleySettings {
  /** What the mean may move by without notice, in the unit of the numbers. */
  readonly tolerance: number;
  /** How much must have come together beyond the tolerance. */
  readonly threshold: number;
}

interface PageHinkleyState extends State {
  count: number;
  mean: number;
  up: number;
  upLeast: number;
  down: number;
  downLeast: number;
}

/** Page's cumulative sums (1954) in Hinkley's form (1971), upwards and downwards: what a mean has moved by adds up until it is enough. */
export class PageHinkley {
  readonly state: PageHinkleyState;

  constructor(
    private readonly settings: PageHinkleySettings,
    state?: State,
  ) {
    const fresh = { count: 0, mean: 0, up: 0, upLeast: 0, down: 0, downLeast: 0 };
    this.state = state === undefined ? fresh : restored(fresh, state);
  }

  /**
   * @param inflation - how many times the variance of a mean of such numbers is that of independent ones: so many times the threshold
   * @returns how much has come together, once it is more than the threshold
   */
  observe(value: number, inflation = 1): { readonly statistic: number; readonly threshold: number } | undefined {
    const { state } = this;
    const { tolerance } = this.settings;
    const threshold = this.settings.threshold * inflation;
    state.count += 1;
    state.mean += (value - state.mean) / state.count;
    const apart = value - state.mean;
    state.up += apart - tolerance;
    state.upLeast = Math.min(state.upLeast, state.up);
    state.down += -apart - tolerance;
    state.downLeast = Math.min(state.downLeast, state.down);
    const statistic = Math.max(state.up - state.upLeast, state.down - state.downLeast);
    return statistic > threshold ? { statistic, threshold } : undefined;
  }
}
