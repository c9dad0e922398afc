import { z } from 'zod';
import { ActionStateSchema, HealingPlanSchema } from './plan.js';
import { ActorSchema } from './playbook.js';
import { GuardNameSchema } from './guard.js';

const at = z.int().meta({ description: 'Milliseconds since 1970.' });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const reason = z.string();
/** What a person gives as a reason or comment. */
export const SaidSchema = z.string().max(1_000);
const effect = { step: z.int().min(0), action: z.int().min(0), direction: z.enum(['do', 'undo']) };

/** Which effect: that of an action of a step, or its undoing. */
export interface EffectRef {
  readonly step: number;
  readonly action: number;
  readonly direction: 'do' | 'undo';
}

const OutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), effect: z.string() }),
  z.strictObject({ kind: z.literal('refused'), reason, mayHelp: z.boolean() }),
  z.strictObject({ kind: z.literal('unknown'), reason }),
]);

/**
 * All that can happen to a run. Each effect is an event before it is an effect: where `effect_began` has nothing after it,
 * the effect may be there or not.
 */
export const RunEventSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('planned'), at, plan: HealingPlanSchema, hash }),
    z.strictObject({ type: z.literal('replanned'), at, plan: HealingPlanSchema, hash, reason }),
    z.strictObject({
      type: z.literal('approved'),
      at,
      hash,
      by: ActorSchema,
      role: z.enum(['approver', 'admin']),
      break_glass: z.boolean().meta({ description: 'By an admin alone; somebody has to look at it afterwards.' }),
      reason: SaidSchema,
      until: at.optional().meta({ description: 'Until when breaking the glass grants anything; left out of others.' }),
    }),
    z.strictObject({
      type: z.literal('reviewed'),
      at,
      by: ActorSchema,
      is_justified: z.boolean().meta({ description: 'Whether there was reason to break the glass.' }),
      reason: SaidSchema,
    }),
    z.strictObject({ type: z.literal('rejected'), at, by: ActorSchema, reason: SaidSchema }),
    z.strictObject({ type: z.literal('cancelled'), at, by: ActorSchema, reason: SaidSchema }),
    z.strictObject({ type: z.literal('expired'), at, reason }),
    z.strictObject({ type: z.literal('held'), at, guard: GuardNameSchema, reason }),
    z.strictObject({ type: z.literal('effect_began'), at, ...effect, key: z.string(), before: ActionStateSchema }),
    z.strictObject({ type: z.literal('effect_ended'), at, ...effect, outcome: OutcomeSchema }),
    z.strictObject({
      type: z.literal('effect_found'),
      at,
      ...effect,
      traces: z.enum(['done', 'not_done', 'unknown']),
      reason,
    }),
    z.strictObject({
      type: z.literal('effect_settled'),
      at,
      ...effect,
      is_done: z.boolean(),
      by: ActorSchema,
      reason: SaidSchema,
    }),
    z.strictObject({ type: z.literal('verification_began'), at }),
    z.strictObject({ type: z.literal('verification_seen'), at, holds: z.boolean() }),
    z.strictObject({ type: z.literal('rollback_began'), at, reason }),
    z.strictObject({ type: z.literal('ended'), at, outcome: z.enum(['succeeded', 'rolled_back', 'failed']), reason }),
    z.strictObject({ type: z.literal('told'), at, about: z.string() }),
  ])
  .meta({ id: 'HealingRunEvent' });
export type RunEvent = z.infer<typeof RunEventSchema>;
