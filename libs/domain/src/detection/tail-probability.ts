import { restored, type State } from './state.js';

/** Four bins to a doubling, from 2^-24 to 2^24: scores are told apart by 19 %, and there is no score of a member beyond. */
const BINS_PER_DOUBLING = 4;
const BINS = 48 * BINS_PER_DOUBLING;
/** The scores from which the tail is drawn: enough for an index that does not jump, few enough to be the tail only. */
const PEAKS = 40;
const PEAKS_MIN = 10;
/** The tail is at most this share of all scores. */
const TAIL_SHARE = 0.05;
const WARM_UP = 30;
/** Then the older half is worth half, so that a series may change its ways: two weeks of samples at five minutes. */
const MEMORY = 4_096;
/** Tails thinner than this are not believed: a dozen peaks do not show them. */
const INDEX_MIN = 0.02;
const PEAK_FADING = 0.8;
const PROBABILITY_MIN = 1e-12;

interface TailState extends State {
  readonly bins: Float64Array;
  readonly peaks: Float64Array;
  peakCount: number;
  count: number;
}

/**
 * How probable a score at least this high is, by the scores that the same series had before. Up to the highest twentieth it is their
 * share; beyond, a power law drawn through the highest ones (Hill, 1975).
 */
export class TailProbability {
  readonly state: TailState;

  constructor(state?: State) {
    const fresh = { bins: new Float64Array(BINS), peaks: new Float64Array(PEAKS), peakCount: 0, count: 0 };
    this.state = state === undefined ? fresh : restored(fresh, state);
  }

  /**
   * Judges a score by those before it, and remembers it.
   *
   * @param score - 0 or more
   * @returns the negative decimal logarithm of the probability: 3 is once in a thousand; 0 while there are too few scores
   */
  surprise(score: number): number {
    const surprise = this.state.count < WARM_UP ? 0 : -Math.log10(this.#probability(score));
    this.#learn(score);
    return surprise;
  }

  #probability(score: number): number {
    const { bins, peaks, peakCount, count } = this.state;
    const least = peaks[0] as number;
    if (score > least && least > 0) {
      let logarithms = 0;
      for (let rank = 0; rank < peakCount; rank++) logarithms += Math.log((peaks[rank] as number) / least);
      const index = Math.max(logarithms / peakCount, INDEX_MIN);
      return Math.max(PROBABILITY_MIN, (peakCount / count) * Math.pow(score / least, -1 / index));
    }
    let above = 0;
    for (let bin = binOf(score); bin < BINS; bin++) above += bins[bin] as number;
    return Math.min(1, Math.max(peakCount / count, (above + 0.5) / (count + 1)));
  }

  #learn(score: number): void {
    const { state } = this;
    state.count += 1;
    const bin = binOf(score);
    state.bins[bin] = (state.bins[bin] as number) + 1;
    const wanted = Math.max(PEAKS_MIN, Math.min(PEAKS, Math.ceil(state.count * TAIL_SHARE)));
    if (state.peakCount < wanted) this.#grow(score);
    else if (score > (state.peaks[0] as number)) this.#replaceLeast(score);
    if (state.count >= MEMORY) this.#forgetHalf();
  }

  #grow(score: number): void {
    const { state } = this;
    let place = state.peakCount;
    while (place > 0 && (state.peaks[place - 1] as number) > score) {
      state.peaks[place] = state.peaks[place - 1] as number;
      place -= 1;
    }
    state.peaks[place] = score;
    state.peakCount += 1;
  }

  #replaceLeast(score: number): void {
    const { peaks, peakCount } = this.state;
    let place = 0;
    while (place + 1 < peakCount && (peaks[place + 1] as number) < score) {
      peaks[place] = peaks[place + 1] as number;
      place += 1;
    }
    peaks[place] = score;
  }

  /** The peaks sink a little, too: else one bad week would hide all later ones. */
  #forgetHalf(): void {
    const { state } = this;
    state.count /= 2;
    for (let bin = 0; bin < BINS; bin++) state.bins[bin] = (state.bins[bin] as number) / 2;
    for (let rank = 0; rank < state.peakCount; rank++) state.peaks[rank] = (state.peaks[rank] as number) * PEAK_FADING;
  }
}

const binOf = (score: number): number =>
  Math.max(0, Math.min(BINS - 1, Math.floor((Math.log2(score + 1e-12) + 24) * BINS_PER_DOUBLING)));
