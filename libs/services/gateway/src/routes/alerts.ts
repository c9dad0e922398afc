import { apiResponse } from '@tocsin/contracts/http/api-response';
import { AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import { invalid, notFound } from '../problem.js';
import { type AlertStatuses, AlertStatusSchema } from '../alerting/alert-status.js';
import { AlertDetailSchema, AlertSchema, shownAlert, summaryOf } from '../read-model/alert.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';
import { placeOf } from '../read-model/alert-index.js';
import { PageSchema, pageBehind, parsed, principalOf, type Route } from '../route.js';

const QuerySchema = z.strictObject({
  ...PageSchema,
  state: z.enum(['pending', 'firing', 'resolved']).optional(),
  severity: AlertSeveritySchema.optional(),
  rule_id: z.string().max(64).optional(),
  label: z
    .union([z.string().max(2_400), z.array(z.string().max(2_400)).max(20)])
    .optional()
    .meta({ description: '`name=value`; may stand several times, and all must fit.' }),
});
const ListedAlertSchema = AlertSchema.extend({ status: AlertStatusSchema }).meta({ id: 'ListedAlert' });
const ShownAlertSchema = AlertDetailSchema.extend({ status: AlertStatusSchema }).meta({ id: 'ShownAlert' });
const PlaceSchema = z.strictObject({ at: z.number(), id: z.string() });
const tag = 'alerts';

/** Alerts as the transitions tell them, and whether anybody is told of them. */
export function alertRoutes(alerts: AlertDirectory, statuses: Pick<AlertStatuses, 'statusOf'>, clock: Clock): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/alerts',
      operation: 'listAlerts',
      tag,
      summary: 'List alerts',
      scope: 'rules:read',
      query: QuerySchema,
      answers: {
        200: { description: 'Alerts, the last changed first.', schema: apiResponse(z.array(ListedAlertSchema)) },
      },
      handle: async (request) => {
        const { label, ...query } = parsed(QuerySchema, request.query);
        const filter = { ...query, labels: matchersOf(label) };
        const { tenant } = principalOf(request);
        const { data, next_cursor } = pageBehind(query, PlaceSchema, {
          behind: (place) => alerts.newestFirst(tenant, place, filter),
          placeOf,
        });
        const now = clock.now();
        const listed = data.map((alert) => ({ ...summaryOf(alert), status: statuses.statusOf(alert, now) }));
        return { status: 200, data: listed, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'GET',
      path: '/api/alerts/{id}',
      operation: 'getAlert',
      tag,
      summary: 'Read an alert and why it is in its state',
      scope: 'rules:read',
      answers: {
        200: {
          description: 'The alert, the reason in words and in numbers, and its timeline.',
          schema: apiResponse(ShownAlertSchema),
        },
      },
      handle: async (request) => {
        const alert = alerts.get(principalOf(request).tenant, request.params['id'] ?? '');
        if (alert === null) throw notFound('such alert');
        return { status: 200, data: { ...shownAlert(alert), status: statuses.statusOf(alert, clock.now()) } };
      },
    },
  ];
}

function matchersOf(label: string | string[] | undefined): [string, string][] {
  const given = label === undefined ? [] : Array.isArray(label) ? label : [label];
  return given.map((text, i) => {
    const cut = text.indexOf('=');
    if (cut <= 0)
      throw invalid([
        {
          path: `label.${i}`,
          code: 'no_matcher',
          message: 'is not of the form name=value',
          fix: 'Write label=instance=web-1.',
        },
      ]);
    return [text.slice(0, cut), text.slice(cut + 1)];
  });
}
