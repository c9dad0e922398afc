import { type NormalisedWindow, normalisedWindow } from '../models/normalised-window.js';
import type { GridView } from './grid.js';

/** The model that is asked. */
export const FORECASTER_MODEL = 'quantile-forecaster';
/** How many steps it is shown, and of how many it tells, as its card says. */
export const CONTEXT_STEPS = 512;
const TOLD_STEPS = 64;
/** The quantiles that it tells of each step. */
const LEVELS = [0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98] as const;
/** With fewer readings it was not trained. */
const READINGS_MIN = 8;
/** So many numbers stand for what it tells, each as likely as the others: as many as a member has ways. */
const ENDS = 48;

/** What a network is asked about a series. */
export interface NetworkQuestion {
  /** Every so many steps of the grid are one of the network's, so that it tells of the whole horizon. */
  readonly stride: number;
  readonly window: NormalisedWindow;
}

/** The question for so many steps after the end of a view; null when there is too little to ask about. */
export function questionOf({ mean }: GridView, steps: number): NetworkQuestion | null {
  const stride = Math.ceil(steps / TOLD_STEPS);
  const context = Float64Array.from({ length: CONTEXT_STEPS }, (_, i) => {
    return mean[mean.length - 1 - stride * (CONTEXT_STEPS - 1 - i)] ?? Number.NaN;
  });
  const window = normalisedWindow(context);
  return window.readings < READINGS_MIN ? null : { stride, window };
}

/**
 * What the series may be after so many steps, as the network tells it.
 *
 * @param answer - what it told of the question: nine quantiles of each step, step by step, in the window's deviations
 * @returns numbers of which each is as likely as the others, ascending; null when the answer is of another length or holds
 * what is no number
 */
export function networkEnds(steps: number, question: NetworkQuestion, answer: Float32Array): Float64Array | null {
  if (answer.length !== TOLD_STEPS * LEVELS.length || !answer.every(Number.isFinite)) return null;
  const quantiles = quantilesAt(answer, steps / question.stride, question.window);
  return Float64Array.from({ length: ENDS }, (_, i) => between(quantiles, (i + 0.5) / ENDS));
}

/** Its quantiles so many of its steps ahead, in the series' unit; between two of them on a line, that begins at the last value. */
function quantilesAt(answer: Float32Array, ahead: number, window: NormalisedWindow): number[] {
  const before = Math.floor(ahead);
  const share = ahead - before;
  const last = window.values[CONTEXT_STEPS - 1] as number;
  const told = (step: number, level: number): number =>
    step === 0 ? last : (answer[(step - 1) * LEVELS.length + level] as number);
  return LEVELS.map((_, level) => {
    const value =
      share === 0 ? told(before, level) : (1 - share) * told(before, level) + share * told(before + 1, level);
    return window.mean + window.deviation * value;
  });
}

/** Between the levels that are told on a line, and beyond the outermost on as between the last two. */
function between(quantiles: readonly number[], level: number): number {
  let right = 1;
  while (right < LEVELS.length - 1 && (LEVELS[right] as number) < level) right += 1;
  const [from, to] = [LEVELS[right - 1] as number, LEVELS[right] as number];
  const [low, high] = [quantiles[right - 1] as number, quantiles[right] as number];
  return low + ((level - from) / (to - from)) * (high - low);
}
