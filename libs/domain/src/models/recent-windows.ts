import type { TrainingExample, TrainingRecipe } from './training-recipe.js';

/** Samples of one series, oldest first; ms since 1970. */
export interface PastOfSeries {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Fewer windows to train on teach a model these windows, and not the tenant. */
export const TRAINING_WINDOWS_MIN = 200;
/** More are thinned out: a run of some hundred steps sees no more of them, and they take 5 kB each. */
const TRAINING_WINDOWS_MAX = 2_048;
/** More decide no better. */
const JUDGED_WINDOWS_MAX = 512;
/** Windows to train on begin so often within what is judged of one: they may overlap, since nothing is counted by them. */
const STARTS_PER_JUDGED = 8;

/** Windows that end before a time, which a model may be shown. They overlap. */
export function windowsBefore(recipe: TrainingRecipe, series: readonly PastOfSeries[], end: number): TrainingExample[] {
  const { length, judged } = recipe;
  const stride = Math.max(1, Math.floor(judged / STARTS_PER_JUDGED));
  const starts = series.flatMap((one) => {
    const count = firstAtOrAfter(one.times, end);
    return startsOf(one, 0, count - length, stride);
  });
  return examplesAt(recipe, thinned(starts, TRAINING_WINDOWS_MAX));
}

/**
 * Windows that judge a model by what came from one time on and before another. No value is judged twice, so that each window is
 * one piece of evidence; what a model is shown before may reach back.
 */
export function windowsBetween(
  recipe: TrainingRecipe,
  series: readonly PastOfSeries[],
  from: number,
  to: number,
): TrainingExample[] {
  const { length, judged } = recipe;
  const starts = series.flatMap((one) => {
    const first = Math.max(0, firstAtOrAfter(one.times, from) - (length - judged));
    return startsOf(one, first, firstAtOrAfter(one.times, to) - length, judged);
  });
  return examplesAt(recipe, thinned(starts, JUDGED_WINDOWS_MAX));
}

interface Start {
  readonly series: PastOfSeries;
  readonly at: number;
}

function startsOf(series: PastOfSeries, first: number, last: number, stride: number): Start[] {
  const starts: Start[] = [];
  for (let at = first; at <= last; at += stride) starts.push({ series, at });
  return starts;
}

function examplesAt(recipe: TrainingRecipe, starts: readonly Start[]): TrainingExample[] {
  return starts.flatMap(({ series, at }) => recipe.exampleOf(series.values.subarray(at, at + recipe.length)) ?? []);
}

/** So many of all, evenly. */
function thinned<One>(all: readonly One[], most: number): readonly One[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)] as One);
}

/** How many times come before one, in order. */
function firstAtOrAfter(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
