import { z } from 'zod';
import { GuardNameSchema } from './guard.js';
import { ActorSchema } from './playbook.js';
import { HealingTriggerSchema } from './trigger.js';

/** Longest reason that whoever asks for a run gives. */
export const REQUEST_REASON_MAX = 1_000;

/** A run that a person asks for, before anybody has planned it: `id` is the run's. */
export const RunRequestSchema = z.strictObject({
  id: z.string(),
  tenant_id: z.string(),
  playbook_id: z.string(),
  trigger: HealingTriggerSchema,
  requested_by: ActorSchema,
  reason: z.string().max(REQUEST_REASON_MAX),
  at: z.int(),
});
export type RunRequest = z.infer<typeof RunRequestSchema>;

/** What became of it. `planned`: there is a run of its id. */
export const RequestOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('planned'), at: z.int() }),
  z.strictObject({ kind: z.literal('held_back'), at: z.int(), guard: GuardNameSchema, reason: z.string() }),
]);
export type RequestOutcome = z.infer<typeof RequestOutcomeSchema>;
