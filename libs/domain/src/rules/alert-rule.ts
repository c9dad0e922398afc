import { z } from 'zod';
import { CONDITIONS_MAX, RuleConditionSchema } from './condition.js';
import { parseDurationMs } from './duration.js';
import { IntervalSchema } from './interval.js';
import { LabelsSchema } from './labels.js';

export const AlertSeveritySchema = z.enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO']).meta({ id: 'AlertSeverity' });
export type AlertSeverity = z.infer<typeof AlertSeveritySchema>;

export const AlertCategorySchema = z
  .enum(['infrastructure', 'application', 'security', 'business', 'performance', 'availability', 'compliance', 'ml'])
  .meta({ id: 'AlertCategory' });
export type AlertCategory = z.infer<typeof AlertCategorySchema>;

export const RuleStatusSchema = z
  .enum(['draft', 'pending_approval', 'active', 'paused', 'archived', 'error'])
  .meta({ id: 'RuleStatus' });
export type RuleStatus = z.infer<typeof RuleStatusSchema>;

/** Tenants are named like DNS labels with underscores, so that a name is safe in keys, paths and metric labels. */
export const TenantIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'is not a tenant name: a-z, 0-9, "_" and "-", at most 63');

export const HoldSchema = z
  .string()
  .max(32)
  .refine((text) => parseDurationMs(text) !== null, 'is not a duration such as "5m"; "0" means none')
  .meta({ description: 'A duration in Prometheus notation.', examples: ['5m'] });

/** Deepest nesting of folders; more levels are no order any more. */
const FOLDER_LEVELS_MAX = 8;
const folderLevel = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/;

/** Where a rule is kept: names with slashes in between. */
export const FolderSchema = z
  .string()
  .max(200)
  .refine((text) => {
    const levels = text.split('/');
    return levels.length <= FOLDER_LEVELS_MAX && levels.every((level) => folderLevel.test(level));
  }, 'is no folder such as "team/payments": letters, digits, ".", "_" and "-", beginning with a letter or digit')
  .meta({ description: 'Names with slashes in between.', examples: ['team/payments'] });

/** Names whatever keeps rules from outside, such as a repository. */
export const ProvisionerSchema = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,99}$/, 'is no name such as "git:alerts": letters, digits and . _ : / -')
  .meta({ description: 'What keeps the rule from outside, such as a repository.', examples: ['git:alerts'] });

const AnnotationsSchema = z.record(z.string().min(1).max(256), z.string().max(4_096));

/** What a user writes to make a rule; everything that has a default may be left out. */
export const RuleDraftSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    description: z.string().max(4_000).default(''),
    tenant_id: TenantIdSchema.optional().meta({ description: "The caller's own tenant; the token decides." }),
    severity: AlertSeveritySchema,
    category: AlertCategorySchema,
    status: RuleStatusSchema.default('active'),
    conditions: z.array(RuleConditionSchema).min(1).max(CONDITIONS_MAX).meta({ description: 'All of them must hold.' }),
    for: HoldSchema.default('0').meta({ description: 'How long the conditions must hold before the alert fires.' }),
    keep_firing_for: HoldSchema.default('0').meta({ description: 'How long the alert keeps firing after they cease.' }),
    interval: IntervalSchema.optional(),
    labels: LabelsSchema.default({}),
    annotations: AnnotationsSchema.default({}),
    folder: FolderSchema.optional(),
    owner: z.string().max(200).optional(),
    runbook: z.url().max(2_000).optional(),
  })
  .meta({ id: 'RuleConfigModel', description: 'A rule as it is written.' });
export type RuleDraft = z.infer<typeof RuleDraftSchema>;

/** A rule as it is stored and evaluated. `version` grows by one with each change. */
export const AlertRuleSchema = RuleDraftSchema.extend({
  id: z.string().min(1).max(64),
  tenant_id: TenantIdSchema,
  version: z.int().min(1),
  provisioned_by: ProvisionerSchema.optional(),
  created_at: z.int().meta({ description: 'Milliseconds since 1970.' }),
  updated_at: z.int().meta({ description: 'Milliseconds since 1970.' }),
}).meta({ id: 'AlertRule', description: 'A rule as it is stored and evaluated.' });
export type AlertRule = z.infer<typeof AlertRuleSchema>;

/** What a user wrote of a rule: all but what the platform keeps beside it. */
export function ruleDraftOf(rule: AlertRule): RuleDraft {
  const {
    id: _id,
    tenant_id: _tenant,
    version: _version,
    provisioned_by: _by,
    created_at: _created,
    updated_at: _updated,
    ...draft
  } = rule;
  return draft;
}
