import { apiResponse } from '@tocsin/contracts/http/api-response';
import { evaluateOnce, TICKS_MAX } from '@tocsin/domain/engine/evaluate-once';
import { TransitionSchema } from '@tocsin/domain/engine/transition';
import { type AlertRule, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { isMetricName, LabelsSchema } from '@tocsin/domain/rules/labels';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import { invalid } from '../problem.js';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { parsed, principalOf, type Route } from '../route.js';
import { askedRule, AskedRuleSchema } from './asked-rule.js';

/** Enough for a day at one sample a minute of some dozen series; more belongs into a replay. */
const SAMPLES_MAX = 20_000;

const EvaluationRequestSchema = z
  .strictObject({
    ...AskedRuleSchema,
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
    now: z.number().optional().meta({
      description:
        'Up to when time passes; when left out, until all that follows from the last sample at once is said.',
    }),
  })
  .meta({ id: 'EvaluationRequestModel' });
const ResultSchema = z
  .strictObject({ fired: z.boolean(), transitions: z.array(TransitionSchema) })
  .meta({ id: 'EvaluationResult' });

/** Evaluation on demand: what a rule would have said of given samples, by the very engine that evaluates live. */
export function evaluateRoutes(rules: CompactedDirectory<AlertRule>, clock: Clock): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/rules/evaluate',
      operation: 'evaluateRule',
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
        const outcome = evaluateOnce(
          askedRule(principalOf(request), asked, rules, clock),
          asked.series,
          asked.now ?? null,
        );
        if (outcome.kind === 'too_long') {
          throw invalid([
            {
              path: 'series',
              code: 'too_long',
              message: `span ${outcome.ticks} of the rule's intervals, more than ${TICKS_MAX}`,
              fix: 'Give a shorter time, or the rule a longer interval.',
            },
          ]);
        }
        const { transitions } = outcome;
        return { status: 200, data: { fired: transitions.some(({ state }) => state === 'firing'), transitions } };
      },
    },
  ];
}
