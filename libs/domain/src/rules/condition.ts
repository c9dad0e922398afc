import { z } from 'zod';
import { valueTypeOf } from '../promql/check-types.js';
import { patternProblem } from '../promql/match-label.js';
import { parseExpr } from '../promql/parser.js';
import { promqlErrorText } from '../promql/promql-error.js';
import { parseDurationMs } from './duration.js';
import { isLabelName, LABELS_MAX, LabelsSchema } from './labels.js';
import { metricOfPath } from './metric-path.js';

/** Longest look-back of one condition, so that one rule cannot hold weeks of samples in memory. */
export const WINDOW_MS_MAX = 86_400_000;
/** Deepest nesting of composite conditions; deeper trees are unreadable and cost stack. */
export const NESTING_MAX = 5;
/** Most conditions of one rule, nested ones included. */
export const CONDITIONS_MAX = 50;
/** Most steps of a sequence; longer ones are not what happens within minutes. */
export const SEQUENCE_STEPS_MAX = 5;

/** A duration of at least one millisecond that a window may have. */
export const WindowSchema = z
  .string()
  .max(32)
  .refine((text) => {
    const ms = parseDurationMs(text);
    return ms !== null && ms > 0 && ms <= WINDOW_MS_MAX;
  }, 'is not a duration between 1ms and 1d, such as "5m"')
  .meta({ description: 'A duration in Prometheus notation.', examples: ['5m'] });

export const MetricPathSchema = z
  .string()
  .max(300)
  .refine((path) => metricOfPath(path) !== null, 'does not name a metric: write "current_metrics.NAME" or "NAME"')
  .meta({
    description: 'The metric that is read: `current_metrics.NAME` or `NAME`.',
    examples: ['current_metrics.cpu_usage'],
  });

export const ComparisonSchema = z.enum(['>', '>=', '<', '<=', '==', '!=']);
export type Comparison = z.infer<typeof ComparisonSchema>;

const selector = {
  metric_path: MetricPathSchema,
  labels: LabelsSchema.optional().meta({ description: 'Only series that carry these label values are read.' }),
};

export const ThresholdConditionSchema = z
  .strictObject({
    type: z.literal('threshold'),
    ...selector,
    operator: ComparisonSchema,
    threshold: z.number(),
    recovery_threshold: z.number().optional().meta({
      description: 'Once true, the condition stays true until the value no longer compares with this number.',
    }),
  })
  .meta({ description: 'The last value of a series compares with a number.' });

export const ChangeConditionSchema = z
  .strictObject({
    type: z.literal('change'),
    ...selector,
    window: WindowSchema,
    mode: z.enum(['absolute', 'percent', 'rate']).default('absolute').meta({
      description:
        'The difference between the last and the first value in the window; in percent of the first; or per second.',
    }),
    operator: ComparisonSchema,
    threshold: z.number(),
  })
  .meta({ description: 'The change of a series over a window compares with a number.' });

export const AbsenceConditionSchema = z
  .strictObject({ type: z.literal('absence'), ...selector, window: WindowSchema })
  .meta({ description: 'A series that was seen before has sent nothing for the length of the window.' });

/** Scores and forecasts are series that ml-prediction writes, with the labels of the series that they speak of. */
export const AnomalyConditionSchema = z
  .strictObject({
    type: z.literal('anomaly'),
    ...selector,
    score: z.number().min(0).max(1).default(0.8).meta({
      description: 'The least score that counts: 0 is as usual, 1 is as strange as can be.',
    }),
  })
  .meta({
    description: 'The anomaly score of a series is at least this high. Unknown while nothing scores the series.',
  });

/** Kept as the text that the label `quantile` has. */
const QuantileSchema = z.preprocess(
  (level) => (typeof level === 'number' ? String(level) : level),
  // Said here as well, since schemas of what may be written leave out the default of what is changed on its way in.
  z.enum(['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9']).meta({ default: '0.5' }),
);

export const ForecastConditionSchema = z
  .strictObject({
    type: z.literal('forecast'),
    ...selector,
    horizon: z.enum(['15m', '1h', '6h', '24h', '7d']),
    quantile: QuantileSchema.default('0.5').meta({
      description:
        'Which of the forecast values compares: `0.5` is the middle one, `0.1` one that 9 of 10 lie above. A number is taken, too.',
    }),
    operator: ComparisonSchema,
    threshold: z.number(),
  })
  .meta({ description: 'What a series is forecast to be compares with a number. Unknown while there is no forecast.' });

const LabelNamesSchema = z.array(z.string().refine(isLabelName, 'is not a label name')).max(LABELS_MAX);

export const OutlierConditionSchema = z
  .strictObject({
    type: z.literal('outlier'),
    ...selector,
    method: z
      .enum(['mad', 'dbscan'])
      .default('mad')
      .meta({
        description:
          '`mad`: further from the median of its peers than `tolerance` scaled median absolute deviations. `dbscan`: its ' +
          '`neighbors`-th nearest peer is further away than `tolerance` times what is usual among them.',
      }),
    by: LabelNamesSchema.default([]).meta({
      description: 'Series that share the values of these labels are peers; when left out, all that are selected.',
    }),
    window: WindowSchema.optional().meta({ description: 'Means over this window are compared, not last values.' }),
    tolerance: z.number().positive().max(1_000).default(3),
    neighbors: z
      .int()
      .min(1)
      .max(100)
      .default(2)
      .meta({ description: 'With `dbscan`: how many near peers are company.' }),
    min_peers: z.int().min(3).max(10_000).default(3).meta({ description: 'Fewer series than this have no outliers.' }),
    min_distance: z.number().min(0).default(0).meta({
      description: 'Distances up to this one never count, in the unit of the metric.',
    }),
  })
  .meta({ description: 'A series differs from its peers.' });

export const PatternConditionSchema = z
  .strictObject({
    type: z.literal('pattern'),
    ...selector,
    label: z
      .string()
      .refine(isLabelName, 'is not a label name')
      .meta({
        description: 'The label that holds the text of an event.',
        examples: ['message'],
      }),
    pattern: z
      .string()
      .min(1)
      .max(1_000)
      .superRefine((pattern, context) => {
        const problem = patternProblem(pattern);
        if (problem !== null) context.addIssue({ code: 'custom', message: `is no pattern: ${problem}` });
      })
      .meta({ description: 'A regular expression in the syntax of RE2, found anywhere in the text.' }),
    window: WindowSchema,
    operator: ComparisonSchema.default('>='),
    threshold: z.number().default(1),
  })
  .meta({
    description:
      'How many events whose text matches came in a window compares with a number. A sample is an event, or as many as its value says.',
  });

export const PromqlConditionSchema = z
  .strictObject({
    type: z.literal('promql'),
    expr: z
      .string()
      .min(1)
      .max(20_000)
      .superRefine((text, context) => {
        const message = exprProblem(text);
        if (message !== null) context.addIssue({ code: 'custom', message });
      }),
  })
  .meta({ description: 'An expression of PromQL; holds for each element that it gives.' });

export type ThresholdCondition = z.infer<typeof ThresholdConditionSchema>;
export type ChangeCondition = z.infer<typeof ChangeConditionSchema>;
export type AbsenceCondition = z.infer<typeof AbsenceConditionSchema>;
export type AnomalyCondition = z.infer<typeof AnomalyConditionSchema>;
export type ForecastCondition = z.infer<typeof ForecastConditionSchema>;
export type OutlierCondition = z.infer<typeof OutlierConditionSchema>;
export type PatternCondition = z.infer<typeof PatternConditionSchema>;
export type PromqlCondition = z.infer<typeof PromqlConditionSchema>;
/** A condition that is decided by the samples of single series, as they come. */
export type SeriesCondition =
  ThresholdCondition | ChangeCondition | AbsenceCondition | AnomalyCondition | ForecastCondition;
/** A condition that is evaluated by the clock over many series at once; see `condition-source.ts`. */
export type DerivedCondition = OutlierCondition | PatternCondition | PromqlCondition;
/** A condition that holds no others. */
export type LeafCondition = SeriesCondition | DerivedCondition;

export interface CompositeCondition {
  type: 'composite';
  match: 'all' | 'any' | 'not' | 'n_of';
  n?: number | undefined;
  conditions: RuleCondition[];
}

export interface SequenceCondition {
  type: 'sequence';
  within: string;
  conditions: RuleCondition[];
}

/** A condition that joins others. */
export type JoiningCondition = CompositeCondition | SequenceCondition;

/** One typed condition of a rule. */
export type RuleCondition = LeafCondition | JoiningCondition;

export const CompositeConditionSchema: z.ZodType<CompositeCondition> = z
  .strictObject({
    type: z.literal('composite'),
    match: z.enum(['all', 'any', 'not', 'n_of']),
    n: z.int().min(1).optional().meta({ description: 'How many must hold; with `match: n_of` only.' }),
    conditions: z.lazy(() => z.array(RuleConditionSchema).min(1).max(CONDITIONS_MAX)),
  })
  .meta({
    id: 'CompositeCondition',
    description: 'Other conditions joined: all, any, not (none of them) or at least n of them.',
  });

export const SequenceConditionSchema: z.ZodType<SequenceCondition> = z
  .strictObject({
    type: z.literal('sequence'),
    within: WindowSchema,
    conditions: z.lazy(() => z.array(RuleConditionSchema).min(2).max(SEQUENCE_STEPS_MAX)),
  })
  .meta({
    id: 'SequenceCondition',
    description:
      'Other conditions one after the other, for one entity: each begins to hold after the one before it did, and not longer than `within` after that one last held. Holds as long as the last one does.',
  });

export const RuleConditionSchema: z.ZodType<RuleCondition> = z
  .union([
    ThresholdConditionSchema,
    ChangeConditionSchema,
    AbsenceConditionSchema,
    AnomalyConditionSchema,
    ForecastConditionSchema,
    OutlierConditionSchema,
    PatternConditionSchema,
    PromqlConditionSchema,
    z.lazy(() => CompositeConditionSchema),
    z.lazy(() => SequenceConditionSchema),
  ])
  .meta({ id: 'RuleCondition' });

/** Why a text cannot be the expression of a condition, with its place; null where it can. */
function exprProblem(text: string): string | null {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') return parsed.errors.map(promqlErrorText).join('; ');
  const type = valueTypeOf(parsed.expr);
  return type === 'vector' || type === 'scalar' ? null : `gives a ${type}; a condition needs a vector or a scalar`;
}
