import { apiResponse, type Warning } from '@tocsin/contracts/http/api-response';
import { hash128 } from '@tocsin/domain/engine/hash';
import {
  type AlertRule,
  AlertRuleSchema,
  AlertSeveritySchema,
  type RuleDraft,
  RuleDraftSchema,
  RuleStatusSchema,
} from '@tocsin/domain/rules/alert-rule';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import type { Finding } from '@tocsin/domain/rules/finding';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import { z } from 'zod';
import type { Principal } from '../auth-manager.js';
import type { CommandSender } from '../command-sender.js';
import { invalid, notFound, ProblemError } from '../problem.js';
import type { CompactedDirectory } from '../read-model/compacted-directory.js';
import {
  assertOwnTenant,
  headerOf,
  page,
  PageSchema,
  parsed,
  principalOf,
  type Route,
  type RouteAnswer,
  type RouteRequest,
} from '../route.js';
import { invalidCommand } from './invalid-command.js';

export interface RuleRoutesOptions {
  rules: CompactedDirectory<AlertRule>;
  sender: CommandSender;
  clock: Clock;
  ids: IdSource;
  processName: string;
}

const RuleQuerySchema = z.strictObject({
  ...PageSchema,
  status: RuleStatusSchema.optional(),
  severity: AlertSeveritySchema.optional(),
  q: z.string().max(200).optional().meta({ description: 'Only rules whose name or description contains this text.' }),
});
const FindingsSchema = z.array(
  z.strictObject({
    path: z.string(),
    code: z.string(),
    message: z.string(),
    fix: z.string(),
    severity: z.enum(['error', 'warning']),
  }),
);
const body = {
  types: ['application/json'],
  schema: RuleDraftSchema,
  example: {
    name: 'High CPU Usage',
    description: 'Alert when CPU exceeds 80%',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'current_metrics.cpu_usage', operator: '>', threshold: 80 }],
  },
};
const ruleAnswer = { schema: apiResponse(AlertRuleSchema) };
const tag = 'rules';

/** Rules: written through commands, read from what the compacted topic says. */
export function ruleRoutes(options: RuleRoutesOptions): Route[] {
  const { rules, sender, ids, clock, processName } = options;

  const envelope = (principal: Principal, id: string) => ({
    id,
    tenant_id: principal.tenant,
    actor: principal.subject,
    at: clock.now(),
    reply_to: processName,
  });

  const ruleOf = (request: RouteRequest): AlertRule => {
    const rule = rules.get(principalOf(request).tenant, request.params['id'] ?? '');
    if (rule === null) throw notFound('such rule');
    return rule;
  };

  const answered = (
    status: number,
    outcome: Awaited<ReturnType<CommandSender['send']>>,
    warnings: Warning[],
  ): RouteAnswer => {
    if (outcome.kind === 'not_found') throw notFound('such rule');
    if (outcome.kind === 'conflict')
      throw new ProblemError(
        412,
        'conflict',
        'It has changed meanwhile',
        `${outcome.message}. Read it again and decide anew.`,
      );
    if (outcome.kind === 'limit_reached')
      throw new ProblemError(409, 'limit-reached', 'A limit is reached', outcome.message);
    if (outcome.kind === 'invalid') throw invalidCommand(outcome);
    if (outcome.kind !== 'rule') throw new TypeError(`a rule command was answered with ${outcome.kind}`);
    rules.learn(outcome.rule);
    const headers = {
      etag: `"${outcome.rule.version}"`,
      ...(status === 201 ? { location: `/api/rules/${outcome.rule.id}` } : {}),
    };
    return { status, headers, data: outcome.rule, ...(warnings.length > 0 ? { meta: { warnings } } : {}) };
  };

  return [
    {
      method: 'POST',
      path: '/api/rules',
      tag,
      summary: 'Create a rule',
      description: 'With the header `Idempotency-Key`, asking twice makes one rule.',
      scope: 'rules:write',
      body,
      answers: { 201: { description: 'The rule as it is stored and evaluated from now on.', ...ruleAnswer } },
      handle: async (request) => {
        const principal = principalOf(request);
        const { draft, warnings } = draftOf(principal, request.body);
        const key = headerOf(request, 'idempotency-key');
        const rule_id = key === undefined ? ids.next() : hash128(JSON.stringify([principal.tenant, key]));
        const id = key === undefined ? ids.next() : hash128(JSON.stringify(['rule.create', principal.tenant, key]));
        return answered(
          201,
          await sender.send({ type: 'rule.create', ...envelope(principal, id), rule_id, draft }),
          warnings,
        );
      },
    },
    {
      method: 'GET',
      path: '/api/rules',
      tag,
      summary: 'List rules',
      scope: 'rules:read',
      query: RuleQuerySchema,
      answers: { 200: { description: 'Rules, newest first.', schema: apiResponse(z.array(AlertRuleSchema)) } },
      handle: async (request) => {
        const query = parsed(RuleQuerySchema, request.query);
        const text = query.q?.toLowerCase();
        const found = rules
          .ofTenant(principalOf(request).tenant)
          .filter(({ status }) => query.status === undefined || status === query.status)
          .filter(({ severity }) => query.severity === undefined || severity === query.severity)
          .filter(
            ({ name, description }) => text === undefined || `${name}\n${description}`.toLowerCase().includes(text),
          );
        const { data, next_cursor } = page(
          found,
          query,
          ({ created_at, id }) => `${String(created_at).padStart(16, '0')} ${id}`,
        );
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'POST',
      path: '/api/rules/validate',
      tag,
      summary: 'Check a rule without storing it',
      scope: 'rules:read',
      body,
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
      method: 'GET',
      path: '/api/rules/{id}',
      tag,
      summary: 'Read a rule',
      scope: 'rules:read',
      answers: { 200: { description: 'The rule; its version is the ETag.', ...ruleAnswer } },
      handle: async (request) => {
        const rule = ruleOf(request);
        return { status: 200, headers: { etag: `"${rule.version}"` }, data: rule };
      },
    },
    {
      method: 'PUT',
      path: '/api/rules/{id}',
      tag,
      summary: 'Replace a rule',
      description:
        'With the header `If-Match`, only the version that it names is replaced. Episodes go on while the conditions stay the same.',
      scope: 'rules:write',
      body,
      answers: { 200: { description: 'The next version of the rule.', ...ruleAnswer } },
      handle: async (request) => {
        const principal = principalOf(request);
        const { draft, warnings } = draftOf(principal, request.body);
        const match = headerOf(request, 'if-match');
        const version = Number(match?.replaceAll('"', ''));
        const condition =
          match === undefined || match === '*' ? {} : { if_version: Number.isSafeInteger(version) ? version : 0 };
        return answered(
          200,
          await sender.send({
            type: 'rule.update',
            ...envelope(principal, ids.next()),
            rule_id: ruleOf(request).id,
            draft,
            ...condition,
          }),
          warnings,
        );
      },
    },
    {
      method: 'DELETE',
      path: '/api/rules/{id}',
      tag,
      summary: 'Delete a rule',
      description: 'Its alerts are over at once.',
      scope: 'rules:delete',
      answers: { 204: { description: 'It is gone.' } },
      handle: async (request) => {
        const principal = principalOf(request);
        const { id } = ruleOf(request);
        const outcome = await sender.send({ type: 'rule.delete', ...envelope(principal, ids.next()), rule_id: id });
        if (outcome.kind === 'not_found') throw notFound('such rule');
        rules.unlearn(principal.tenant, id);
        return { status: 204 };
      },
    },
  ];
}

/** @throws ProblemError 422 with every finding */
function draftOf(principal: Principal, input: unknown): { draft: RuleDraft; warnings: Warning[] } {
  assertOwnTenant(principal, input);
  const validated = validateRuleDraft(input);
  if (validated.kind === 'invalid')
    throw invalid(validated.findings.filter(({ severity }) => severity === 'error').map(problemDetail));
  return {
    draft: validated.draft,
    warnings: validated.warnings.map(({ path, code, message }) => ({ path, code, message })),
  };
}

const problemDetail = ({ path, code, message, fix }: Finding) => ({ path, code, message, fix });
