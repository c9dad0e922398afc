import { Codebook, type CodebookState, codebookState } from './codebook.js';
import { Recent, type RecentState, recentState } from './recent.js';
import { restored, type State } from './state.js';
import type { Observation, StreamingScorer } from './streaming-scorer.js';
import { ValueRange, type ValueRangeState, valueRangeState } from './value-range.js';

/** What a window of samples is reduced to before it is compared with all earlier ones. */
export type View = 'mean' | 'shape';

const FEATURES: Readonly<Record<View, number>> = { mean: 1, shape: 6 };

/** The means of a series that only makes noise hardly move, and their noise is no news. */
const MEANS_RANGE_MIN = 0.01;

export interface NoveltySettings {
  readonly view: View;
  /** Samples in a window. */
  readonly window: number;
  /** Distance, in ranges of the series, from which on something is remembered as new. */
  readonly vigilance: number;
  /** How many different things are remembered. */
  readonly codes: number;
}

interface NoveltyState extends State {
  readonly recent: RecentState;
  readonly book: CodebookState;
  readonly means: ValueRangeState;
}

/**
 * How far the last samples are from anything that the series has ever done, in ranges of the series. What has happened
 * before is not new when it happens again, however rare it is.
 */
export class Novelty implements StreamingScorer {
  readonly state: NoveltyState;
  readonly #recent: Recent;
  readonly #book: Codebook;
  readonly #means: ValueRange;
  readonly #point: Float64Array;

  constructor(
    private readonly settings: NoveltySettings,
    state?: State,
  ) {
    const features = FEATURES[settings.view];
    const fresh = {
      recent: recentState(settings.window),
      book: codebookState(features, settings.codes),
      means: valueRangeState(),
    };
    this.state = state === undefined ? fresh : restored(fresh, state);
    this.#recent = new Recent(this.state.recent);
    this.#book = new Codebook(this.state.book, features);
    this.#means = new ValueRange(this.state.means);
    this.#point = new Float64Array(features);
  }

  score(seen: Observation): number {
    this.#recent.push(seen.value);
    if (!this.#recent.full) return 0;
    this.#look();
    return this.#book.distance(this.#point, this.#unit(seen.range), this.settings.vigilance);
  }

  /**
   * What counts as a distance of 1: for means, which move less than the series, how far they have moved themselves. Until a whole window
   * has gone by they have not shown it, and are measured more or less by the series.
   */
  #unit(range: number): number {
    if (this.settings.view !== 'mean') return range;
    const moved = this.#means.take(this.#point[0] as number);
    const unproven = Math.max(MEANS_RANGE_MIN, 1 - this.state.means.count / this.settings.window);
    return Math.max(moved, unproven * range);
  }

  #look(): void {
    const { window, view } = this.settings;
    const { held, end } = this.#recent;
    const point = this.#point;
    let sum = 0;
    for (let index = end - window; index < end; index++) sum += held[index] as number;
    const mean = sum / window;
    point[0] = mean;
    if (view === 'shape') describeShape(point, held, end - window, end, mean);
  }
}

/** Mean, lowest, highest, standard deviation, twice the mean step, and the newest: what tells windows apart without their order. */
function describeShape(point: Float64Array, held: Float64Array, from: number, to: number, mean: number): void {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let squares = 0;
  let steps = 0;
  for (let index = from; index < to; index++) {
    const value = held[index] as number;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    squares += (value - mean) ** 2;
    if (index > from) steps += Math.abs(value - (held[index - 1] as number));
  }
  const length = to - from;
  point[1] = lowest;
  point[2] = highest;
  point[3] = Math.sqrt(squares / length);
  point[4] = (2 * steps) / length;
  point[5] = held[to - 1] as number;
}
