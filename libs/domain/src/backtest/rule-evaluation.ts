import { z } from 'zod';
import { seriesKey } from '../engine/sample-batch.js';
import { TransitionSchema } from '../engine/transition.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { labelsFrom } from '../rules/labels.js';
import { RuleBacktest } from './rule-backtest.js';
import type { SampleSeries } from './sample-feed.js';

/** Most alerts that are told of one rule; who wants the others asks for alerts. */
const ALERTS_MAX = 100;

export const RuleEvaluationSchema = z
  .strictObject({
    fired: z.boolean(),
    alerts: z.array(TransitionSchema.omit({ source: true })).meta({
      description: `Alerts that are pending or firing, ${ALERTS_MAX} at most: each as it came to be so, with the values that decided.`,
    }),
    alerts_left_out: z.int().min(0),
    series_read: z.int().min(0).meta({ description: 'How many series its conditions looked at.' }),
    error: z
      .string()
      .nullable()
      .meta({ description: 'Why conditions over many series could not be evaluated the last time.' }),
  })
  .meta({ id: 'RuleEvaluation', description: 'How a rule stands at a time.' });
export type RuleEvaluation = z.infer<typeof RuleEvaluationSchema>;

/**
 * How a rule stands at a time, by the engine that evaluates live: a function of the rule and of the samples up to then,
 * in whatever order the series are given.
 *
 * @param given - all samples that `ruleNeeds` names for this time; others do no harm
 * @param at - ms since 1970
 */
export function evaluateRuleAt(rule: AlertRule, given: readonly SampleSeries[], at: number): RuleEvaluation {
  const series = inOrder(given);
  const running = new RuleBacktest({ rule, series, from: at, to: at });
  while (!running.isDone) running.step();
  const standing = running.standing();
  return {
    fired: standing.some(({ state }) => state === 'firing'),
    alerts: standing.slice(0, ALERTS_MAX).map(({ source: _source, ...alert }) => alert),
    alerts_left_out: Math.max(0, standing.length - ALERTS_MAX),
    series_read: series.length,
    error: running.error,
  };
}

/** Each series once, in the order of their keys: a series may be read for several conditions, and in any order. */
function inOrder(given: readonly SampleSeries[]): SampleSeries[] {
  const byKey = new Map<string, SampleSeries>();
  for (const series of given) {
    const { [METRIC_NAME]: metric = '', ...labels } = series.labels;
    const key = seriesKey(metric, labelsFrom(Object.entries(labels)));
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? series : joined(known, series));
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
}

/** Two parts of one series, each time once. */
function joined(one: SampleSeries, other: SampleSeries): SampleSeries {
  const values = new Map<number, number>();
  for (const { times, values: own } of [other, one])
    for (let i = 0; i < times.length; i += 1) values.set(times[i] as number, own[i] as number);
  const times = Float64Array.from(values.keys()).sort();
  return { labels: one.labels, times, values: Array.from(times, (time) => values.get(time) as number) };
}
