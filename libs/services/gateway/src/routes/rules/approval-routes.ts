import { can } from '@tocsin/domain/access/permission';
import { apiResponse } from '@tocsin/contracts/http/api-response';
import { draftOf } from '@tocsin/contracts/topics/rule-groups';
import { hash128 } from '@tocsin/domain/engine/hash';
import { groupDiff } from '@tocsin/domain/groups/group-diff';
import { ruleDraftOf } from '@tocsin/domain/rules/alert-rule';
import { ApprovalPolicySchema } from '@tocsin/domain/rules/approval-policy';
import { RuleChangeSchema, ruleDiff } from '@tocsin/domain/rules/rule-diff';
import {
  GroupProposalSchema,
  ReasonSchema,
  RuleProposalSchema,
  VersionNumberSchema,
} from '@tocsin/domain/rules/version-entry';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { z } from 'zod';
import type { Principal } from '../../auth-manager.js';
import { ProblemError } from '../../problem.js';
import { page, PageSchema, parsed, principalOf, type Route, type RouteAnswer, type RouteRequest } from '../../route.js';
import { groupAnswer, groupAnswerOf, groupAs } from './group-answer.js';
import { answerOf, ruleAnswer, ruleAs } from './rule-answer.js';
import {
  changeOf,
  ChangeQuerySchema,
  envelopeOf,
  idempotencyKey,
  policyOf,
  refusalOf,
  ruleOf,
  type RuleWorld,
} from './rule-world.js';

const VerdictSchema = z
  .strictObject({
    version: VersionNumberSchema.meta({
      description: 'The version that is approved or rejected, as the proposal has it.',
    }),
    comment: ReasonSchema.default(''),
  })
  .meta({ id: 'ApprovalVerdict' });
const ListQuerySchema = z.strictObject({
  ...PageSchema,
  author: z.string().max(200).optional(),
});
const SubmitQuerySchema = z.strictObject({ change_reason: ChangeQuerySchema.change_reason });
const ListedSchema = RuleProposalSchema.extend({
  changes: z.array(RuleChangeSchema).meta({ description: 'What it changes of the rule as it stands.' }),
}).meta({ id: 'ListedRuleProposal' });
const ListedGroupSchema = GroupProposalSchema.extend({
  changes: z.array(RuleChangeSchema).meta({ description: 'What it changes of the group as it stands.' }),
}).meta({ id: 'ListedRuleGroupProposal' });
const body = {
  types: ['application/json'],
  schema: VerdictSchema,
  example: { version: 2, comment: 'Seen in staging.' },
};
const tag = 'approval';

/** Changes that wait for somebody else, and the policy that says which do. */
export function approvalRoutes(world: RuleWorld): Route[] {
  const { sender, subjects, proposals, groupProposals, rules, groups, policies } = world;

  const judge = async (request: RouteRequest, verdict: 'approve' | 'reject'): Promise<RouteAnswer> => {
    const principal = principalOf(request);
    const id = request.params['id'] ?? '';
    demandJudge(principal, verdict, proposals.get(principal.tenant, id));
    const rule = ruleOf(request, world);
    const { version, comment } = parsed(VerdictSchema, request.body);
    const envelope = envelopeOf(request, world, `POST /api/rules/{id}/${verdict}`);
    const outcome = await sender.send({ type: 'rule.judge', ...envelope, rule_id: id, version, verdict, comment });
    const answer = answerOf(outcome, world, { status: 200, tenant: principal.tenant, id });
    // Of a deletion, the rule as it was last.
    return outcome.kind === 'deleted' ? ruleAs(200, rule, {}) : answer;
  };

  /** The same for groups. Of a deletion, and of a new group that is rejected, the group as it was proposed is told. */
  const judgeGroup = async (request: RouteRequest, verdict: 'approve' | 'reject'): Promise<RouteAnswer> => {
    const principal = principalOf(request);
    const name = request.params['name'] ?? '';
    const { tenant } = principal;
    const proposal = groupProposals.get(tenant, name);
    demandJudge(principal, verdict, proposal);
    const { version, comment } = parsed(VerdictSchema, request.body);
    const envelope = envelopeOf(request, world, `POST /api/rule-groups/{name}/${verdict}`);
    const outcome = await sender.send({ type: 'group.judge', ...envelope, name, version, verdict, comment });
    const answer = groupAnswerOf(outcome, world, { tenant, name });
    if (answer.status === 204 && proposal !== null) return groupAs(200, proposal.document);
    return answer.status === 201 ? { ...answer, status: 200 } : answer;
  };

  return [
    {
      method: 'GET',
      path: '/api/rule-group-proposals',
      operation: 'listRuleGroupProposals',
      tag,
      summary: 'List changes of rule groups that wait for approval',
      scope: 'rules:read',
      query: ListQuerySchema,
      answers: { 200: { description: 'Proposals, newest first.', schema: apiResponse(z.array(ListedGroupSchema)) } },
      handle: async (request) => {
        const { data, meta } = await waiting(request, subjects, groupProposals, ({ group }) => group);
        const listed = data.map((proposal) => {
          const group = groups.get(proposal.tenant_id, proposal.group);
          const isPut = group !== null && proposal.action === 'put';
          return { ...proposal, changes: isPut ? groupDiff(draftOf(group), draftOf(proposal.document)) : [] };
        });
        return { status: 200, data: listed, meta };
      },
    },
    {
      method: 'POST',
      path: '/api/rule-groups/{name}/approve',
      operation: 'approveRuleGroup',
      tag,
      summary: 'Approve a change of a rule group',
      description:
        'Names the version that is approved: when another waits meanwhile, nothing is approved. Nobody approves what is their own.',
      scope: 'rules:write',
      body,
      answers: {
        200: {
          description: 'The group, which is evaluated so from now on; of a deletion, as it was last.',
          ...groupAnswer,
        },
      },
      handle: (request) => judgeGroup(request, 'approve'),
    },
    {
      method: 'POST',
      path: '/api/rule-groups/{name}/reject',
      operation: 'rejectRuleGroup',
      tag,
      summary: 'Reject a change of a rule group, or take back an own one',
      scope: 'rules:write',
      body,
      answers: { 200: { description: 'The group as it stands; a new one as it was proposed.', ...groupAnswer } },
      handle: (request) => judgeGroup(request, 'reject'),
    },
    {
      method: 'GET',
      path: '/api/proposals',
      operation: 'listProposals',
      tag,
      summary: 'List changes that wait for approval',
      scope: 'rules:read',
      query: ListQuerySchema,
      answers: { 200: { description: 'Proposals, newest first.', schema: apiResponse(z.array(ListedSchema)) } },
      handle: async (request) => {
        const { data, meta } = await waiting(request, subjects, proposals, ({ rule_id }) => rule_id);
        const listed = data.map((proposal) => {
          const rule = rules.get(proposal.tenant_id, proposal.rule_id);
          const isPut = rule !== null && proposal.action === 'put';
          return { ...proposal, changes: isPut ? ruleDiff(ruleDraftOf(rule), ruleDraftOf(proposal.document)) : [] };
        });
        return { status: 200, data: listed, meta };
      },
    },
    {
      method: 'POST',
      path: '/api/rules/{id}/submit',
      operation: 'submitRule',
      headers: idempotencyKey,
      tag,
      summary: 'Submit a draft',
      description: 'A draft becomes active: at once, or, where approval is needed, when somebody else approves.',
      scope: 'rules:write',
      query: SubmitQuerySchema,
      answers: { 200: { description: 'The rule; its status says whether it waits.', ...ruleAnswer } },
      handle: async (request) => {
        const { id, tenant_id } = ruleOf(request, world);
        const change = changeOf(parsed(SubmitQuerySchema, request.query));
        const envelope = envelopeOf(request, world, 'POST /api/rules/{id}/submit');
        const outcome = await sender.send({ type: 'rule.submit', ...envelope, ...change, rule_id: id });
        return answerOf(outcome, world, { status: 200, tenant: tenant_id, id });
      },
    },
    {
      method: 'POST',
      path: '/api/rules/{id}/approve',
      operation: 'approveRule',
      tag,
      summary: 'Approve a change',
      description:
        'Names the version that is approved: when another waits meanwhile, nothing is approved. Nobody approves what is their own.',
      scope: 'rules:write',
      body,
      answers: {
        200: {
          description: 'The rule, which is evaluated so from now on; of a deletion, as it was last.',
          ...ruleAnswer,
        },
      },
      handle: (request) => judge(request, 'approve'),
    },
    {
      method: 'POST',
      path: '/api/rules/{id}/reject',
      operation: 'rejectRule',
      tag,
      summary: 'Reject a change, or take back an own one',
      scope: 'rules:write',
      body,
      answers: { 200: { description: 'The rule as it stands; a new one is a draft again.', ...ruleAnswer } },
      handle: (request) => judge(request, 'reject'),
    },
    {
      method: 'GET',
      path: '/api/approval-policy',
      operation: 'getApprovalPolicy',
      tag,
      summary: 'Read for which rules approval is needed',
      scope: 'rules:read',
      answers: { 200: { description: 'The policy.', schema: apiResponse(ApprovalPolicySchema) } },
      handle: async (request) => ({ status: 200, data: policyOf(principalOf(request).tenant, world) }),
    },
    {
      method: 'PUT',
      path: '/api/approval-policy',
      operation: 'updateApprovalPolicy',
      tag,
      summary: 'Say for which rules approval is needed',
      description: 'Holds for changes from now on; what waits already goes on waiting.',
      scope: 'admin:all',
      body: {
        types: ['application/json'],
        schema: ApprovalPolicySchema,
        example: { severities: ['CRITICAL'], categories: [] },
      },
      answers: { 200: { description: 'The policy.', schema: apiResponse(ApprovalPolicySchema) } },
      handle: async (request) => {
        const policy = parsed(ApprovalPolicySchema, request.body);
        const envelope = envelopeOf(request, world, 'PUT /api/approval-policy');
        const outcome = await sender.send({ type: 'approval-policy.put', ...envelope, policy });
        if (outcome.kind !== 'approval_policy') throw refusalOf(outcome, 'policy');
        const { tenant_id } = envelope;
        policies.learn({ tenant_id, policy: outcome.policy });
        return { status: 200, data: outcome.policy };
      },
    },
  ];
}

/** Deciding is for those who may approve; everybody may take back what is their own. @throws ProblemError 403 */
function demandJudge(
  principal: Principal,
  verdict: 'approve' | 'reject',
  proposal: { readonly author: string } | null,
): void {
  if (can(principal, 'rules:approve') || (verdict === 'reject' && proposal?.author === principal.subject)) return;
  throw new ProblemError(
    403,
    'approval-not-allowed',
    'The token does not allow this',
    'Deciding about what others propose is for those who may approve.',
  );
}

/** A page of what waits for approval, the newest first. */
async function waiting<Proposal extends { tenant_id: string; at: number; author: string }>(
  request: RouteRequest,
  subjects: RuleWorld['subjects'],
  proposals: Pick<CompactedDirectory<Proposal>, 'ofTenant'>,
  nameOf: (proposal: Proposal) => string,
): Promise<{ data: Proposal[]; meta: { next_cursor?: string } }> {
  const query = parsed(ListQuerySchema, request.query);
  const { tenant } = principalOf(request);
  const by = query.author === undefined ? undefined : await subjects.asWritten(tenant, query.author);
  const found = proposals.ofTenant(tenant).filter(({ author }) => by === undefined || author === by);
  // Names may be longer than a cursor.
  const keyOf = (one: Proposal): string => `${String(one.at).padStart(16, '0')} ${hash128(nameOf(one))}`;
  const { data, next_cursor } = page(found, query, keyOf);
  return { data, meta: next_cursor === undefined ? {} : { next_cursor } };
}
