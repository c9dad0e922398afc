import { Recent, type RecentState, recentState } from './recent.js';
import { restored, type State } from './state.js';
import type { Observation, StreamingScorer } from './streaming-scorer.js';

const SCALE_MIN = 1e-3;
/** A surprise teaches the forecaster as if it were so many deviations at most. */
const LESSON_MAX_DEVIATIONS = 5;
const FREE_STEPS = 20;
const SCALE_MEMORY = 200;
/** The inverse covariance starts here, and its trace never leaves this bound: forgetting without news would let it grow for ever. */
const COVARIANCE_START = 10;
const TRACE_MAX = 1e4;

export interface ForecastResidualSettings {
  /** How many of the last samples the next one is forecast from. */
  readonly lags: number;
  /** What a sample weighs less with each that follows: 0.999 remembers about a thousand. */
  readonly forgetting: number;
}

interface ForecastResidualState extends State {
  readonly recent: RecentState;
  readonly weights: Float64Array;
  readonly covariance: Float64Array;
  count: number;
  deviation: number;
}

/**
 * By how many of its usual errors a linear forecast from the last samples misses the next one. The forecast is fitted by recursive
 * least squares with forgetting, and starts as "as before".
 */
export class ForecastResidual implements StreamingScorer {
  readonly state: ForecastResidualState;
  readonly #recent: Recent;
  readonly #inputs: Float64Array;
  readonly #gain: Float64Array;

  constructor(
    private readonly settings: ForecastResidualSettings,
    state?: State,
  ) {
    const size = settings.lags + 1;
    const fresh = {
      recent: recentState(settings.lags),
      weights: new Float64Array(size).fill(1, 1, 2),
      covariance: new Float64Array(size * size).map((_, index) => (index % (size + 1) === 0 ? COVARIANCE_START : 0)),
      count: 0,
      deviation: 0,
    };
    this.state = state === undefined ? fresh : restored(fresh, state);
    this.#recent = new Recent(this.state.recent);
    this.#inputs = new Float64Array(size).fill(1);
    this.#gain = new Float64Array(size);
  }

  score({ position }: Observation): number {
    const score = this.#recent.full ? this.#judge(position) : 0;
    this.#recent.push(position);
    return score;
  }

  #judge(position: number): number {
    const { state } = this;
    const { weights } = state;
    const inputs = this.#inputs;
    const { held, end } = this.#recent;
    let forecast = weights[0] as number;
    for (let lag = 1; lag < inputs.length; lag++) {
      inputs[lag] = held[end - lag] as number;
      forecast += (weights[lag] as number) * (inputs[lag] as number);
    }
    const error = position - forecast;
    const score = Math.abs(error) / (state.deviation + SCALE_MIN);
    state.count += 1;
    const limit =
      state.count < FREE_STEPS ? Number.POSITIVE_INFINITY : LESSON_MAX_DEVIATIONS * (state.deviation + SCALE_MIN);
    const lesson = Math.max(-limit, Math.min(limit, error));
    const rate = Math.max(1 / state.count, 1 / SCALE_MEMORY);
    state.deviation += rate * (Math.abs(lesson) - state.deviation);
    this.#learn(lesson);
    return score;
  }

  #learn(lesson: number): void {
    const { weights, covariance } = this.state;
    const { forgetting } = this.settings;
    const inputs = this.#inputs;
    const gain = this.#gain;
    const size = inputs.length;
    let certainty = forgetting;
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let column = 0; column < size; column++) {
        sum += (covariance[row * size + column] as number) * (inputs[column] as number);
      }
      gain[row] = sum;
      certainty += sum * (inputs[row] as number);
    }
    let trace = 0;
    for (let row = 0; row < size; row++) {
      weights[row] = (weights[row] as number) + ((gain[row] as number) / certainty) * lesson;
      for (let column = 0; column < size; column++) {
        const at = row * size + column;
        const less = ((gain[row] as number) * (gain[column] as number)) / certainty;
        covariance[at] = ((covariance[at] as number) - less) / forgetting;
      }
      trace += covariance[row * size + row] as number;
    }
    if (trace > TRACE_MAX)
      for (let at = 0; at < size * size; at++) covariance[at] = ((covariance[at] as number) * TRACE_MAX) / trace;
  }
}
