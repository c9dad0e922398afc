import { apiResponse } from '@tocsin/contracts/http/api-response';
import type { DeliveryLedgerReader, LedgerReport, SeriesFigures } from '@tocsin/ports/delivery-ledger';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import type { AcknowledgeTimes } from '../read-model/acknowledge-times.js';
import { parsed, principalOf, type Route } from '../route.js';
import { TIME_DESCRIPTION, TimeParameter } from './time-field.js';

const WEEK_MS = 7 * 86_400_000;
/** Most rows of a list; a team that can mend more than twenty noisy rules in a week asks again. */
const ROWS_MAX = 20;

const figures = { notifications: z.int(), alerts: z.int().meta({ description: 'Different alerts (episodes).' }) };
const rule = { rule_id: z.string(), rule_name: z.string().nullable().meta({ description: 'Null when it is gone.' }) };
const share = z.number().meta({ description: 'Of all notifications that told of something that fires, from 0 to 1.' });
const SeriesSchema = z.strictObject({ ...rule, fingerprint: z.string(), ...figures });

const WeeklyReportSchema = z
  .strictObject({
    from: z.int(),
    to: z.int(),
    notifications: z.int(),
    noise_per_rule: z.array(z.strictObject({ ...rule, ...figures })),
    top_contributors: z.array(SeriesSchema.extend({ share })),
    flapping: z.array(SeriesSchema).meta({ description: 'Series with four alerts and more, the most first.' }),
    acknowledgement: z
      .strictObject({
        alerts: z.int().meta({ description: 'Alerts that began to fire in the week, as far as they are kept.' }),
        acknowledged: z.int(),
        wait_ms_p50: z
          .number()
          .nullable()
          .meta({ description: 'From firing until somebody acknowledged or snoozed it.' }),
        wait_ms_p95: z.number().nullable(),
      })
      .meta({ description: 'How long alerts waited for somebody.' }),
    receivers: z.array(
      z.strictObject({
        receiver_id: z.string(),
        receiver_name: z.string(),
        receiver_type: z.string(),
        notifications: z.int(),
        attempts: z.int(),
        delivered: z.int(),
        failed: z.int(),
        latency_ms_p50: z.int().nullable().meta({ description: 'Of attempts that were delivered.' }),
        latency_ms_p95: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'WeeklyReport', description: 'Times in ms since 1970.' });

const QuerySchema = z.strictObject({
  to: TimeParameter.optional().meta({
    description: `The end of the week; now when left out. The ledger reaches 90 days back. ${TIME_DESCRIPTION}`,
  }),
});

export interface WeeklyReportOptions {
  ledger: Pick<DeliveryLedgerReader, 'report'>;
  /** The name of a rule of a tenant; null when there is none of this id. */
  ruleName(tenant: string, ruleId: string): string | null;
  /** How alerts that began to fire in a time were acknowledged; ms since 1970. */
  acknowledgeTimes(tenant: string, from: number, to: number): AcknowledgeTimes;
  clock: Clock;
}

/** A week of notifications in figures: who is noisy, what flaps, how long alerts waited, and how the receivers fared. */
export function weeklyReportRoutes({ ledger, ruleName, acknowledgeTimes, clock }: WeeklyReportOptions): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/reports/weekly',
      operation: 'getWeeklyReport',
      tag: 'notifications',
      summary: 'Report on a week of notifications',
      scope: 'rules:read',
      query: QuerySchema,
      answers: { 200: { description: 'The report.', schema: apiResponse(WeeklyReportSchema) } },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const { to = clock.now() } = parsed(QuerySchema, request.query);
        const report = await ledger.report(tenant, to - WEEK_MS, to, ROWS_MAX);
        const nameOf = (ruleId: string): string | null => ruleName(tenant, ruleId);
        const { fired, acknowledged, msP50, msP95 } = acknowledgeTimes(tenant, to - WEEK_MS, to);
        const acknowledgement = { alerts: fired, acknowledged, wait_ms_p50: msP50, wait_ms_p95: msP95 };
        return { status: 200, data: { from: to - WEEK_MS, to, acknowledgement, ...shown(report, nameOf) } };
      },
    },
  ];
}

function shown(
  { receivers, rules, contributors, flapping, notifications, firing }: LedgerReport,
  nameOf: (ruleId: string) => string | null,
): Omit<z.infer<typeof WeeklyReportSchema>, 'from' | 'to' | 'acknowledgement'> {
  const series = (row: SeriesFigures) => ({
    rule_id: row.ruleId,
    rule_name: nameOf(row.ruleId),
    fingerprint: row.fingerprint,
    notifications: row.notifications,
    alerts: row.alerts,
  });
  return {
    notifications,
    noise_per_rule: rules.map((row) => ({
      rule_id: row.ruleId,
      rule_name: nameOf(row.ruleId),
      notifications: row.notifications,
      alerts: row.alerts,
    })),
    top_contributors: contributors.map((row) => ({ ...series(row), share: row.notifications / firing })),
    flapping: flapping.map(series),
    receivers: receivers.map((row) => ({
      receiver_id: row.receiverId,
      receiver_name: row.receiverName,
      receiver_type: row.receiverType,
      notifications: row.notifications,
      attempts: row.attempts,
      delivered: row.delivered,
      failed: row.failed,
      latency_ms_p50: row.latencyMsP50,
      latency_ms_p95: row.latencyMsP95,
    })),
  };
}
