import { apiResponse } from '@tocsin/contracts/http/api-response';
import type {
  DeliveryAttempt,
  DeliveryLedgerReader,
  LedgerNotification,
  LedgerPosition,
} from '@tocsin/ports/delivery-ledger';
import { z } from 'zod';
import { invalid, notFound } from '../problem.js';
import { TIME_DESCRIPTION, TimeParameter } from './time-field.js';
import { parsed, principalOf, type Route } from '../route.js';

const OutcomeSchema = z.enum(['delivered', 'retried', 'failed', 'held']).meta({
  description:
    '`retried` is tried again; `failed` is given up; `held` waits until the tenant may send notifications again.',
});
const AttemptSchema = z
  .strictObject({
    attempt: z.int().meta({
      description:
        'From 1; a gap is an attempt whose process ended before it was written down; 0 where it was held back untried.',
    }),
    at: z.int(),
    latency_ms: z.int(),
    outcome: OutcomeSchema,
    http_status: z.int().nullable(),
    reason: z.string(),
    answer: z.string().meta({ description: 'The first 512 bytes of an answer that was text.' }),
  })
  .meta({ id: 'DeliveryAttempt' });
const NotificationSchema = z
  .strictObject({
    id: z.string().meta({ description: 'The idempotency key that the receiver saw.' }),
    receiver: z.strictObject({ id: z.string(), name: z.string(), type: z.string() }),
    group_key: z.string(),
    status: z.enum(['firing', 'resolved']),
    outcome: OutcomeSchema,
    attempts: z.int(),
    alerts: z.int().meta({ description: 'How many alerts it told of, a thousand at most.' }),
    first_at: z.int(),
    last_at: z.int(),
    latency_ms: z.int().meta({ description: 'Of the last attempt.' }),
    http_status: z.int().nullable(),
    reason: z.string(),
  })
  .meta({ id: 'NotificationSummary', description: 'A notification as the ledger has it. Times in ms since 1970.' });
const NotificationDetailSchema = NotificationSchema.extend({
  told: z.array(z.strictObject({ alert_id: z.string(), rule_id: z.string(), fingerprint: z.string() })),
  tries: z.array(AttemptSchema),
}).meta({ id: 'NotificationDetail' });

const id = z.string().max(200).optional();
const QuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100).meta({ description: 'Most items of one page.' }),
  cursor: z.string().max(500).optional().meta({ description: '`meta.next_cursor` of the page before.' }),
  receiver_id: id,
  alert_id: id,
  rule_id: id,
  outcome: OutcomeSchema.optional(),
  from: TimeParameter.optional().meta({ description: `First tried from then on. ${TIME_DESCRIPTION}` }),
  to: TimeParameter.optional().meta({ description: 'First tried before then.' }),
});
const tag = 'notifications';

/** What was sent to whom, and what they answered: 90 days of it. */
export function notificationRoutes(ledger: Pick<DeliveryLedgerReader, 'list' | 'read'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/notifications',
      operation: 'listNotifications',
      tag,
      summary: 'List notifications',
      description: 'Those that were tried at least once, for 90 days.',
      scope: 'rules:read',
      query: QuerySchema,
      answers: {
        200: { description: 'Notifications, the last first.', schema: apiResponse(z.array(NotificationSchema)) },
      },
      handle: async (request) => {
        const { limit, cursor, receiver_id, alert_id, rule_id, ...filter } = parsed(QuerySchema, request.query);
        const before = cursor === undefined ? null : positionOf(cursor);
        const wanted = { ...filter, receiverId: receiver_id, alertId: alert_id, ruleId: rule_id };
        const found = await ledger.list(principalOf(request).tenant, wanted, before, limit + 1);
        const data = found.slice(0, limit).map(summaryOf);
        const last = found.length > limit ? data.at(-1) : undefined;
        return { status: 200, data, meta: last === undefined ? {} : { next_cursor: cursorOf(last) } };
      },
    },
    {
      method: 'GET',
      path: '/api/notifications/{id}',
      operation: 'getNotification',
      tag,
      summary: 'Read a notification with every attempt to deliver it',
      scope: 'rules:read',
      answers: { 200: { description: 'The notification.', schema: apiResponse(NotificationDetailSchema) } },
      handle: async (request) => {
        const found = await ledger.read(principalOf(request).tenant, request.params['id'] ?? '');
        if (found === null) throw notFound('such notification');
        return { status: 200, data: detailOf(found) };
      },
    },
  ];
}

function endsOf({ attempts }: LedgerNotification): [DeliveryAttempt, DeliveryAttempt] {
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (first === undefined || last === undefined) throw new TypeError('a notification of the ledger has no attempt');
  return [first, last];
}

function summaryOf(notification: LedgerNotification): z.infer<typeof NotificationSchema> {
  const [first, last] = endsOf(notification);
  return {
    id: first.notificationId,
    receiver: { id: first.receiverId, name: last.receiverName, type: last.receiverType },
    group_key: first.groupKey,
    status: first.status,
    outcome: last.outcome,
    attempts: last.attempt,
    alerts: first.alerts.length,
    first_at: first.at,
    last_at: last.at,
    latency_ms: last.latencyMs,
    http_status: last.httpStatus,
    reason: last.reason,
  };
}

function detailOf(notification: LedgerNotification): z.infer<typeof NotificationDetailSchema> {
  const [first] = endsOf(notification);
  return {
    ...summaryOf(notification),
    told: first.alerts.map(({ alertId: alert_id, ruleId: rule_id, fingerprint }) => ({
      alert_id,
      rule_id,
      fingerprint,
    })),
    tries: notification.attempts.map(({ attempt, at, latencyMs, outcome, httpStatus, reason, answer }) => ({
      attempt,
      at,
      latency_ms: latencyMs,
      outcome,
      http_status: httpStatus,
      reason,
      answer,
    })),
  };
}

const PositionSchema = z.tuple([z.int(), z.string().max(200)]);

const cursorOf = ({ first_at, id: last }: { first_at: number; id: string }): string =>
  Buffer.from(JSON.stringify([first_at, last])).toString('base64url');

function positionOf(cursor: string): LedgerPosition {
  const position = PositionSchema.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString()));
  if (position.success) {
    const [at, notificationId] = position.data;
    if (cursorOf({ first_at: at, id: notificationId }) === cursor) return { at, notificationId };
  }
  throw invalid([
    {
      path: 'cursor',
      code: 'not_allowed',
      message: 'is not a cursor of this list',
      fix: 'Send `meta.next_cursor` of the page before as it came, or leave it out for the first page.',
    },
  ]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
