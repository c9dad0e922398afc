import { z } from 'zod';
import { AlertCategorySchema, AlertSeveritySchema, type RuleDraft } from './alert-rule.js';

/** For which rules of a tenant a change needs the approval of somebody else; by default for none. */
export const ApprovalPolicySchema = z
  .strictObject({
    severities: z.array(AlertSeveritySchema).max(AlertSeveritySchema.options.length).default([]),
    categories: z.array(AlertCategorySchema).max(AlertCategorySchema.options.length).default([]),
  })
  .meta({
    id: 'ApprovalPolicy',
    description:
      'A change of a rule that is evaluated, or would be, needs approval by somebody else when the rule has, or would have, one of these severities or categories.',
  });
export type ApprovalPolicy = z.infer<typeof ApprovalPolicySchema>;

export const NO_APPROVAL: ApprovalPolicy = { severities: [], categories: [] };

type Judged = Pick<RuleDraft, 'status' | 'severity' | 'category'>;
export type ApprovalVerdict = { readonly kind: 'free' } | { readonly kind: 'needed'; readonly because: string };

/**
 * Whether a change needs somebody else's approval. Both sides count, so that nobody gets round it by lowering a rule's
 * severity first; a rule that is evaluated neither before nor after wakes nobody, so it may be changed freely.
 *
 * @param before - null for a new rule
 * @param after - null for one that is deleted
 */
export function approvalVerdict(policy: ApprovalPolicy, before: Judged | null, after: Judged | null): ApprovalVerdict {
  for (const rule of [after, before]) {
    if (rule === null || (before?.status !== 'active' && after?.status !== 'active')) continue;
    if (policy.severities.includes(rule.severity))
      return { kind: 'needed', because: `rules of the severity ${rule.severity} need approval` };
    if (policy.categories.includes(rule.category))
      return { kind: 'needed', because: `rules of the category ${rule.category} need approval` };
  }
  return { kind: 'free' };
}
