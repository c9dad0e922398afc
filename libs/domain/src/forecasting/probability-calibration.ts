/** How raw chances are turned into calibrated ones: intercept and slope on the scale of log odds. */
export interface CalibrationPrior {
  readonly intercept: number;
  readonly slope: number;
}

/** Raw chances nearer to 0 or 1 than this tell no more: it is half of a path of two hundred. */
const CHANCE_MARGIN = 0.0025;
/** The prior weighs as so many outcomes would. */
const PRIOR_OUTCOMES = 200;
const PRIOR_CURVATURE = [PRIOR_OUTCOMES * 0.1, 0, PRIOR_OUTCOMES * 0.3] as const;
/** What is left of what was learned after one more outcome: some five thousand are remembered. */
const KEPT = 0.9998;
const BINS = 10;
const BIN_KEPT = 0.999;
/** Fewer outcomes tell nothing of whether the calibration holds. */
const JUDGED_OUTCOMES_MIN = 200;
/** Chances that are off by more, on average, are not told. */
const ERROR_MAX = 0.15;

/**
 * Makes chances mean what they say: of all that are told to be 30 %, three in ten come true. A logistic regression on the
 * raw chance (Platt 1999), learned on as outcomes become known, by Newton's steps with a fading memory.
 */
export class ProbabilityCalibration {
  #intercept: number;
  #slope: number;
  /** Second derivatives of the loss: of intercept, both, slope. */
  #curvature: [number, number, number];
  readonly #bins = Array.from({ length: BINS }, () => ({ count: 0, told: 0, true: 0 }));

  constructor({ intercept, slope }: CalibrationPrior) {
    this.#intercept = intercept;
    this.#slope = slope;
    this.#curvature = [...PRIOR_CURVATURE];
  }

  /** What has been learned so far; another calibration may begin with it. */
  get learned(): CalibrationPrior {
    return { intercept: this.#intercept, slope: this.#slope };
  }

  /** The calibrated chance of a raw one; both from 0 to 1. */
  calibrated(raw: number): number {
    return 1 / (1 + Math.exp(-(this.#intercept + this.#slope * logOdds(raw))));
  }

  /** Learns from what became of a raw chance. */
  learn(raw: number, cameTrue: boolean): void {
    const told = this.calibrated(raw);
    const bin = this.#bins[Math.min(BINS - 1, Math.floor(told * BINS))] as {
      count: number;
      told: number;
      true: number;
    };
    for (const one of this.#bins) {
      one.count *= BIN_KEPT;
      one.told *= BIN_KEPT;
      one.true *= BIN_KEPT;
    }
    bin.count += 1;
    bin.told += told;
    bin.true += cameTrue ? 1 : 0;
    const x = logOdds(raw);
    const weight = told * (1 - told);
    const [a, b, c] = this.#curvature;
    this.#curvature = [KEPT * a + weight, KEPT * b + weight * x, KEPT * c + weight * x * x];
    const [aa, bb, cc] = this.#curvature;
    const error = (cameTrue ? 1 : 0) - told;
    const determinant = aa * cc - bb * bb;
    this.#intercept += (error * (cc - bb * x)) / determinant;
    this.#slope += (error * (aa * x - bb)) / determinant;
  }

  /**
   * A part of what was learned holds no more, for what it was learned of has changed. The coefficients stay as the best guess; what
   * comes next moves them the more, at most as much as at the beginning.
   *
   * @param share - from 0 to 1
   */
  forget(share: number): void {
    const kept = Math.max(1 - share, Math.min(1, PRIOR_CURVATURE[0] / this.#curvature[0]));
    const [a, b, c] = this.#curvature;
    this.#curvature = [kept * a, kept * b, kept * c];
  }

  /** How far chances are off, on average, of those whose outcomes are remembered; 0 to 1. */
  get expectedError(): number {
    const count = this.#bins.reduce((sum, bin) => sum + bin.count, 0);
    return count === 0 ? 0 : this.#bins.reduce((sum, bin) => sum + Math.abs(bin.told - bin.true), 0) / count;
  }

  /** Whether chances are so far off that none should be told. */
  get isBroken(): boolean {
    const count = this.#bins.reduce((sum, bin) => sum + bin.count, 0);
    return count >= JUDGED_OUTCOMES_MIN && this.expectedError > ERROR_MAX;
  }
}

function logOdds(chance: number): number {
  const kept = Math.min(1 - CHANCE_MARGIN, Math.max(CHANCE_MARGIN, chance));
  return Math.log(kept / (1 - kept));
}
