import { ApprovalPolicySchema } from '@tocsin/domain/rules/approval-policy';
import { AlertRuleSchema, FolderSchema, ProvisionerSchema, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import {
  GroupProposalSchema,
  GroupVersionSchema,
  ReasonSchema,
  RuleProposalSchema,
  RuleVersionSchema,
  VersionNumberSchema,
  VersionSummarySchema,
} from '@tocsin/domain/rules/version-entry';
import { RuleGroupDraftSchema } from '@tocsin/domain/groups/rule-group-document';
import { z } from 'zod';

/** Most operations of one bulk command: a page of rules, and what one transaction decides within a second. */
export const BULK_OPERATIONS_MAX = 500;
/** Most versions in one answer. */
export const VERSIONS_PAGE_MAX = 100;

/** How a change is made, whatever it changes. */
export const changeFields = {
  reason: ReasonSchema.optional(),
  /** Who keeps the thing from outside; what somebody else keeps is not changed. */
  provisioned_by: ProvisionerSchema.optional(),
};
const rule_id = z.string();
const if_version = z.int().optional();

/** One change among several. A new rule's id is chosen by whoever asks; groups go by their names. */
export const BulkOperationSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('create'), rule_id, draft: RuleDraftSchema }),
  z.strictObject({ op: z.literal('update'), rule_id, draft: RuleDraftSchema, if_version }),
  z.strictObject({ op: z.literal('delete'), rule_id, if_version }),
  z.strictObject({ op: z.literal('pause'), rule_id, if_version }),
  z.strictObject({ op: z.literal('resume'), rule_id, if_version }),
  z.strictObject({ op: z.literal('move'), rule_id, if_version, folder: FolderSchema.nullable() }),
  z.strictObject({ op: z.literal('put_group'), draft: RuleGroupDraftSchema }),
  z.strictObject({ op: z.literal('delete_group'), name: z.string() }),
]);
export type BulkOperation = z.infer<typeof BulkOperationSchema>;

/** Commands that change rules, and questions about their past. */
export const ruleCommandsOf = <Envelope extends z.ZodRawShape>(envelope: Envelope) =>
  [
    z.strictObject({
      type: z.literal('rule.create'),
      ...envelope,
      ...changeFields,
      rule_id,
      draft: RuleDraftSchema,
    }),
    z.strictObject({
      type: z.literal('rule.update'),
      ...envelope,
      ...changeFields,
      rule_id,
      draft: RuleDraftSchema,
      if_version,
    }),
    z.strictObject({ type: z.literal('rule.delete'), ...envelope, ...changeFields, rule_id, if_version }),
    z.strictObject({
      type: z.literal('rule.restore'),
      ...envelope,
      ...changeFields,
      rule_id,
      version: VersionNumberSchema,
      if_version,
    }),
    z.strictObject({ type: z.literal('rule.submit'), ...envelope, ...changeFields, rule_id }),
    /** Decides about the proposal of this very version. */
    z.strictObject({
      type: z.literal('rule.judge'),
      ...envelope,
      rule_id,
      version: VersionNumberSchema,
      verdict: z.enum(['approve', 'reject']),
      comment: ReasonSchema,
    }),
    z.strictObject({
      type: z.literal('rule.bulk'),
      ...envelope,
      ...changeFields,
      operations: z.array(BulkOperationSchema).max(BULK_OPERATIONS_MAX),
      /** When one of them is refused, none is made. */
      all_or_none: z.boolean().optional(),
    }),
    z.strictObject({ type: z.literal('approval-policy.put'), ...envelope, policy: ApprovalPolicySchema }),
    /** A question: nothing changes, and the answer is not remembered. */
    z.strictObject({
      type: z.literal('versions.list'),
      ...envelope,
      of: z.enum(['rule', 'group']),
      name: z.string(),
      before: VersionNumberSchema.optional(),
      limit: z.int().min(1).max(VERSIONS_PAGE_MAX),
    }),
    z.strictObject({
      type: z.literal('versions.read'),
      ...envelope,
      of: z.enum(['rule', 'group']),
      name: z.string(),
      version: VersionNumberSchema,
    }),
  ] as const;

/** What became of one operation of a bulk command. The rule itself is read elsewhere: five hundred would be too large. */
export const BulkResultSchema = z.strictObject({
  /** Of a rule its id, and of a group its name. */
  id: z.string(),
  outcome: z.enum(['created', 'changed', 'unchanged', 'deleted', 'proposed', 'refused']),
  version: z.int().optional(),
  refusal: z.strictObject({ code: z.string(), message: z.string() }).optional(),
});
export type BulkResult = z.infer<typeof BulkResultSchema>;

/** Why a change that is well formed is not made all the same. */
export const RefusalCodeSchema = z.enum(['own_proposal', 'no_proposal', 'wrong_status', 'provisioned', 'key_reused']);

export const ruleOutcomes = [
  z.strictObject({ kind: z.literal('rule'), rule: AlertRuleSchema, proposal: RuleProposalSchema.optional() }),
  /** The change waits for approval, and the rule stands as it did. */
  z.strictObject({ kind: z.literal('proposed'), proposal: RuleProposalSchema }),
  z.strictObject({ kind: z.literal('group_proposed'), proposal: GroupProposalSchema }),
  z.strictObject({ kind: z.literal('bulk'), results: z.array(BulkResultSchema) }),
  z.strictObject({ kind: z.literal('refused'), code: RefusalCodeSchema, message: z.string() }),
  z.strictObject({ kind: z.literal('approval_policy'), policy: ApprovalPolicySchema }),
  z.strictObject({ kind: z.literal('versions'), versions: z.array(VersionSummarySchema) }),
  z.strictObject({ kind: z.literal('version'), version: z.union([RuleVersionSchema, GroupVersionSchema]) }),
] as const;
