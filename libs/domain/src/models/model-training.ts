import { z } from 'zod';
import { TenantIdSchema } from '../rules/alert-rule.js';

/** Why a model was trained: there was none yet, the interval had passed, or series had drifted. */
export const TrainingCauseSchema = z.enum(['first', 'interval', 'drift']);
export type TrainingCause = z.output<typeof TrainingCauseSchema>;

/**
 * - `adopted`: it serves from then on.
 * - `refused`: it was no better, or worse elsewhere; the one before goes on serving.
 * - `abstained`: too little has come to train on, or to judge by.
 * - `failed`: nothing came of it for reasons that are not the model's.
 */
export const TrainingVerdictSchema = z.enum(['adopted', 'refused', 'abstained', 'failed']);
export type TrainingVerdict = z.output<typeof TrainingVerdictSchema>;

/** One run of training, as it ended. */
export const TrainingRunSchema = z.strictObject({
  /** When it began; ms since 1970. */
  at: z.number(),
  duration_ms: z.number().min(0),
  cause: TrainingCauseSchema,
  verdict: TrainingVerdictSchema,
  /** Such as `better`, `forgets` or `too-few-windows`. */
  reason: z.string(),
  message: z.string(),
  /** What it was trained on and judged by. */
  series: z.int().min(0),
  training_windows: z.int().min(0),
  held_out_windows: z.int().min(0),
  /** Mean loss on the held-out windows of the model that served, and of the one that was trained; null where none was measured. */
  held_out_loss: z.strictObject({ before: z.number(), after: z.number() }).nullable(),
});
export type TrainingRun = z.output<typeof TrainingRunSchema>;

/** What serves a tenant, and how that has come about. */
export const ModelTrainingSchema = z.strictObject({
  tenant_id: TenantIdSchema,
  model: z.string(),
  /** The tenant's own version that serves; null: the released one. */
  version: z.string().nullable(),
  /** What served before, and would again after a rollback; null: the released one. */
  former: z.string().nullable(),
  /** When the version was adopted; null for the released one. */
  adopted_at: z.number().nullable(),
  /** When it was last taken back, and from which version; null: never. */
  rolled_back: z.strictObject({ at: z.number(), version: z.string(), message: z.string() }).nullable(),
  last_run: TrainingRunSchema.nullable(),
  /** How many runs in succession have come to nothing. */
  fruitless_runs: z.int().min(0),
  /** Up to when what has come has been held against what serves; null: not yet. */
  judged_until: z.number().nullable(),
  /** 1 minus the loss of what serves by that of the mean, on what came after it was trained; null: not known yet. */
  accuracy: z.number().nullable(),
});
export type ModelTraining = z.output<typeof ModelTrainingSchema>;

/** Of a model of which nothing has been trained yet. */
export function untrained(tenant: string, model: string): ModelTraining {
  return {
    tenant_id: tenant,
    model,
    version: null,
    former: null,
    adopted_at: null,
    rolled_back: null,
    last_run: null,
    fruitless_runs: 0,
    judged_until: null,
    accuracy: null,
  };
}
