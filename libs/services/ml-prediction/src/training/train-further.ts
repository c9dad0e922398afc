import { challenged, HELD_OUT_MIN } from '@tocsin/domain/models/challenge';
import { generalSeries } from '@tocsin/domain/models/general-series';
import type { TrainingRun } from '@tocsin/domain/models/model-training';
import { meanOf } from '@tocsin/domain/models/paired-difference';
import {
  type PastOfSeries,
  TRAINING_WINDOWS_MIN,
  windowsBefore,
  windowsBetween,
} from '@tocsin/domain/models/recent-windows';
import type { TrainingExample, TrainingRecipe } from '@tocsin/domain/models/training-recipe';
import type { Failed, ModelWorkshop } from '@tocsin/ports/model-workshop';
import { lossesOf, servingContent } from './losses-of.js';

/** The last part of the time, which the model is not shown. */
const HELD_OUT_SHARE = 1 / 3;
/** Windows of series of every kind: to train on beside the tenant's, and others to see by what was forgotten. */
const GENERAL_WINDOWS = 512;
const CONTROL_WINDOWS = 256;
/** Windows of series of every kind that say nothing, one after the other, before none are expected. */
const GENERAL_TRIES_MAX = 100;

export interface FurtherTrainingOptions {
  readonly workshop: ModelWorkshop;
  readonly recipe: TrainingRecipe;
  readonly tenant: string;
  /** The tenant's own version that serves; null: the released one. */
  readonly version: string | null;
  /** The tenant's recent past. */
  readonly series: readonly PastOfSeries[];
  readonly coreShare: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export type TrainingOutcome = Omit<TrainingRun, 'at' | 'duration_ms' | 'cause'> & {
  /** The file of what was adopted; null where nothing was. */
  readonly content: Uint8Array | null;
};

/**
 * Trains the released model further on a tenant's recent past, and lets what comes of it challenge what serves the tenant,
 * on the latest third of that past, of which it has seen nothing. Each run begins with the released model, so that nothing
 * bad adds up; half of what it is shown is of series of every kind.
 */
export async function trainFurther(options: FurtherTrainingOptions): Promise<TrainingOutcome> {
  const { workshop, recipe, tenant, version, series, coreShare, random, signal } = options;
  const boundary = boundaryOf(series);
  const seen = windowsBefore(recipe, series, boundary);
  const heldOut = windowsBetween(recipe, series, boundary, Number.POSITIVE_INFINITY);
  const counts = { series: series.length, training_windows: seen.length, held_out_windows: heldOut.length };
  const nothing = { ...counts, held_out_loss: null, content: null };
  if (seen.length < TRAINING_WINDOWS_MIN || heldOut.length < HELD_OUT_MIN) {
    const message = `${seen.length} windows to train on and ${heldOut.length} to judge by; at least ${TRAINING_WINDOWS_MIN} and ${HELD_OUT_MIN} are needed, of ${recipe.length} samples each: more series, or more time`;
    return { ...nothing, verdict: 'abstained', reason: 'too-few-windows', message };
  }
  const failed = ({ message }: Failed): TrainingOutcome => ({
    ...nothing,
    verdict: 'failed',
    reason: 'failed',
    message,
  });
  const general = generalWindows(recipe, GENERAL_WINDOWS, random);
  const order = orderOf(recipe, seen.length, general.length, random);
  const { model, rate } = recipe;
  const examples = joinedBatches([...seen, ...general]);
  const trained = await workshop.train({ model, examples, order, rate, coreShare }, signal);
  if (trained.kind === 'failed') return failed(trained);
  const released = await workshop.find({ tenant, model, version: null });
  if (released.kind === 'failed') return failed(released);
  const champion = await servingContent(workshop, { tenant, model, version });
  if (champion.kind === 'failed') return failed(champion);
  const control = generalWindows(recipe, CONTROL_WINDOWS, random);
  const tried = [
    await lossesOf(workshop, recipe, champion.content, heldOut),
    await lossesOf(workshop, recipe, trained.content, heldOut),
    await lossesOf(workshop, recipe, released.content, control),
    await lossesOf(workshop, recipe, trained.content, control),
  ];
  const [before = [], after = [], knew = [], knows = []] = tried.map((one) =>
    one.kind === 'losses' ? one.losses : [],
  );
  const untried = tried.find((one) => one.kind === 'failed');
  if (untried !== undefined) return failed(untried);
  const { adopted, reason, message } = challenged({
    heldOut: { champion: before, challenger: after },
    control: { champion: knew, challenger: knows },
  });
  const [beforeLoss, afterLoss] = [meanOf(before), meanOf(after)];
  const isMeasured = Number.isFinite(beforeLoss) && Number.isFinite(afterLoss);
  return {
    ...counts,
    verdict: adopted ? 'adopted' : 'refused',
    reason,
    message,
    held_out_loss: isMeasured ? { before: beforeLoss, after: afterLoss } : null,
    content: adopted ? trained.content : null,
  };
}

/** When the held-out part begins; ms since 1970. */
function boundaryOf(series: readonly PastOfSeries[]): number {
  const known = series.filter(({ times }) => times.length > 0);
  const first = Math.min(...known.map(({ times }) => times[0] as number));
  const last = Math.max(...known.map(({ times }) => times.at(-1) as number));
  return last - (last - first) * HELD_OUT_SHARE;
}

function generalWindows(recipe: TrainingRecipe, count: number, random: () => number): TrainingExample[] {
  const windows: TrainingExample[] = [];
  for (let tries = 0; windows.length < count && tries < count + GENERAL_TRIES_MAX; tries += 1) {
    const example = recipe.exampleOf(generalSeries(recipe.length, random));
    if (example !== null) windows.push(example);
  }
  return windows;
}

/** Of each step, as many examples of the tenant as of others, drawn by chance. */
function orderOf(recipe: TrainingRecipe, own: number, general: number, random: () => number): Uint32Array {
  return Uint32Array.from({ length: recipe.steps * recipe.batchSize }, (_, i) =>
    i % 2 === 0 ? Math.floor(random() * own) : own + Math.floor(random() * general),
  );
}

/** Of each input of the training step, all examples one after the other. */
function joinedBatches(examples: readonly TrainingExample[]): Record<string, Float32Array> {
  const joined: Record<string, Float32Array> = {};
  for (const [i, { batch }] of examples.entries()) {
    for (const [name, values] of Object.entries(batch)) {
      joined[name] ??= new Float32Array(values.length * examples.length);
      joined[name].set(values, i * values.length);
    }
  }
  return joined;
}
