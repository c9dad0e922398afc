import type { Outcome } from '@tocsin/contracts/topics/commands';
import { type RuleGroupDocument, RuleGroupDocumentSchema } from '@tocsin/domain/groups/rule-group-document';
import { type GroupProposal, GroupProposalSchema } from '@tocsin/domain/rules/version-entry';
import { z } from 'zod';
import type { RouteAnswer } from '../../route.js';
import { refusalOf, type RuleWorld } from './rule-world.js';

/** A rule group, and beside it what waits for approval. */
export const groupAnswer = {
  schema: z.strictObject({
    data: RuleGroupDocumentSchema,
    meta: z.strictObject({
      proposal: GroupProposalSchema.optional().meta({
        description: 'The change of the group that waits for approval.',
      }),
    }),
  }),
};
/** The answer to a change that somebody else has to approve first. */
export const proposedGroupAnswer = {
  description:
    'The group as it stands, a new one as it would be; the change waits for approval by somebody else, and is told in `meta.proposal`.',
  ...groupAnswer,
};

/**
 * What a change of a group came to, as an answer; whoever asks next reads what was written.
 *
 * @param of - the group's tenant and name
 * @param what - what was not found where it was not
 * @throws ProblemError when the change was not made
 */
export function groupAnswerOf(
  outcome: Outcome,
  { groups, groupProposals }: Pick<RuleWorld, 'groups' | 'groupProposals'>,
  { tenant, name }: { tenant: string; name: string },
  what = 'rule group',
): RouteAnswer {
  if (outcome.kind === 'group_proposed') {
    const { proposal } = outcome;
    groupProposals.learn(proposal);
    return groupAs(202, groups.get(tenant, name) ?? proposal.document, proposal);
  }
  if (outcome.kind === 'deleted') {
    groups.unlearn(tenant, name);
    groupProposals.unlearn(tenant, name);
    return { status: 204 };
  }
  if (outcome.kind !== 'group') throw refusalOf(outcome, what);
  const { change, group } = outcome;
  groups.learn(group);
  groupProposals.unlearn(tenant, name);
  return groupAs(change === 'created' ? 201 : 200, group);
}

/** A group with its ETag, and what waits for approval beside it. */
export function groupAs(status: number, group: RuleGroupDocument, proposal: GroupProposal | null = null): RouteAnswer {
  const location = status === 201 ? { location: `/api/rule-groups/${encodeURIComponent(group.name)}` } : {};
  const meta = proposal === null ? {} : { proposal };
  return { status, headers: { etag: `"${group.version}"`, ...location }, data: group, meta };
}
