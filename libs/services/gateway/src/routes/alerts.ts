import { apiResponse } from '@tocsin/contracts/http/api-response';
import { AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { invalid, notFound } from '../problem.js';
import { AlertDetailSchema, AlertSchema, summaryOf } from '../read-model/alert.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';
import { page, PageSchema, parsed, principalOf, type Route } from '../route.js';

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
const tag = 'alerts';

/** Alerts as the transitions tell them. */
export function alertRoutes(alerts: AlertDirectory): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/alerts',
      tag,
      summary: 'List alerts',
      scope: 'rules:read',
      query: QuerySchema,
      answers: { 200: { description: 'Alerts, the last changed first.', schema: apiResponse(z.array(AlertSchema)) } },
      handle: async (request) => {
        const query = parsed(QuerySchema, request.query);
        const wanted = matchersOf(query.label);
        const found = alerts
          .ofTenant(principalOf(request).tenant)
          .filter(({ state }) => query.state === undefined || state === query.state)
          .filter(({ severity }) => query.severity === undefined || severity === query.severity)
          .filter(({ rule_id }) => query.rule_id === undefined || rule_id === query.rule_id)
          .filter(({ labels }) => wanted.every(([name, value]) => labels[name] === value));
        const { data, next_cursor } = page(
          found,
          query,
          ({ updated_at, id }) => `${String(updated_at).padStart(16, '0')} ${id}`,
        );
        return { status: 200, data: data.map(summaryOf), meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'GET',
      path: '/api/alerts/{id}',
      tag,
      summary: 'Read an alert and why it is in its state',
      scope: 'rules:read',
      answers: {
        200: {
          description: 'The alert, the reason in words and in numbers, and its timeline.',
          schema: apiResponse(AlertDetailSchema),
        },
      },
      handle: async (request) => {
        const alert = alerts.get(principalOf(request).tenant, request.params['id'] ?? '');
        if (alert === null) throw notFound('such alert');
        return { status: 200, data: alert };
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
