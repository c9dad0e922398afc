import { type Warning, WarningSchema } from '@tocsin/contracts/http/api-response';
import type { Outcome } from '@tocsin/contracts/topics/commands';
import { type AlertRule, AlertRuleSchema } from '@tocsin/domain/rules/alert-rule';
import { type RuleProposal, RuleProposalSchema } from '@tocsin/domain/rules/version-entry';
import { RuleChangeSchema } from '@tocsin/domain/rules/rule-diff';
import { z } from 'zod';
import type { RouteAnswer } from '../../route.js';
import { refusalOf, type RuleWorld } from './rule-world.js';

const DryRunSchema = z
  .strictObject({
    change: z.enum(['created', 'changed', 'unchanged']),
    changes: z.array(RuleChangeSchema),
    needs_approval: z.boolean(),
  })
  .meta({ id: 'RuleDryRun' });
export type DryRun = z.infer<typeof DryRunSchema>;

/** A rule, and beside it what waits for approval, or what a dry run would have done. */
const RuleAnswerSchema = z.strictObject({
  data: AlertRuleSchema,
  meta: z.strictObject({
    warnings: z.array(WarningSchema).optional(),
    proposal: RuleProposalSchema.optional().meta({ description: 'The change of the rule that waits for approval.' }),
    dry_run: DryRunSchema.optional(),
  }),
});
export const ruleAnswer = { schema: RuleAnswerSchema };
/** The answer to a change that somebody else has to approve first. */
export const proposedAnswer = {
  description: 'The rule as it stands; the change waits for approval by somebody else, and is told in `meta.proposal`.',
  ...ruleAnswer,
};

/**
 * What a change of a rule came to, as an answer; whoever asks next reads what was written.
 *
 * @param status - of the answer that has the rule
 * @throws ProblemError when the change was not made
 */
export function answerOf(
  outcome: Outcome,
  { rules, proposals }: Pick<RuleWorld, 'rules' | 'proposals'>,
  asked: { status: 200 | 201; tenant: string; id: string; warnings?: Warning[] },
): RouteAnswer {
  const { status, tenant, id, warnings = [] } = asked;
  if (outcome.kind === 'proposed') {
    const { proposal } = outcome;
    proposals.learn(proposal);
    return ruleAs(202, rules.get(tenant, id) ?? proposal.document, { warnings, proposal });
  }
  if (outcome.kind === 'deleted') {
    rules.unlearn(tenant, id);
    proposals.unlearn(tenant, id);
    return { status: 204 };
  }
  if (outcome.kind !== 'rule') throw refusalOf(outcome);
  const { rule, proposal } = outcome;
  rules.learn(rule);
  if (proposal === undefined) proposals.unlearn(tenant, rule.id);
  else proposals.learn(proposal);
  return ruleAs(status, rule, { warnings, proposal });
}

/** A rule with its ETag, and what is to be told beside it. */
export function ruleAs(
  status: number,
  rule: AlertRule,
  { warnings = [], proposal, dryRun }: { warnings?: Warning[]; proposal?: RuleProposal | undefined; dryRun?: DryRun },
): RouteAnswer {
  const headers = {
    etag: `"${rule.version}"`,
    ...(status === 201 ? { location: `/api/rules/${rule.id}` } : {}),
  };
  const meta = {
    ...(warnings.length > 0 ? { warnings } : {}),
    ...(proposal === undefined ? {} : { proposal }),
    ...(dryRun === undefined ? {} : { dry_run: dryRun }),
  };
  return { status, headers: dryRun === undefined ? headers : {}, data: rule, meta };
}
