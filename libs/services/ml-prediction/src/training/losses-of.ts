import type { TrainingExample, TrainingRecipe } from '@tocsin/domain/models/training-recipe';
import type { Failed, ModelWorkshop, WhichModel } from '@tocsin/ports/model-workshop';

/** What a file of a model loses on each of some windows, in their order. */
export async function lossesOf(
  workshop: ModelWorkshop,
  recipe: TrainingRecipe,
  content: Uint8Array,
  examples: readonly TrainingExample[],
): Promise<{ readonly kind: 'losses'; readonly losses: readonly number[] } | Failed> {
  const inputs: Record<string, Float32Array> = {};
  for (const [i, example] of examples.entries()) {
    for (const [name, values] of Object.entries(example.inputs)) {
      inputs[name] ??= new Float32Array(values.length * examples.length);
      inputs[name].set(values, i * values.length);
    }
  }
  const answered = await workshop.answers(recipe.model, content, examples.length, inputs);
  if (answered.kind === 'failed') return answered;
  const each = answered.output.length / examples.length;
  const losses = examples.map((example, i) =>
    recipe.lossOf(answered.output.subarray(i * each, (i + 1) * each), example),
  );
  return { kind: 'losses', losses };
}

/** The file that serves a tenant: where its own version cannot be used, that is the released one. */
export async function servingContent(
  workshop: ModelWorkshop,
  which: WhichModel,
): Promise<{ readonly kind: 'found'; readonly content: Uint8Array } | Failed> {
  const own = await workshop.find(which);
  return own.kind === 'found' || which.version === null ? own : workshop.find({ ...which, version: null });
}
