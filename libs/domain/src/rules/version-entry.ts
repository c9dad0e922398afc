import { z } from 'zod';
import { RuleGroupDocumentSchema } from '../groups/rule-group-document.js';
import { AlertRuleSchema, TenantIdSchema } from './alert-rule.js';

/** Longest reason or comment in characters: a paragraph, and a link to the rest. */
const REASON_LENGTH_MAX = 1_000;

/** Why somebody changed something, in their words. */
export const ReasonSchema = z.string().max(REASON_LENGTH_MAX);

/** Highest number of a version: what the database counts in 32 bits. */
export const VERSION_MAX = 2_147_483_647;
export const VersionNumberSchema = z.int().min(1).max(VERSION_MAX);

const DecisionSchema = z.strictObject({ by: z.string(), at: z.int(), comment: ReasonSchema });

const entry = {
  version: VersionNumberSchema,
  /** A version that was proposed is either approved, and applied then, or rejected, or another came in its stead. */
  state: z.enum(['applied', 'proposed', 'rejected', 'superseded']),
  change: z.enum(['created', 'changed', 'deleted', 'restored']),
  author: z.string().meta({ description: 'The subject of the token that asked for it.' }),
  at: z.int().meta({ description: 'Milliseconds since 1970.' }),
  reason: ReasonSchema,
  decision: DecisionSchema.optional().meta({ description: 'Who approved or rejected it.' }),
};

/** What is told of a version in a list: everything but the document. */
export const VersionSummarySchema = z
  .strictObject(entry)
  .meta({ id: 'VersionSummary', description: 'Who made a version of a rule or rule group, when and why.' });
export type VersionSummary = z.infer<typeof VersionSummarySchema>;

export const RuleVersionSchema = z
  .strictObject({ ...entry, document: AlertRuleSchema })
  .meta({ id: 'RuleVersion', description: 'A rule as it stood, or would stand, at a version.' });
export type RuleVersion = z.infer<typeof RuleVersionSchema>;

export const GroupVersionSchema = z
  .strictObject({ ...entry, document: RuleGroupDocumentSchema })
  .meta({ id: 'RuleGroupVersion', description: 'A rule group as it stood at a version.' });
export type GroupVersion = z.infer<typeof GroupVersionSchema>;

export type VersionEntry = RuleVersion | GroupVersion;

const proposed = {
  tenant_id: TenantIdSchema,
  version: VersionNumberSchema.meta({ description: 'The version that it will have; approval names it.' }),
  action: z.enum(['put', 'delete']),
  author: z.string(),
  at: z.int().meta({ description: 'Milliseconds since 1970.' }),
  reason: ReasonSchema,
  because: z.string().meta({ description: 'Why it needs approval.' }),
};

/** A change of a rule that waits for somebody's approval; there is one of a rule at most. */
export const RuleProposalSchema = z
  .strictObject({
    rule_id: z.string().min(1).max(64),
    ...proposed,
    base_version: VersionNumberSchema.meta({ description: 'The version that stands until then.' }),
    document: AlertRuleSchema.meta({ description: 'The rule as it would be; of a deletion, as it was last.' }),
  })
  .meta({ id: 'RuleProposal', description: 'A change of a rule that waits for approval by somebody else.' });
export type RuleProposal = z.infer<typeof RuleProposalSchema>;

/** A change of a rule group that waits for somebody's approval; there is one of a group at most. */
export const GroupProposalSchema = z
  .strictObject({
    group: z.string().meta({ description: "The group's name." }),
    ...proposed,
    base_version: z.int().min(0).meta({ description: 'The version that stands until then; 0 for a new group.' }),
    document: RuleGroupDocumentSchema.meta({ description: 'The group as it would be; of a deletion, as it was last.' }),
  })
  .meta({ id: 'RuleGroupProposal', description: 'A change of a rule group that waits for approval by somebody else.' });
export type GroupProposal = z.infer<typeof GroupProposalSchema>;

export const summaryOf = ({ document: _document, ...summary }: VersionEntry): VersionSummary => summary;
