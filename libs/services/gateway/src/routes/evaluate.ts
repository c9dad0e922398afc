import { apiResponse } from '@tocsin/contracts/http/api-response';
import { evaluateOnce } from '@tocsin/domain/engine/evaluate-once';
import { TransitionSchema } from '@tocsin/domain/engine/transition';
import { type AlertRule, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { isMetricName, LabelsSchema } from '@tocsin/domain/rules/labels';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import type { Principal } from '../auth-manager.js';
import { invalid, notFound } from '../problem.js';
import type { CompactedDirectory } from '../read-model/compacted-directory.js';
import { assertOwnTenant, parsed, principalOf, type Route } from '../route.js';

/** Enough for a day at one sample a minute of some dozen series; more belongs into a replay. */
const SAMPLES_MAX = 20_000;

const EvaluationRequestSchema = z
  .strictObject({
    rule_id: z.string().max(64).optional().meta({ description: 'A stored rule; or give `rule`.' }),
    rule: z.unknown().optional().meta({ description: 'A rule as it would be posted to /api/rules.' }),
    series: z
      .array(
        z.strictObject({
          metric: z.string().refine(isMetricName, 'is not a metric name'),
          labels: LabelsSchema.default({}),
          samples: z
            .array(z.tuple([z.number(), z.number()]))
            .min(1)
            .meta({ description: 'Pairs of time (ms since 1970) and value, oldest first.' }),
        }),
      )
      .min(1)
      .max(1_000),
    now: z
      .number()
      .optional()
      .meta({ description: 'Up to when time passes; the time of the last sample when left out.' }),
  })
  .meta({ id: 'EvaluationRequestModel' });
const ResultSchema = z
  .strictObject({ fired: z.boolean(), transitions: z.array(TransitionSchema) })
  .meta({ id: 'EvaluationResult' });

/** Evaluation on demand: what a rule would have said of given samples, by the very engine that evaluates live. */
export function evaluateRoutes(rules: CompactedDirectory<AlertRule>, clock: Clock): Route[] {
  const ruleOf = (principal: Principal, { rule_id, rule }: z.infer<typeof EvaluationRequestSchema>): AlertRule => {
    if ((rule_id === undefined) === (rule === undefined)) {
      throw invalid([
        {
          path: 'rule',
          code: 'one_of',
          message: 'and "rule_id" exclude each other, and one must be there',
          fix: 'Give one of the two.',
        },
      ]);
    }
    if (rule_id !== undefined) {
      const stored = rules.get(principal.tenant, rule_id);
      if (stored === null) throw notFound('such rule');
      return stored;
    }
    assertOwnTenant(principal, rule);
    const validated = validateRuleDraft(rule);
    if (validated.kind === 'valid')
      return RuleFactory.create(validated.draft, { id: 'on-demand', tenantId: principal.tenant }, clock.now());
    const errors = validated.findings.filter(({ severity }) => severity === 'error');
    throw invalid(
      errors.map(({ path, code, message, fix }) => ({
        path: path === '' ? 'rule' : `rule.${path}`,
        code,
        message,
        fix,
      })),
    );
  };
  return [
    {
      method: 'POST',
      path: '/api/rules/evaluate',
      tag: 'rules',
      summary: 'Evaluate a rule over given samples',
      description: 'Nothing is stored and nobody is notified.',
      scope: 'rules:read',
      body: {
        types: ['application/json'],
        schema: EvaluationRequestSchema.extend({ rule: RuleDraftSchema.optional() }),
        example: {
          rule_id: 'r1',
          series: [{ metric: 'cpu_usage', labels: { instance: 'web-1' }, samples: [[1_763_900_000_000, 95]] }],
        },
      },
      answers: {
        200: { description: 'The transitions that would have been made.', schema: apiResponse(ResultSchema) },
      },
      handle: async (request) => {
        const asked = parsed(EvaluationRequestSchema, request.body);
        const count = asked.series.reduce((sum, { samples }) => sum + samples.length, 0);
        if (count > SAMPLES_MAX) {
          throw invalid([
            {
              path: 'series',
              code: 'too_big',
              message: `hold ${count} samples in all, more than ${SAMPLES_MAX}`,
              fix: 'Give fewer series or a shorter time.',
            },
          ]);
        }
        const last = asked.series.reduce(
          (latest, { samples }) => samples.reduce((max, [time]) => Math.max(max, time), latest),
          0,
        );
        const transitions = evaluateOnce(ruleOf(principalOf(request), asked), asked.series, asked.now ?? last);
        return { status: 200, data: { fired: transitions.some(({ state }) => state === 'firing'), transitions } };
      },
    },
  ];
}
