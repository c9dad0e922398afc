import { z } from 'zod';
import { parseDurationMs } from './duration.js';
import { LabelsSchema } from './labels.js';
import { metricOfPath } from './metric-path.js';

/** Longest look-back of one condition, so that one rule cannot hold weeks of samples in memory. */
export const WINDOW_MS_MAX = 86_400_000;
/** Deepest nesting of composite conditions; deeper trees are unreadable and cost stack. */
export const NESTING_MAX = 5;
/** Most conditions of one rule, nested ones included. */
export const CONDITIONS_MAX = 50;

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

export type ThresholdCondition = z.infer<typeof ThresholdConditionSchema>;
export type ChangeCondition = z.infer<typeof ChangeConditionSchema>;
export type AbsenceCondition = z.infer<typeof AbsenceConditionSchema>;
/** A condition that reads one metric. */
export type LeafCondition = ThresholdCondition | ChangeCondition | AbsenceCondition;

export interface CompositeCondition {
  type: 'composite';
  match: 'all' | 'any' | 'not' | 'n_of';
  n?: number | undefined;
  conditions: RuleCondition[];
}

/** One typed condition of a rule. */
export type RuleCondition = LeafCondition | CompositeCondition;

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

export const RuleConditionSchema: z.ZodType<RuleCondition> = z
  .union([
    ThresholdConditionSchema,
    ChangeConditionSchema,
    AbsenceConditionSchema,
    z.lazy(() => CompositeConditionSchema),
  ])
  .meta({ id: 'RuleCondition' });
