import { z } from 'zod';
import type { InspectedSeries } from '../engine/inspect.js';
import { ConditionEvidenceSchema, type Transition, TransitionSchema } from '../engine/transition.js';
import type { PlanStep } from '../plan/explain.js';
import { formatNumber } from '../promql/go-text.js';
import { DifferenceSchema, differencesOf } from './compare-transitions.js';

const Time = z.number().meta({ description: 'Milliseconds since 1970.' });
const LabelsRead = z.record(z.string(), z.string());
const Value = z.union([z.number(), z.string(), z.null()]).meta({
  description: 'What no number of JSON can be is a text; null is no value, such as a marker of staleness.',
});

export const InputSeriesSchema = z
  .strictObject({
    metric: z.string(),
    labels: LabelsRead,
    samples: z.array(z.tuple([Time, Value])).meta({ description: 'Times and values, oldest first.' }),
  })
  .meta({ id: 'InputSeries', description: 'Samples that went into a decision.' });

export const PlanOperatorSchema = z
  .strictObject({
    depth: z.int(),
    text: z.string(),
    elements: z.int().meta({ description: 'How many elements it has in all.' }),
    values: z
      .array(z.strictObject({ labels: LabelsRead, value: Value }))
      .meta({ description: 'Those that concern the alert, twenty at most.' }),
  })
  .meta({ id: 'PlanOperator' });

export const TimersSchema = z.strictObject({
  for: z.string(),
  keep_firing_for: z.string(),
  holds_since: Time.nullable(),
  fires_at: Time.nullable().meta({ description: 'When `for` elapses, or has elapsed.' }),
  ceased_at: Time.nullable().meta({ description: 'Since when the conditions do not hold while it goes on firing.' }),
  ends_at: Time.nullable().meta({ description: 'When `keep_firing_for` elapses.' }),
});
export type Timers = z.infer<typeof TimersSchema>;

export const DecisionSchema = z
  .strictObject({
    transition: TransitionSchema.meta({ description: 'As it stands in the log.' }),
    reproduced: z.boolean(),
    differences: z.array(DifferenceSchema),
    timers: TimersSchema,
    conditions: z.array(ConditionEvidenceSchema),
    operators: z.array(PlanOperatorSchema).meta({ description: 'Of rules of a group: each operator of the plan.' }),
    plan: z.string().nullable().meta({ description: 'The plan as text, with what each operator costs.' }),
    inputs: z.array(InputSeriesSchema),
  })
  .meta({ id: 'Decision', description: 'One transition of an alert, decided again from the log.' });
export type Decision = z.infer<typeof DecisionSchema>;

/** What was seen while a transition was decided again. */
export type Seen = Pick<Decision, 'timers' | 'conditions' | 'operators' | 'plan' | 'inputs'>;

/**
 * Holds a transition against what was decided again.
 *
 * @param replayed - the transition of the same id; undefined when there is none
 */
export function decisionOf(transition: Transition, replayed: Transition | undefined, seen: Seen): Decision {
  const differences =
    replayed === undefined
      ? [{ field: 'id', recorded: transition.id, replayed: null }]
      : differencesOf(transition, replayed);
  return { transition, reproduced: differences.length === 0, differences, ...seen };
}

export const writtenValue = (value: number | null): number | string | null =>
  value === null || Number.isFinite(value) ? value : formatNumber(value);

export function writtenInputs(inputs: readonly InspectedSeries[]): z.infer<typeof InputSeriesSchema>[] {
  return inputs.map(({ metric, labels, samples }) => ({
    metric,
    labels: { ...labels },
    samples: samples.map(([time, value]): [number, number | string | null] => [time, writtenValue(value)]),
  }));
}

export function writtenOperators(steps: readonly PlanStep[]): z.infer<typeof PlanOperatorSchema>[] {
  return steps.map(({ depth, text, elements, values }) => ({
    depth,
    text,
    elements,
    values: values.map(({ labels, value }) => ({
      labels: { ...labels?.toLabels() },
      value: writtenValue(value),
    })),
  }));
}
