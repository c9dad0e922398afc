import { pinballLoss } from '../forecasting/quantiles.js';
import { normalisedWindow } from './normalised-window.js';

/** What a model is asked, and what it should have answered. */
export interface TrainingExample {
  /** By the names of the model's inputs. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  /** By the names of the batch of its training step. */
  readonly batch: Readonly<Record<string, Float32Array>>;
  /** What came, in the window's normal unit; NaN where nothing did. */
  readonly came: Float32Array;
}

/** How a model is trained and judged by series. */
export interface TrainingRecipe {
  readonly model: string;
  /** Samples of a window. */
  readonly length: number;
  /** How many of them, the last ones, tell how the model did. */
  readonly judged: number;
  /** Adam's rate, which falls to nothing towards the end. */
  readonly rate: number;
  readonly steps: number;
  /** Examples of a step. */
  readonly batchSize: number;
  /** Null when the window says nothing: it does not move, or half of it is missing. */
  exampleOf(window: Float64Array): TrainingExample | null;
  /** How far an answer is from what came; one that is no number makes it NaN. */
  lossOf(answer: Float32Array, example: TrainingExample): number;
  /** The same of somebody who knows nothing but the window's mean. */
  baselineOf(example: TrainingExample): number;
}

/** Mean of something over the values that came. */
function overCome(came: Float32Array, lossAt: (value: number, i: number) => number): number {
  let [sum, count] = [0, 0];
  for (const [i, value] of came.entries()) {
    if (Number.isNaN(value)) continue;
    sum += lossAt(value, i);
    count += 1;
  }
  return sum / count;
}

/** Half of a window at least must be readings, and they must move. */
const speaks = (values: Float32Array, readings: number): boolean =>
  readings >= values.length / 2 && values.some((value) => value !== 0);

const AUTOENCODER_LENGTH = 50;

/** The auto-encoder gives back the window that it is shown; the loss is the mean absolute error. */
const autoencoder: TrainingRecipe = {
  model: 'lstm-autoencoder',
  length: AUTOENCODER_LENGTH,
  judged: AUTOENCODER_LENGTH,
  rate: 5e-4,
  steps: 200,
  batchSize: 32,
  exampleOf(window) {
    const { values, observed, readings } = normalisedWindow(window);
    if (!speaks(values, readings)) return null;
    const came = values.map((value, i) => (observed[i] === 1 ? value : Number.NaN));
    return { inputs: { windows: values }, batch: { in_seen: values, in_target: values }, came };
  },
  lossOf: (answer, { came }) => overCome(came, (value, i) => Math.abs((answer[i] ?? Number.NaN) - value)),
  baselineOf: ({ came }) => overCome(came, Math.abs),
};

const CONTEXT = 512;
const HORIZON = 64;
/** The quantiles that the forecaster answers for each step, as its card says. */
const LEVELS = [0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98];

/** The forecaster tells nine quantiles of each of the 64 values after 512; the loss is their mean pinball loss. */
const forecaster: TrainingRecipe = {
  model: 'quantile-forecaster',
  length: CONTEXT + HORIZON,
  judged: HORIZON,
  rate: 3e-4,
  steps: 150,
  batchSize: 32,
  exampleOf(window) {
    const { values, observed, mean, deviation, readings } = normalisedWindow(window.subarray(0, CONTEXT));
    if (!speaks(values, readings)) return null;
    const came = Float32Array.from(window.subarray(CONTEXT), (value) =>
      Number.isFinite(value) ? Math.min(20, Math.max(-20, (value - mean) / deviation)) : Number.NaN,
    );
    const known = came.map((value) => (Number.isNaN(value) ? 0 : 1));
    if (!known.includes(1)) return null;
    const target = came.map((value) => (Number.isNaN(value) ? 0 : value));
    return {
      inputs: { values, observed },
      batch: { in_values: values, in_observed: observed, in_target: target, in_known: known },
      came,
    };
  },
  lossOf: (answer, { came }) =>
    overCome(came, (value, i) => quantileLoss(value, (level) => answer[i * LEVELS.length + level] ?? Number.NaN)),
  baselineOf: ({ came }) => overCome(came, (value) => quantileLoss(value, () => 0)),
};

function quantileLoss(value: number, told: (level: number) => number): number {
  return LEVELS.reduce((sum, level, i) => sum + pinballLoss(level, told(i), value), 0) / LEVELS.length;
}

/** The models that are trained further at run time. */
export const trainingRecipes: readonly TrainingRecipe[] = [autoencoder, forecaster];
