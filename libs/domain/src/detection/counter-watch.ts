import { restored, type State } from './state.js';

/** A series is taken for a counter when it has only risen, or begun again, for so many samples (a disk, too, rises for hours), */
const WARM_UP = 288;
/** and has risen in so many of them: what stands still most of the time is a level. */
const RISES_SHARE = 0.9;
/** A fall to less than this share of the value before is a counter that began again. */
const RESET_SHARE = 0.5;
/** More resets than this in its samples are no counter, but a saw. */
const RESETS_SHARE = 0.02;

interface CounterWatchState extends State {
  samples: number;
  rises: number;
  resets: number;
  last: number;
  counter: number;
}

/** Tells series that count upwards from those that show a level, and reads the former by their increases. */
export class CounterWatch {
  readonly state: CounterWatchState;

  constructor(state?: State) {
    const fresh = { samples: 0, rises: 0, resets: 0, last: 0, counter: 0 };
    this.state = state === undefined ? fresh : restored(fresh, state);
  }

  get counter(): boolean {
    return this.state.counter === 1;
  }

  /** Takes in the next value, and says what the series is found to be from now on when that is something else than before. */
  turned(value: number): 'became_counter' | 'became_gauge' | undefined {
    const { state } = this;
    const fell = state.samples > 0 && value < state.last;
    const reset = fell && value >= 0 && value < state.last * RESET_SHARE;
    if (fell && !reset) {
      const was = this.counter;
      Object.assign(state, { samples: 1, rises: 0, resets: 0, counter: 0 });
      return was ? 'became_gauge' : undefined;
    }
    state.samples += 1;
    if (value > state.last || reset) state.rises += 1;
    if (reset) state.resets += 1;
    const counts =
      state.samples > WARM_UP &&
      state.rises >= RISES_SHARE * (state.samples - 1) &&
      state.resets <= 1 + RESETS_SHARE * state.samples;
    if (this.counter || !counts) return undefined;
    state.counter = 1;
    return 'became_counter';
  }

  /** What the series adds by a value: of a level the value itself, of a counter its increase. Call it after {@link turned}. */
  read(value: number): number {
    const { state } = this;
    const { last } = state;
    state.last = value;
    if (!this.counter) return value;
    return value < last ? value : value - last;
  }
}
