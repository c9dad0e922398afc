import { z } from 'zod';
import { TransitionSchema } from '../engine/transition.js';
import type { BacktestReport } from './backtest.js';

const Milliseconds = z.number().meta({ description: 'Milliseconds.' });
const Time = z.number().meta({ description: 'Milliseconds since 1970.' });
const Share = z.number().min(0).max(1).nullable();

/** A back-test as it is written in JSON. */
export const BacktestReportSchema = z
  .strictObject({
    kind: z.enum(['finished', 'cancelled']),
    group: z.string(),
    from: Time,
    to: Time,
    ticks: z.int().meta({ description: 'How often the group was evaluated.' }),
    rules: z.array(
      z.strictObject({
        rule_id: z.string(),
        name: z.string(),
        kind: z.enum(['alerting', 'recording']),
        firings: z.int().meta({ description: 'How often one of its alerts began to fire.' }),
        in_alert_ms: Milliseconds.meta({ description: 'How long at least one of its alerts fired.' }),
        longest_ms: Milliseconds.meta({ description: 'How long the alert fired that fired longest.' }),
        flaps: z.int().meta({ description: 'How often an alert was resolved within five minutes of firing.' }),
        errors: z.int().meta({ description: 'How often it could not be evaluated.' }),
        last_error: z.string().nullable(),
      }),
    ),
    notifications: z.int().meta({ description: "As an Alertmanager with its defaults sends them, by alerts' names." }),
    notifications_per_week: z.number().nullable(),
    incidents: z
      .strictObject({
        incidents: z.int(),
        found: z.int(),
        precision: Share.meta({ description: 'The share of alerts that told of an incident.' }),
        recall: Share.meta({ description: 'The share of incidents that an alert told of.' }),
        lead_ms: z.number().nullable().meta({ description: 'Median of how long before an incident an alert fired.' }),
      })
      .nullable(),
    transitions: z.array(TransitionSchema),
    cost: z
      .strictObject({
        series: z.int().meta({ description: 'How many series are looked at.' }),
        samples: z.int().meta({ description: 'How many samples of them lie in the time that was looked at.' }),
        evaluations_per_day: z
          .number()
          .nullable()
          .meta({ description: 'By the clock; null where each sample decides, as it comes.' }),
      })
      .optional()
      .meta({ description: 'What evaluating it takes; told by the platform.' }),
  })
  .meta({ id: 'BacktestReport', description: 'What a group of rules would have done over samples of the past.' });
export type WrittenBacktest = z.infer<typeof BacktestReportSchema>;

/** What evaluating rules takes. */
export type BacktestCost = NonNullable<WrittenBacktest['cost']>;

/** @param cost - what it took, where that is known */
export function writtenBacktest(report: BacktestReport, cost?: BacktestCost): WrittenBacktest {
  const { kind, group, from, to, ticks, notifications, notificationsPerWeek, incidents, transitions } = report;
  return {
    kind,
    group,
    from,
    to,
    ticks,
    rules: report.rules.map(({ ruleId, inAlertMs, longestMs, lastError, ...rule }) => ({
      ...rule,
      rule_id: ruleId,
      in_alert_ms: inAlertMs,
      longest_ms: longestMs,
      last_error: lastError,
    })),
    notifications,
    notifications_per_week: notificationsPerWeek,
    incidents: incidents === null ? null : writtenIncidents(incidents),
    transitions: [...transitions],
    ...(cost === undefined ? {} : { cost }),
  };
}

function writtenIncidents({
  leadMs,
  ...figures
}: NonNullable<BacktestReport['incidents']>): NonNullable<WrittenBacktest['incidents']> {
  return { ...figures, lead_ms: leadMs };
}
