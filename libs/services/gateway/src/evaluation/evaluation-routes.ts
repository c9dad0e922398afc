import { ProblemSchema, WarningSchema } from '@tocsin/contracts/http/api-response';
import { RuleEvaluationSchema } from '@tocsin/domain/backtest/rule-evaluation';
import { type AlertRule, FolderSchema } from '@tocsin/domain/rules/alert-rule';
import { LabelsSchema } from '@tocsin/domain/rules/labels';
import type { Clock } from '@tocsin/ports/clock';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { z } from 'zod';
import { AuthManager } from '../auth-manager.js';
import { invalid } from '../problem.js';
import { shownFingerprint } from '../read-model/alert.js';
import { page, PageSchema, parsed, principalOf, type Route } from '../route.js';
import { hasLabels, isInFolder } from '../routes/rules/rule-filter.js';
import { TIME_DESCRIPTION, TimeField } from '../routes/time-field.js';
import { cacheHeadersOf, freshnessOf } from './cache-status.js';
import { cancelled } from './evaluation-problems.js';
import type { EvaluatedRule, TenantEvaluator } from './tenant-evaluator.js';

/** Most rules of one answer: ten batches. */
const RULES_MAX = 500;

const BodySchema = z
  .strictObject({
    ids: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(RULES_MAX)
      .optional()
      .meta({ description: 'These rules; all active ones when left out.' }),
    folder: FolderSchema.optional().meta({ description: 'Rules in this folder and in those below it.' }),
    labels: LabelsSchema.optional().meta({ description: 'Rules that have all of these labels.' }),
    at: TimeField.optional().meta({
      description: `As of when; now when left out. ${TIME_DESCRIPTION} Whoever asks for further pages, or again, gives \`meta.at\` of the first answer.`,
    }),
    limit: z.int().min(1).max(RULES_MAX).default(RULES_MAX).meta({ description: 'Most rules of one page.' }),
    cursor: PageSchema.cursor,
  })
  .meta({ id: 'RuleEvaluationRequest' });
const ResultSchema = z
  .strictObject({
    rule_id: z.string(),
    status: z.int().meta({ description: 'As of a request of its own.' }),
    outcome: z.enum(['evaluated', 'refused']),
    rule_name: z.string().optional(),
    rule_version: z.int().optional(),
    evaluation: RuleEvaluationSchema.optional(),
    problem: ProblemSchema.omit({ instance: true, trace_id: true }).optional(),
  })
  .meta({ id: 'RuleEvaluationResult' });
const AnswerSchema = z.strictObject({
  data: z.array(ResultSchema),
  meta: z.strictObject({
    at: z.int().meta({ description: 'As of when; ms since 1970.' }),
    next_cursor: z.string().optional(),
    warnings: z.array(WarningSchema).optional(),
  }),
});

export interface EvaluationRoutesOptions {
  rules: Pick<CompactedDirectory<AlertRule>, 'ofTenant'>;
  evaluator: Pick<TenantEvaluator, 'evaluate'>;
  clock: Clock;
}

/** Evaluation on demand of the rules that are stored, over the samples that were kept. */
export function evaluationRoutes({ rules, evaluator, clock }: EvaluationRoutesOptions): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/rule-evaluations',
      operation: 'evaluateRules',
      tag: 'rules',
      summary: 'Evaluate active rules now, or as of a time',
      description:
        'By the engine that evaluates live, over the samples that were kept; nothing is stored and nobody is notified. Rules are ordered by their ids. One that cannot be evaluated, or not in time, says why in its place. Also needs the scope metrics:read. The header `Cache-Status` says what was known already; `Cache-Control: no-cache` has everything evaluated anew.',
      scope: 'rules:read',
      headers: {
        'Cache-Control': {
          description: '`no-cache`: evaluate anew; `no-store`: keep nothing of it either.',
          isRequired: false,
          example: 'no-cache',
        },
      },
      body: { types: ['application/json'], schema: BodySchema, example: { folder: 'team/payments' } },
      answers: { 200: { description: 'How each rule stands.', schema: AnswerSchema } },
      handle: async (request) => {
        const principal = principalOf(request);
        AuthManager.demand(principal, 'metrics:read');
        const asked = parsed(BodySchema, request.body);
        const at = timeOf(asked.at, clock.now());
        const ids = idsOf(asked, rules.ofTenant(principal.tenant));
        const { data: chosen, next_cursor } = page(ids, asked, (id) => id, 'ascending');
        const evaluated = await evaluator
          .evaluate(principal.tenant, chosen, at, freshnessOf(request), request.signal)
          .catch((error: unknown) => {
            throw request.signal?.aborted === true ? cancelled() : error;
          });
        return {
          status: 200,
          headers: cacheHeadersOf(evaluated.flatMap((one) => ('status' in one ? [one.status] : []))),
          data: evaluated.map(told),
          meta: { at, ...(next_cursor === undefined ? {} : { next_cursor }) },
        };
      },
    },
  ];
}

/** @throws ProblemError 422 for a time that is not there yet */
function timeOf(at: number | undefined, now: number): number {
  if (at === undefined || at <= now) return at ?? now;
  throw invalid([
    {
      path: 'at',
      code: 'out_of_range',
      message: 'lies in the future',
      fix: 'Give a time that has come, or leave it out for now.',
    },
  ]);
}

/** @throws ProblemError 422 when rules are named and chosen at once */
function idsOf({ ids, folder, labels }: z.infer<typeof BodySchema>, rules: readonly AlertRule[]): string[] {
  if (ids !== undefined && (folder !== undefined || labels !== undefined))
    throw invalid([
      {
        path: 'ids',
        code: 'one_of',
        message: 'and "folder" or "labels" exclude each other',
        fix: 'Name the rules, or say where they are.',
      },
    ]);
  if (ids !== undefined) return [...new Set(ids)];
  const wanted = Object.entries(labels ?? {});
  return rules
    .filter((rule) => rule.status === 'active' && isInFolder(rule.folder, folder) && hasLabels(rule, wanted))
    .map(({ id }) => id);
}

function told(one: EvaluatedRule): z.infer<typeof ResultSchema> {
  const { ruleId: rule_id } = one;
  if ('problem' in one) {
    const { status, code, title, message: detail } = one.problem;
    return {
      rule_id,
      status,
      outcome: 'refused',
      problem: { type: `urn:tocsin:problem:${code}`, title, status, detail },
    };
  }
  const { rule } = one;
  const alerts = one.evaluation.alerts.map((alert) => ({ ...alert, fingerprint: shownFingerprint(alert) }));
  const evaluation = { ...one.evaluation, alerts };
  return { rule_id, status: 200, outcome: 'evaluated', rule_name: rule.name, rule_version: rule.version, evaluation };
}
