import { apiResponse } from '@tocsin/contracts/http/api-response';
import { readRuleGroup } from '@tocsin/contracts/http/rule-group-body';
import { BacktestReportSchema } from '@tocsin/domain/backtest/backtest-report';
import {
  type RuleGroupDocument,
  type RuleGroupDraft,
  RuleGroupDraftSchema,
} from '@tocsin/domain/groups/rule-group-document';
import { type AlertRule, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import { AuthManager, type Principal } from '../auth-manager.js';
import { LINES_TYPE, progressLines, wantsLines } from '../json-lines.js';
import { invalid } from '../problem.js';
import { assertOwnTenant, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { TimeField as Time } from '../routes/time-field.js';
import { askedRule, AskedRuleSchema } from '../routes/asked-rule.js';
import { draftsOf } from '../routes/rule-group-body.js';
import type { BacktestSubject } from './backtest-job.js';
import type { BacktestRequest, BacktestRunner } from './backtest-runner.js';
import { liveEpisodesOf, liveGroupOf } from './live-evaluation.js';

/** Longest time of one back-test; history is not kept for longer either. */
const RANGE_MS_MAX = 400 * 86_400_000;
/** A year of three incidents a day. */
const INCIDENTS_MAX = 1_000;

const IncidentSchema = z
  .strictObject({ from: Time, to: Time })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'lies before "from"' });
const RequestSchema = z.strictObject({
  ...AskedRuleSchema,
  group: z.unknown().optional(),
  from: Time,
  to: Time,
  incidents: z.array(IncidentSchema).max(INCIDENTS_MAX).optional(),
});
const BodySchema = RequestSchema.extend({
  group: RuleGroupDraftSchema.optional(),
  rule: RuleDraftSchema.optional(),
  incidents: z
    .array(IncidentSchema)
    .max(INCIDENTS_MAX)
    .optional()
    .meta({ description: 'When something was really wrong; with them, precision and recall are told.' }),
}).meta({ id: 'BacktestRequest' });

export interface BacktestRoutesOptions {
  runner: Pick<BacktestRunner, 'run'>;
  groups: Pick<CompactedDirectory<RuleGroupDocument>, 'get'>;
  rules: Pick<CompactedDirectory<AlertRule>, 'get'>;
  alerts: Pick<AlertDirectory, 'ofTenant'>;
  clock: Clock;
}

/** Back-tests: what rules would have said of the samples that were kept, by the very engine that evaluates live. */
export function backtestRoutes(options: BacktestRoutesOptions): Route[] {
  const { runner } = options;
  return [
    {
      method: 'POST',
      path: '/api/rules/backtest',
      operation: 'backtestRules',
      tag: 'rules',
      summary: 'Evaluate rules over samples of the past',
      description: `Of a \`group\`, a \`rule\` or a \`rule_id\`. What is evaluated live goes on from the alerts that were there when the time began; another group begins without any. Nothing is stored and nobody is notified. Also needs the scope metrics:read. To \`Accept: ${LINES_TYPE}\`, lines of JSON are sent: \`{"progress": share}\` again and again, and at last \`{"data": report}\` or \`{"problem": …}\`.`,
      scope: 'rules:read',
      body: {
        types: ['application/json'],
        schema: BodySchema,
        example: {
          group: { name: 'hosts', rules: [{ alert: 'Down', expr: 'up == 0', for: '5m' }] },
          from: 1_763_900_000_000,
          to: 1_763_986_400_000,
        },
      },
      answers: {
        200: {
          description: 'What would have happened.',
          schema: apiResponse(BacktestReportSchema),
          alsoAs: [LINES_TYPE],
        },
      },
      handle: async (request) => {
        const asked = requestOf(request, options);
        if (!wantsLines(request)) {
          const report = await runner.run(asked, () => undefined, request.signal);
          return { status: 200, data: report };
        }
        const content = progressLines((tell) => runner.run(asked, tell, request.signal));
        return { status: 200, raw: { type: LINES_TYPE, content } };
      },
    },
  ];
}

function requestOf(request: RouteRequest, options: BacktestRoutesOptions): BacktestRequest {
  const principal = principalOf(request);
  AuthManager.demand(principal, 'metrics:read');
  const body = parsed(RequestSchema, request.body);
  const { from, to, incidents = null } = body;
  if (!(from < to) || to - from > RANGE_MS_MAX)
    throw invalid([
      {
        path: 'to',
        code: 'out_of_range',
        message: `is not after "from", or more than ${RANGE_MS_MAX / 86_400_000} days after it`,
        fix: 'Give a time that ends after it begins.',
      },
    ]);
  return { tenant: principal.tenant, subject: subjectOf(principal, body, options), from, to, incidents };
}

/** @throws ProblemError when it is not one group or one rule, or not a sound one */
function subjectOf(
  principal: Principal,
  { group, from, ...asked }: Pick<z.infer<typeof RequestSchema>, 'group' | 'rule' | 'rule_id' | 'from'>,
  { groups, rules, alerts, clock }: BacktestRoutesOptions,
): BacktestSubject {
  const { tenant } = principal;
  if (group === undefined) {
    const rule = askedRule(principal, asked, rules, clock);
    return { kind: 'rule', rule, live: liveEpisodesOf(rule, alerts.ofTenant(tenant)) };
  }
  if (asked.rule !== undefined || asked.rule_id !== undefined)
    throw invalid([
      { path: 'group', code: 'one_of', message: 'and a rule exclude each other', fix: 'Give one of the two.' },
    ]);
  assertOwnTenant(principal, group);
  const draft = groupOf(group);
  const live = liveGroupOf(draft, groups.get(tenant, draft.name), alerts.ofTenant(tenant), from);
  return { kind: 'group', group: draft, live };
}

/** @throws ProblemError 422 with what is wrong, as when the group is stored */
function groupOf(group: unknown): RuleGroupDraft {
  const name = typeof group === 'object' && group !== null && 'name' in group ? group.name : undefined;
  const read = readRuleGroup({ json: group }, typeof name === 'string' && name !== '' ? name : 'draft');
  const [draft] = draftsOf(
    read.kind === 'refused'
      ? {
          ...read,
          findings: read.findings.map((one) => ({ ...one, path: ['group', one.path].filter(Boolean).join('.') })),
        }
      : read,
  );
  return draft as RuleGroupDraft;
}
