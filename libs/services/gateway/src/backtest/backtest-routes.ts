import { Readable } from 'node:stream';
import { apiResponse } from '@tocsin/contracts/http/api-response';
import { readRuleGroup } from '@tocsin/contracts/http/rule-group-body';
import { BacktestReportSchema } from '@tocsin/domain/backtest/backtest-report';
import { type RuleGroupDraft, RuleGroupDraftSchema } from '@tocsin/domain/groups/rule-group-document';
import { z } from 'zod';
import { AuthManager } from '../auth-manager.js';
import { invalid, problemOf } from '../problem.js';
import { assertOwnTenant, headerOf, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { draftsOf } from '../routes/rule-group-body.js';
import type { BacktestRequest, BacktestRunner } from './backtest-runner.js';

/** Lines of JSON, one as soon as there is something to tell. */
const LINES_TYPE = 'application/x-ndjson';
/** Longest time of one back-test; history is not kept for longer either. */
const RANGE_MS_MAX = 400 * 86_400_000;
/** A year of three incidents a day. */
const INCIDENTS_MAX = 1_000;

const Time = z.number().meta({ description: 'Milliseconds since 1970.' });
const IncidentSchema = z
  .strictObject({ from: Time, to: Time })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'lies before "from"' });
const RequestSchema = z.strictObject({
  group: z.unknown(),
  from: Time,
  to: Time,
  incidents: z.array(IncidentSchema).max(INCIDENTS_MAX).optional(),
});
const BodySchema = RequestSchema.extend({
  group: RuleGroupDraftSchema,
  incidents: z
    .array(IncidentSchema)
    .max(INCIDENTS_MAX)
    .optional()
    .meta({ description: 'When something was really wrong; with them, precision and recall are told.' }),
}).meta({ id: 'BacktestRequest' });

/** Back-tests: what a group would have said of the samples that were kept, by the very engine that evaluates live. */
export function backtestRoutes(runner: Pick<BacktestRunner, 'run'>): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/rules/backtest',
      tag: 'rules',
      summary: 'Evaluate a group of rules over samples of the past',
      description: `Nothing is stored and nobody is notified. Also needs the scope metrics:read. To \`Accept: ${LINES_TYPE}\`, lines of JSON are sent: \`{"progress": share}\` again and again, and at last \`{"data": report}\` or \`{"problem": …}\`.`,
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
      answers: { 200: { description: 'What would have happened.', schema: apiResponse(BacktestReportSchema) } },
      handle: async (request) => {
        const asked = requestOf(request);
        if (!wantsLines(request)) {
          const report = await runner.run(asked, () => undefined, request.signal);
          return { status: 200, data: report };
        }
        return { status: 200, raw: { type: LINES_TYPE, content: linesOf(runner, asked, request) } };
      },
    },
  ];
}

function requestOf(request: RouteRequest): BacktestRequest {
  const principal = principalOf(request);
  AuthManager.demand(principal, 'metrics:read');
  const { group, from, to, incidents } = parsed(RequestSchema, request.body);
  if (!(from < to) || to - from > RANGE_MS_MAX)
    throw invalid([
      {
        path: 'to',
        code: 'out_of_range',
        message: `is not after "from", or more than ${RANGE_MS_MAX / 86_400_000} days after it`,
        fix: 'Give a time that ends after it begins.',
      },
    ]);
  assertOwnTenant(principal, group);
  return { tenant: principal.tenant, group: groupOf(group), from, to, incidents: incidents ?? null };
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

const wantsLines = (request: RouteRequest): boolean =>
  (headerOf(request, 'accept') ?? '').split(',').some((range) => range.split(';')[0]?.trim() === LINES_TYPE);

/** Progress and the report as they come. Failures are told in the last line, as the status has been sent by then. */
function linesOf(runner: Pick<BacktestRunner, 'run'>, asked: BacktestRequest, { signal }: RouteRequest): Readable {
  const lines = new Readable({ read: () => undefined });
  const line = (content: unknown): void => void (lines.destroyed || lines.push(`${JSON.stringify(content)}\n`));
  void runner
    .run(asked, (share) => line({ progress: Math.round(share * 100) / 100 }), signal)
    .then(
      (data) => line({ data }),
      (error: unknown) => {
        const { status, code, title, message: detail } = problemOf(error);
        line({ problem: { type: `urn:tocsin:problem:${code}`, title, status, detail } });
      },
    )
    .finally(() => lines.push(null));
  return lines;
}
