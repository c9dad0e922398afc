import { z } from 'zod';
import { TenantIdSchema } from '../rules/alert-rule.js';
import { RuleSettingSchema } from './rule-setting.js';

const Time = z.number().meta({ description: 'Milliseconds since 1970.' });

/** What a setting came to over some time. */
export const SettingFiguresSchema = z
  .strictObject({
    pages: z.int().min(0).meta({ description: 'How often an alert of the rule began to fire.' }),
    missed: z.int().min(0).meta({ description: 'Of how many incidents no alert told.' }),
  })
  .meta({ id: 'SettingFigures' });
export type SettingFigures = z.infer<typeof SettingFiguresSchema>;

const compared = {
  from: Time,
  incidents: z.int().min(0),
  before: SettingFiguresSchema,
  after: SettingFiguresSchema,
};

/** A setting that the history speaks for, and how it speaks for it. */
export const RecommendedSettingSchema = z.strictObject({
  before: RuleSettingSchema,
  after: RuleSettingSchema,
  text: z.string().meta({ description: 'What it would have come to, in one sentence.' }),
  confidence: z.number().min(0).max(1).meta({
    description:
      'The chance that it sends pages less often than the setting of now, by the later part of the history, which had no part in the choice.',
  }),
  backtest: z
    .strictObject({
      ...compared,
      to: Time,
      later_ms: z.number().meta({ description: 'By how much it would have told of an incident later, at most.' }),
      settings_tried: z.int(),
      held_out: z.strictObject(compared).meta({ description: 'Of that, the later part alone.' }),
    })
    .meta({ id: 'RecommendationBacktest', description: 'Both settings over the same samples, by the live engine.' }),
});
export type RecommendedSetting = z.infer<typeof RecommendedSettingSchema>;

export const RecommendationStateSchema = z
  .enum(['open', 'accepted', 'refused', 'superseded', 'out_of_date'])
  .meta({ description: '`out_of_date` is told of an open one whose rule has changed since, or is gone.' });
export type RecommendationState = z.infer<typeof RecommendationStateSchema>;

/** A recommendation as it is kept. */
export const ConfigurationRecommendationSchema = RecommendedSettingSchema.extend({
  id: z.string(),
  tenant_id: TenantIdSchema,
  rule_id: z.string(),
  rule_name: z.string(),
  rule_version: z.int().meta({ description: 'The version that it speaks of; no other is changed by it.' }),
  state: RecommendationStateSchema,
  made_by: z.string(),
  made_at: z.int(),
  updated_at: z.int(),
  decision: z
    .strictObject({ by: z.string(), at: z.int(), reason: z.string() })
    .optional()
    .meta({ description: 'Who accepted or refused it, and why.' }),
  applied_version: z
    .int()
    .optional()
    .meta({ description: 'The version that it made of the rule; where approval is needed, it waits for that.' }),
}).meta({ id: 'ConfigurationRecommendation' });
export type ConfigurationRecommendation = z.infer<typeof ConfigurationRecommendationSchema>;

/**
 * A recommendation as it is told: an open one that can be accepted no more is out of date.
 *
 * @param rule - as it is now; null when it is gone
 */
export function toldOf(
  recommendation: ConfigurationRecommendation,
  rule: { readonly version: number } | null,
): ConfigurationRecommendation {
  const { state, rule_version } = recommendation;
  // Who reads may know less of the rule than who recommended: only a later version is a change.
  const isOutOfDate = state === 'open' && (rule === null || rule.version > rule_version);
  return isOutOfDate ? { ...recommendation, state: 'out_of_date' } : recommendation;
}

export const AbstentionReasonSchema = z.enum([
  'unsupported_rule',
  'no_samples',
  'history_too_short',
  'too_many_samples',
  'no_alert',
  'no_incident',
  'too_few_incidents',
  'nothing_to_gain',
  'did_not_hold',
  'not_confident',
]);
/** Why nothing is recommended. */
export interface Abstention {
  readonly kind: 'abstained';
  readonly reason: z.infer<typeof AbstentionReasonSchema>;
  /** In a sentence, with what would help. */
  readonly message: string;
}
