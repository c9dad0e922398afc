import { apiResponse, type Warning } from '@tocsin/contracts/http/api-response';
import { type AlertRule, FolderSchema, type RuleDraft, ruleDraftOf } from '@tocsin/domain/rules/alert-rule';
import { approvalVerdict } from '@tocsin/domain/rules/approval-policy';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { ruleDiff } from '@tocsin/domain/rules/rule-diff';
import { z } from 'zod';
import { bodyOrDefaults, parsed, principalOf, type Route, type RouteAnswer, type RouteRequest } from '../../route.js';
import { answerOf, proposedAnswer, ruleAnswer, ruleAs } from './rule-answer.js';
import { draftOf, ruleBody } from './rule-drafts.js';
import {
  changeOf,
  idempotencyKey,
  ifMatch,
  ChangeQuerySchema,
  envelopeOf,
  newRuleId,
  ifVersionOf,
  policyOf,
  ruleOf,
  type RuleWorld,
  TrueOrFalseSchema,
} from './rule-world.js';

const FindingsSchema = z.array(
  z.strictObject({
    path: z.string(),
    code: z.string(),
    message: z.string(),
    fix: z.string(),
    severity: z.enum(['error', 'warning']),
  }),
);
const WriteQuerySchema = z.strictObject({
  ...ChangeQuerySchema,
  dry_run: TrueOrFalseSchema.meta({ description: 'Check it and say what would change, and change nothing.' }),
});
const DeleteQuerySchema = z.strictObject(ChangeQuerySchema);
const CloneSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200).optional().meta({ description: '"NAME (copy)" when left out.' }),
    folder: FolderSchema.optional(),
    status: z.enum(['draft', 'active', 'paused']).default('draft'),
  })
  .meta({ id: 'RuleClone' });
const tag = 'rules';
const idempotent = 'With the header `Idempotency-Key`, asking twice within a day makes one rule.';

/** Rules as they are written: through commands, by version. */
export function ruleWritingRoutes(world: RuleWorld): Route[] {
  const { sender } = world;
  const dryRun = (request: RouteRequest, draft: RuleDraft, before: AlertRule | null, warnings: Warning[]) =>
    dryRunOf(world, principalOf(request).tenant, draft, before, warnings);

  return [
    {
      method: 'POST',
      path: '/api/rules',
      operation: 'createRule',
      headers: idempotencyKey,
      tag,
      summary: 'Create a rule',
      description: `${idempotent} Where approval is needed, the rule waits for it.`,
      scope: 'rules:write',
      query: WriteQuerySchema,
      body: ruleBody,
      answers: {
        200: { description: 'With `dry_run`: the rule as it would be; it has no id yet.', ...ruleAnswer },
        201: { description: 'The rule as it is stored and evaluated from now on.', ...ruleAnswer },
      },
      handle: async (request) => {
        const principal = principalOf(request);
        const query = parsed(WriteQuerySchema, request.query);
        const { draft, warnings } = draftOf(principal, request.body, world);
        if (query.dry_run === 'true') return dryRun(request, draft, null, warnings);
        const envelope = envelopeOf(request, world, 'POST /api/rules');
        const rule_id = newRuleId(envelope, world);
        const command = { type: 'rule.create', ...envelope, ...changeOf(query), rule_id, draft } as const;
        const outcome = await sender.send(command);
        return answerOf(outcome, world, { status: 201, tenant: principal.tenant, id: rule_id, warnings });
      },
    },
    {
      method: 'POST',
      path: '/api/rules/validate',
      operation: 'validateRule',
      tag,
      summary: 'Check a rule without storing it',
      scope: 'rules:read',
      body: { ...ruleBody, schema: z.unknown(), isOptional: true },
      answers: {
        200: {
          description: 'Everything that is wrong or doubtful; empty when nothing is.',
          schema: apiResponse(FindingsSchema),
        },
      },
      handle: async (request) => {
        const validated = validateRuleDraft(request.body);
        return { status: 200, data: validated.kind === 'valid' ? validated.warnings : validated.findings };
      },
    },
    {
      method: 'PUT',
      path: '/api/rules/{id}',
      operation: 'updateRule',
      headers: ifMatch(true),
      tag,
      summary: 'Replace a rule',
      description:
        'The header `If-Match` names the version that is replaced, or `*` for any. A rule that says what it said before stays at its version. Episodes go on while the conditions stay the same.',
      scope: 'rules:write',
      query: WriteQuerySchema,
      body: ruleBody,
      answers: {
        200: {
          description:
            'The next version of the rule; with `dry_run` as it would be, and what changes in `meta.dry_run`.',
          ...ruleAnswer,
        },
        202: proposedAnswer,
      },
      handle: async (request) => {
        const principal = principalOf(request);
        const query = parsed(WriteQuerySchema, request.query);
        const { draft, warnings } = draftOf(principal, request.body, world);
        const rule = ruleOf(request, world);
        if (query.dry_run === 'true') return dryRun(request, draft, rule, warnings);
        const condition = ifVersionOf(request, true);
        const envelope = envelopeOf(request, world, 'PUT /api/rules/{id}');
        const named = { rule_id: rule.id, draft, ...condition };
        const outcome = await sender.send({ type: 'rule.update', ...envelope, ...changeOf(query), ...named });
        return answerOf(outcome, world, { status: 200, tenant: principal.tenant, id: rule.id, warnings });
      },
    },
    {
      method: 'DELETE',
      path: '/api/rules/{id}',
      operation: 'deleteRule',
      headers: ifMatch(true),
      tag,
      summary: 'Delete a rule',
      description:
        'The header `If-Match` names the version that is deleted, or `*` for any. Its alerts are over at once; its versions stay, and one of them can be restored.',
      scope: 'rules:delete',
      query: DeleteQuerySchema,
      answers: { 202: proposedAnswer, 204: { description: 'It is gone.' } },
      handle: async (request) => {
        const { id, tenant_id } = ruleOf(request, world);
        const condition = ifVersionOf(request, true);
        const change = changeOf(parsed(DeleteQuerySchema, request.query));
        const envelope = envelopeOf(request, world, 'DELETE /api/rules/{id}');
        const outcome = await sender.send({ type: 'rule.delete', ...envelope, ...change, rule_id: id, ...condition });
        return answerOf(outcome, world, { status: 200, tenant: tenant_id, id });
      },
    },
    {
      method: 'POST',
      path: '/api/rules/{id}/clone',
      operation: 'cloneRule',
      headers: idempotencyKey,
      tag,
      summary: 'Copy a rule',
      description: `The copy is a draft unless told otherwise. ${idempotent}`,
      scope: 'rules:write',
      body: { types: ['application/json'], schema: CloneSchema, example: { name: 'High CPU Usage, staging' } },
      answers: { 201: { description: 'The copy.', ...ruleAnswer } },
      handle: async (request) => {
        const rule = ruleOf(request, world);
        const asked = parsed(CloneSchema, bodyOrDefaults(request));
        const draft = { ...ruleDraftOf(rule), name: `${rule.name.slice(0, 190)} (copy)`, ...given(asked) };
        const reason = `copied from ${rule.id}, version ${rule.version}`;
        const envelope = envelopeOf(request, world, 'POST /api/rules/{id}/clone');
        const rule_id = newRuleId(envelope, world);
        const outcome = await sender.send({ type: 'rule.create', ...envelope, reason, rule_id, draft });
        return answerOf(outcome, world, { status: 201, tenant: rule.tenant_id, id: rule_id });
      },
    },
  ];
}

/** What of a clone was asked for. */
const given = ({ name, folder, status }: z.infer<typeof CloneSchema>) => ({
  ...(name === undefined ? {} : { name }),
  ...(folder === undefined ? {} : { folder }),
  status,
});

function dryRunOf(
  world: RuleWorld,
  tenant: string,
  draft: RuleDraft,
  before: AlertRule | null,
  warnings: Warning[],
): RouteAnswer {
  const now = world.clock.now();
  const rule =
    before === null
      ? RuleFactory.create(draft, { id: 'new', tenantId: tenant }, now)
      : RuleFactory.next(before, draft, now);
  const changes = before === null ? [] : ruleDiff(ruleDraftOf(before), draft);
  const needsApproval =
    draft.status === 'pending_approval' || approvalVerdict(policyOf(tenant, world), before, draft).kind === 'needed';
  const change = before === null ? 'created' : changes.length === 0 ? 'unchanged' : 'changed';
  return ruleAs(200, rule, { warnings, dryRun: { change, changes, needs_approval: needsApproval } });
}
