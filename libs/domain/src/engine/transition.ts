import { z } from 'zod';
import { AlertCategorySchema, AlertSeveritySchema, TenantIdSchema } from '../rules/alert-rule.js';

/**
 * What happened to an alert instance:
 * `pending` its conditions hold and `for` runs; `inactive` they ceased before it fired;
 * `firing` it fired; `resolved` it fired and is over.
 */
export const AlertStateSchema = z.enum(['pending', 'inactive', 'firing', 'resolved']).meta({ id: 'AlertState' });
export type AlertState = z.infer<typeof AlertStateSchema>;

/** Why a transition was made. `rule_changed`, `rule_removed` and `rule_paused` end episodes without new samples. */
export const TransitionReasonSchema = z.enum([
  'conditions_hold',
  'hold_elapsed',
  'conditions_cease',
  'keep_firing_elapsed',
  'conditions_unknown',
  'series_forgotten',
  'rule_changed',
  'rule_paused',
  'rule_removed',
]);
export type TransitionReason = z.infer<typeof TransitionReasonSchema>;

/** One leaf condition as it stood when the decision was made; `value` is null while nothing is known. */
export const ConditionEvidenceSchema = z.strictObject({
  path: z.string().meta({ description: 'Where the condition stands in the rule, such as `conditions[0]`.' }),
  type: z.string(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()).meta({ description: 'Labels of the series that decided.' }),
  holds: z.boolean().nullable(),
  value: z.number().nullable(),
  operator: z.string().optional(),
  threshold: z.number().optional(),
  window: z.string().optional(),
  expr: z.string().optional().meta({ description: 'What was evaluated, of conditions over many series.' }),
  sampled_at: z.number().nullable(),
});
export type ConditionEvidence = z.infer<typeof ConditionEvidenceSchema>;

/** A change of state of one alert instance; `id` can be computed by anyone who sees the same log. */
export const TransitionSchema = z
  .strictObject({
    id: z.string(),
    tenant_id: TenantIdSchema,
    rule_id: z.string(),
    rule_name: z.string(),
    rule_version: z.int(),
    severity: AlertSeveritySchema,
    category: AlertCategorySchema,
    state: AlertStateSchema,
    fingerprint: z.string(),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    generator_url: z.string().optional().meta({ description: 'Where the alert was made, when it was made elsewhere.' }),
    episode_start: z.number().meta({ description: 'When the conditions began to hold; event time in ms.' }),
    at: z.number().meta({ description: 'When the state changed; event time in ms.' }),
    value: z.number().nullable(),
    reason: TransitionReasonSchema,
    evidence: z.array(ConditionEvidenceSchema),
    source: z.strictObject({ partition: z.int(), offset: z.int() }).meta({
      description: 'The record of the samples topic that it was decided at.',
    }),
  })
  .meta({ id: 'Transition' });
export type Transition = z.infer<typeof TransitionSchema>;

/**
 * The order in which one partition's transitions are told: records as they came, within a record by tenant, rule and
 * fingerprint. It leaves equal ones to a stable sort, so that each alert instance's own story stays in its order.
 */
export function inOrderOfTelling(a: Transition, b: Transition): number {
  return (
    a.source.offset - b.source.offset ||
    compare(a.tenant_id, b.tenant_id) ||
    compare(a.rule_id, b.rule_id) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
