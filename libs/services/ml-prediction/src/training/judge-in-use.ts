import { HELD_OUT_MIN } from '@tocsin/domain/models/challenge';
import type { ModelTraining } from '@tocsin/domain/models/model-training';
import { meanOf } from '@tocsin/domain/models/paired-difference';
import { probation } from '@tocsin/domain/models/probation';
import { type PastOfSeries, windowsBetween } from '@tocsin/domain/models/recent-windows';
import type { TrainingRecipe } from '@tocsin/domain/models/training-recipe';
import type { ModelWorkshop } from '@tocsin/ports/model-workshop';
import { lossesOf, servingContent } from './losses-of.js';

export type Judged =
  | { readonly kind: 'too-few-windows' }
  /** From 0 to 1: 1 minus the loss by that of somebody who knows the mean alone. */
  | { readonly kind: 'holds'; readonly accuracy: number }
  /** It has to go, and why. */
  | { readonly kind: 'worse'; readonly accuracy: number; readonly message: string };

/**
 * How what serves a tenant does on what has come since, and whether what served before would do better.
 *
 * @param since - ms since 1970
 * @throws Error when the version that serves, or the one before, cannot be run
 */
export async function judgeInUse({
  workshop,
  recipe,
  training,
  series,
  since,
}: {
  readonly workshop: ModelWorkshop;
  readonly recipe: TrainingRecipe;
  readonly training: ModelTraining;
  readonly series: readonly PastOfSeries[];
  readonly since: number;
}): Promise<Judged> {
  const windows = windowsBetween(recipe, series, since, Number.POSITIVE_INFINITY);
  if (windows.length < HELD_OUT_MIN) return { kind: 'too-few-windows' };
  const losses = async (version: string | null): Promise<readonly number[]> => {
    const found = await servingContent(workshop, { tenant: training.tenant_id, model: recipe.model, version });
    const tried = found.kind === 'found' ? await lossesOf(workshop, recipe, found.content, windows) : found;
    if (tried.kind === 'losses') return tried.losses;
    throw new Error(`model ${recipe.model} of ${training.tenant_id} cannot be judged: ${tried.message}`);
  };
  const inUse = await losses(training.version);
  const accuracy = 1 - meanOf(inUse) / meanOf(windows.map((window) => recipe.baselineOf(window)));
  const bounded = accuracy > 0 ? Math.min(1, accuracy) : 0;
  if (training.version === null) return { kind: 'holds', accuracy: bounded };
  const verdict = probation({ inUse, former: await losses(training.former) });
  return verdict.kind === 'worse'
    ? { kind: 'worse', accuracy: bounded, message: verdict.message }
    : { kind: 'holds', accuracy: bounded };
}
