import { z } from 'zod';
import { MATCHERS_MAX, MatcherTextSchema } from '../alerting/notification-policy.js';
import { TimePeriodsSchema } from '../alerting/time-interval.js';
import { AlertSeveritySchema, TenantIdSchema } from '../rules/alert-rule.js';
import { VersionNumberSchema } from '../rules/version-entry.js';
import { ActionTemplateSchema } from './action.js';
import { queryProblem } from './healing-query.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Nobody waits for healing longer than a day. */
const DAY_MS = 86_400_000;
/** More steps than this are a deployment, and belong to what deploys. */
const STEPS_MAX = 20;
/** Actions of a step run at the same time, and each may take a member of the same group away. */
const PARALLEL_MAX = 16;
/** Each is a query before every run. */
const PRECONDITIONS_MAX = 16;
/** Rules of one trigger; matchers reach more. */
const RULES_MAX = 64;
/** Of 100 members 51 stay: a majority goes on serving, and clusters that vote keep their quorum. */
export const HEALTHY_SHARE_MIN = 0.51;

export const HealingQuerySchema = z
  .string()
  .min(1)
  .max(20_000)
  .superRefine((text, context) => {
    const problem = queryProblem(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: `${problem.message}. ${problem.fix}` });
  })
  .meta({
    description:
      'PromQL that compares: it holds when it gives something, and does not when it gives nothing, also for lack of data.',
    examples: ['up{job="{{ $labels.job }}"} == 1'],
  });

const ms = (min: number, max: number) => z.int().min(min).max(max);
const anHour = z.int().min(1).max(1_000);

/**
 * Which alerts a playbook is for; what is left out allows all, but a rule or a matcher there must be. A predicted breach is
 * no case of its own: a rule whose condition is a forecast or a chance fires before the breach, and is named like any other.
 */
const TriggerFilterSchema = z.strictObject({
  rule_ids: z.array(z.string().min(1).max(64)).max(RULES_MAX).default([]),
  matchers: z.array(MatcherTextSchema).max(MATCHERS_MAX).default([]),
  severities: z.array(AlertSeveritySchema).max(AlertSeveritySchema.options.length).default([]),
  states: z
    .array(z.enum(['pending', 'firing']))
    .min(1)
    .max(2)
    .default(['firing']),
});

const StepSchema = z.strictObject({
  name: z.string().max(200).default(''),
  actions: z
    .array(ActionTemplateSchema)
    .min(1)
    .max(PARALLEL_MAX)
    .meta({ description: 'One, or several that are done at the same time.' }),
  attempts: z.int().min(1).max(5).default(1),
  timeout_ms: ms(1_000, 10 * MINUTE_MS).default(MINUTE_MS),
  compensate: z
    .enum(['undo', 'none'])
    .default('undo')
    .meta({ description: 'What is done about its effects when a later step or the verification fails.' }),
});

const VerificationSchema = z
  .strictObject({
    expr: HealingQuerySchema.optional().meta({ description: 'Without it, the alert must be over.' }),
    within_ms: ms(1_000, DAY_MS).default(10 * MINUTE_MS),
    for_ms: ms(0, DAY_MS).default(0).meta({ description: 'How long it must then go on to hold.' }),
  })
  .prefault({});

/** How many people must approve. `at_night` asks for them within, or outside, some hours of some zone. */
export const HealingApprovalSchema = z.discriminatedUnion('policy', [
  z.strictObject({ policy: z.literal('none') }),
  z.strictObject({ policy: z.literal('one') }),
  z.strictObject({ policy: z.literal('two') }),
  z.strictObject({
    policy: z.literal('at_night'),
    people: z.int().min(1).max(2).default(1),
    needed: z.enum(['within', 'outside']).default('within'),
    hours: TimePeriodsSchema,
  }),
]);
export type HealingApproval = z.infer<typeof HealingApprovalSchema>;

/** Runs an hour. */
const BudgetSchema = z
  .strictObject({
    per_target: anHour.default(3),
    per_playbook: anHour.default(10),
    per_tenant: anHour.default(30),
  })
  .prefault({});

/** A playbook as a user writes it. */
export const PlaybookDraftSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    description: z.string().max(4_000).default(''),
    is_enabled: z.boolean().default(true),
    trigger: TriggerFilterSchema,
    preconditions: z.array(HealingQuerySchema).max(PRECONDITIONS_MAX).default([]),
    steps: z.array(StepSchema).min(1).max(STEPS_MAX),
    verification: VerificationSchema,
    blast_radius: z
      .strictObject({
        targets_max: z.int().min(1).max(100).default(10),
        healthy_share_min: z.number().min(0).max(1).default(HEALTHY_SHARE_MIN),
      })
      .prefault({}),
    cooldown_ms: ms(0, 7 * DAY_MS).default(15 * MINUTE_MS),
    budget: BudgetSchema,
    storm: z
      .strictObject({
        triggers_max: z.int().min(1).max(1_000).default(20),
        window_ms: ms(MINUTE_MS, DAY_MS).default(10 * MINUTE_MS),
      })
      .prefault({})
      .meta({
        description: 'More triggers than that within the window are no single fault: healing rests as long again.',
      }),
    approval: HealingApprovalSchema.default({ policy: 'one' }),
    expires_ms: ms(MINUTE_MS, DAY_MS).default(HOUR_MS).meta({ description: 'How long approval is waited for.' }),
    maintenance_windows: TimePeriodsSchema.optional().meta({ description: 'When nothing is healed.' }),
  })
  .meta({ id: 'PlaybookDraft', description: 'What is done about an alert, and within which bounds.' });
export type PlaybookDraft = z.infer<typeof PlaybookDraftSchema>;

/**
 * Whoever did something, with those who answer for it: owners of a service account are the same people as it. Whoever made
 * a token can use it as well as the one whom it names.
 */
export const ActorSchema = z.strictObject({
  subject: z.string().min(1).max(256),
  owners: z.array(z.string()).max(64),
  issued_by: z.string().nullable().optional(),
});
export type Actor = z.infer<typeof ActorSchema>;

/** A version of a playbook; a change is another version. */
export const PlaybookSchema = PlaybookDraftSchema.extend({
  id: z.string().min(1).max(64),
  tenant_id: TenantIdSchema,
  version: VersionNumberSchema,
  authors: z
    .array(ActorSchema)
    .min(1)
    .max(64)
    .meta({ description: 'Everybody who had a hand in this version; none of them approves its runs.' }),
  created_at: z.int(),
  updated_at: z.int(),
}).meta({ id: 'Playbook', description: 'A version of a playbook as it is stored.' });
export type Playbook = z.infer<typeof PlaybookSchema>;
