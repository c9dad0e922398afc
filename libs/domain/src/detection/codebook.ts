import type { State } from './state.js';

export interface CodebookState extends State {
  readonly codes: Float64Array;
  readonly usedAt: Float64Array;
  count: number;
  clock: number;
}

/** State of a codebook of `codes` places, each of `features` numbers. */
export const codebookState = (features: number, codes: number): CodebookState => ({
  codes: new Float64Array(features * codes),
  usedAt: new Float64Array(codes),
  count: 0,
  clock: 0,
});

/**
 * What a series has looked like so far, as points of which each stands for all that came near it. What is far from every
 * point is new, and is a point from then on. This is the vigilance of adaptive resonance theory (Carpenter and
 * Grossberg, 1987) without its weights. When all places are taken, the point that was met the longest ago makes room.
 */
export class Codebook {
  readonly #places: number;

  constructor(
    private readonly state: CodebookState,
    private readonly features: number,
  ) {
    this.#places = state.usedAt.length;
  }

  /**
   * How far a point is from the nearest one, as the root of the mean square over its features.
   *
   * @param point - as many numbers as there are features
   * @param range - the length that counts as 1; above 0
   * @param vigilance - from which distance on, in ranges, the point is remembered as one of its own
   * @returns 0 for the very first point
   */
  distance(point: Float64Array, range: number, vigilance: number): number {
    const { state, features } = this;
    state.clock += 1;
    if (state.count === 0) {
      this.#learn(point);
      return 0;
    }
    const nearest = this.#nearest(point);
    let sum = 0;
    for (let feature = 0; feature < features; feature++) {
      const apart = ((state.codes[nearest * features + feature] as number) - (point[feature] as number)) / range;
      sum += apart * apart;
    }
    const distance = Math.sqrt(sum / features);
    if (distance > vigilance) this.#learn(point);
    else state.usedAt[nearest] = state.clock;
    return distance;
  }

  #nearest(point: Float64Array): number {
    const { codes, count } = this.state;
    const { features } = this;
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let place = 0; place < count; place++) {
      const from = place * features;
      let sum = 0;
      for (let feature = 0; feature < features && sum < least; feature++) {
        const apart = (codes[from + feature] as number) - (point[feature] as number);
        sum += apart * apart;
      }
      if (sum < least) {
        least = sum;
        nearest = place;
      }
    }
    return nearest;
  }

  #learn(point: Float64Array): void {
    const { state, features } = this;
    let place = state.count;
    if (place === this.#places) {
      place = 0;
      for (let other = 1; other < this.#places; other++) {
        if ((state.usedAt[other] as number) < (state.usedAt[place] as number)) place = other;
      }
    } else state.count += 1;
    state.codes.set(point, place * features);
    state.usedAt[place] = state.clock;
  }
}
