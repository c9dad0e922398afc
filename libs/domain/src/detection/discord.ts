import { Recent, type RecentState, recentState } from './recent.js';
import { restored, type State } from './state.js';
import type { Observation, StreamingScorer } from './streaming-scorer.js';

/** After so many samples the sums are made anew, so that rounding does not gather in them. */
const RENEWAL = 512;

export interface DiscordSettings {
  /** Samples in a window. */
  readonly window: number;
  /** How many samples back the earliest window begins that is compared. */
  readonly history: number;
}

interface DiscordState extends State {
  readonly recent: RecentState;
  readonly sums: Float64Array;
  count: number;
}

/**
 * How far the window of the last samples is from the most similar one before it that does not overlap it: the left matrix profile
 * (Yeh and others, 2016), with windows as they are, since on metrics a height that was never there is what matters.
 * Each lag keeps the sum of its squared differences, so a sample costs one step for each lag, whatever the window.
 */
export class Discord implements StreamingScorer {
  readonly state: DiscordState;
  readonly #recent: Recent;

  constructor(
    private readonly settings: DiscordSettings,
    state?: State,
  ) {
    const { window, history } = settings;
    const fresh = { recent: recentState(history + window), sums: new Float64Array(history), count: 0 };
    this.state = state === undefined ? fresh : restored(fresh, state);
    this.#recent = new Recent(this.state.recent);
  }

  score({ position }: Observation): number {
    const { state } = this;
    const { window, history } = this.settings;
    this.#recent.push(position);
    state.count += 1;
    if (state.count % RENEWAL === 0) this.#renew();
    else this.#advance();
    const lags = Math.min(history, state.count - window);
    let least = Number.POSITIVE_INFINITY;
    for (let lag = window; lag < lags; lag++) {
      const sum = state.sums[lag] as number;
      if (sum < least) least = sum;
    }
    return least === Number.POSITIVE_INFINITY ? 0 : Math.sqrt(Math.max(0, least) / window);
  }

  /** The newest pair of each lag comes in, and the one that is a window older goes. */
  #advance(): void {
    const { sums, count } = this.state;
    const { window, history } = this.settings;
    const { held, end } = this.#recent;
    const last = end - 1;
    const newest = held[last] as number;
    const oldest = held[last - window] as number;
    const complete = Math.min(history, count - window);
    for (let lag = window; lag < complete; lag++) {
      const comes = newest - (held[last - lag] as number);
      const goes = oldest - (held[last - window - lag] as number);
      sums[lag] = (sums[lag] as number) + comes * comes - goes * goes;
    }
    for (let lag = Math.max(window, complete); lag < Math.min(history, count); lag++) {
      const comes = newest - (held[last - lag] as number);
      sums[lag] = (sums[lag] as number) + comes * comes;
    }
  }

  #renew(): void {
    const { sums, count } = this.state;
    const { window, history } = this.settings;
    const { held, end } = this.#recent;
    for (let lag = window; lag < Math.min(history, count); lag++) {
      const pairs = Math.min(window, count - lag);
      let sum = 0;
      for (let index = end - pairs; index < end; index++) {
        sum += ((held[index] as number) - (held[index - lag] as number)) ** 2;
      }
      sums[lag] = sum;
    }
  }
}
