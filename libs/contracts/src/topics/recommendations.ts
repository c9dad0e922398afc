import {
  type ConfigurationRecommendation,
  ConfigurationRecommendationSchema,
  RecommendedSettingSchema,
} from '@tocsin/domain/recommendations/configuration-recommendation';
import {
  type LabelledIncident,
  LabelledIncidentDraftSchema,
  LabelledIncidentSchema,
} from '@tocsin/domain/recommendations/labelled-incident';
import { AlertRuleSchema } from '@tocsin/domain/rules/alert-rule';
import { ReasonSchema, RuleProposalSchema } from '@tocsin/domain/rules/version-entry';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

/** Commands about what was really wrong, and about what follows from it for rules. */
export const recommendationCommands = <Envelope extends z.core.$ZodLooseShape>(envelope: Envelope) =>
  [
    z.strictObject({
      type: z.literal('incident.create'),
      ...envelope,
      incident_id: z.string(),
      draft: LabelledIncidentDraftSchema,
    }),
    z.strictObject({ type: z.literal('incident.delete'), ...envelope, incident_id: z.string() }),
    /** Takes the place of an open recommendation of the same rule. */
    z.strictObject({
      type: z.literal('recommendation.make'),
      ...envelope,
      recommendation_id: z.string(),
      rule_id: z.string(),
      rule_version: z.int(),
      recommended: RecommendedSettingSchema,
    }),
    z.strictObject({
      type: z.literal('recommendation.decide'),
      ...envelope,
      recommendation_id: z.string(),
      verdict: z.enum(['accept', 'refuse']),
      reason: ReasonSchema,
    }),
  ] as const;

/** What such commands come to, beside what all commands may come to. */
export const recommendationOutcomes = [
  z.strictObject({ kind: z.literal('incident'), incident: LabelledIncidentSchema }),
  z.strictObject({
    kind: z.literal('recommendation'),
    recommendation: ConfigurationRecommendationSchema,
    /** Where the rule was changed. */
    rule: AlertRuleSchema.optional(),
    /** Where the change waits for approval. */
    proposal: RuleProposalSchema.optional(),
  }),
] as const;

export const exampleIncident: LabelledIncident = {
  id: 'i1',
  tenant_id: 'acme_main',
  title: 'checkout was slow',
  matchers: ['alertname="High CPU Usage"', 'instance=~"web-.*"'],
  starts_at: 1_763_900_000_000,
  ends_at: 1_763_903_600_000,
  created_by: 'ada',
  created_at: 1_763_910_000_000,
};

export const exampleRecommendation: ConfigurationRecommendation = {
  id: 'c1',
  tenant_id: 'acme_main',
  rule_id: 'r1',
  rule_name: 'High CPU Usage',
  rule_version: 3,
  state: 'open',
  before: { operator: '>', threshold: 80, for: '0' },
  after: { operator: '>', threshold: 86, for: '3m' },
  text: '"> 86 for 3m" instead of "> 80" would have sent 12 instead of 83 pages in 24 hours and missed none of the 4 incidents',
  confidence: 0.99,
  backtest: {
    from: 1_763_900_000_000,
    to: 1_763_986_400_000,
    incidents: 4,
    before: { pages: 83, missed: 0 },
    after: { pages: 12, missed: 0 },
    later_ms: 180_000,
    settings_tried: 44,
    held_out: {
      from: 1_763_943_200_000,
      incidents: 2,
      before: { pages: 40, missed: 0 },
      after: { pages: 6, missed: 0 },
    },
  },
  made_by: 'ada',
  made_at: 1_763_986_400_000,
  updated_at: 1_763_986_400_000,
};

export const incidents = defineTopic({
  name: 'incidents',
  version: 1,
  key: 'tenant/incident id',
  content: 'json',
  description: 'What people say was really wrong, and when; a tombstone when it was taken back or is long past.',
  schema: LabelledIncidentSchema,
  examples: [exampleIncident],
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});

export const recommendations = defineTopic({
  name: 'recommendations',
  version: 1,
  key: 'tenant/recommendation id',
  content: 'json',
  description: 'Other settings of rules that the history speaks for, and what was decided of them.',
  schema: ConfigurationRecommendationSchema,
  examples: [exampleRecommendation],
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
