import { z } from 'zod';
import { ConditionEvidenceSchema } from '../engine/transition.js';
import { type LabelSet, METRIC_NAME } from '../plan/label-set.js';
import type { Matcher } from '../promql/ast.js';
import { compileMatcher } from '../promql/match-label.js';
import { InputSeriesSchema, PlanOperatorSchema, type Timers, TimersSchema, writtenValue } from './explanation.js';
import { timeText } from './series-text.js';
import type { MissingStep } from './why-not-expression.js';

/** What held an alert back; `nothing` when it fires. */
export const WhyNotReasonSchema = z.enum([
  'nothing',
  'timer',
  'comparison',
  'unknown',
  'no_series',
  'not_created',
  'not_active',
]);
export type WhyNotReason = z.infer<typeof WhyNotReasonSchema>;

export const WhyNotEntitySchema = z
  .strictObject({
    labels: z.record(z.string(), z.string()),
    reason: WhyNotReasonSchema,
    sentence: z.string(),
    timers: TimersSchema,
    missing_ms: z.number().nullable().meta({ description: 'How long `for` has still to run.' }),
    conditions: z.array(ConditionEvidenceSchema),
    inputs: z.array(InputSeriesSchema),
  })
  .meta({ id: 'WhyNotEntity' });
export type WhyNotEntity = z.infer<typeof WhyNotEntitySchema>;

export const WhyNotStepSchema = z
  .strictObject({
    expression: z.string(),
    values: PlanOperatorSchema.shape.values,
    sentence: z.string(),
  })
  .meta({ id: 'WhyNotStep', description: 'A part of an expression that gives nothing, and why.' });
export type WhyNotStep = z.infer<typeof WhyNotStepSchema>;

export const WhyNotSchema = z
  .strictObject({
    rule_id: z.string(),
    rule_version: z.int().nullable(),
    at: z.number().meta({ description: 'Milliseconds since 1970.' }),
    reason: WhyNotReasonSchema,
    sentence: z.string(),
    entities: z
      .array(WhyNotEntitySchema)
      .meta({ description: 'Series or entities that were asked for, fifty at most.' }),
    steps: z
      .array(WhyNotStepSchema)
      .meta({ description: 'Of expressions: from the whole of each to the part that drops what is asked for.' }),
    plan: z.string().nullable(),
    close_names: z.array(z.string()).meta({ description: 'Names that there are and that may have been meant.' }),
  })
  .meta({ id: 'WhyNot', description: 'Why a rule did not fire.' });
export type WhyNot = z.infer<typeof WhyNotSchema>;

/** Most entities of an answer; whoever wants others asks for them by their labels. */
export const ENTITIES_MAX = 50;

/** Whether labels may be those of what is asked for: a label that is not there any more rules nothing out. */
export function asks(matchers: readonly Matcher[]): (labels: LabelSet) => boolean {
  const tests = matchers
    .filter(({ name }) => name !== METRIC_NAME)
    .map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
  return (labels) => tests.every(({ name, test }) => labels.get(name) === '' || test(labels.get(name)));
}

export function writtenSteps(missing: readonly MissingStep[]): WhyNotStep[] {
  return missing.map(({ expression, values, sentence }) => ({
    expression,
    sentence,
    values: values.map(({ labels, value }) => ({ labels: { ...labels?.toLabels() }, value: writtenValue(value) })),
  }));
}

/** What is said of a timer that runs. */
export function timerSentence({ holds_since, fires_at, for: text }: Timers, now: number): string {
  const [since, due] = [holds_since ?? now, fires_at ?? now];
  const missing = Math.max(0, Math.round((due - now) / 100) / 10);
  return `holds since ${timeText(since)}; \`for\` ${text} elapses at ${timeText(due)}, ${missing} s missing`;
}
