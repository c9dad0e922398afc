import { z } from 'zod';
import { isJsonPost, type Vendor } from './vendor-server.js';

/** PagerDuty's Events API v2: "Send an alert event". */
export const PAGERDUTY_PATH = '/v2/enqueue';
const EVENT_BYTES_MAX = 512 * 1_000;

const envelope = { routing_key: z.string().regex(/^[A-Za-z0-9]{32}$/) };
const PayloadSchema = z.strictObject({
  summary: z.string().min(1).max(1_024),
  source: z.string().min(1),
  severity: z.enum(['critical', 'error', 'warning', 'info']),
  timestamp: z.iso.datetime().optional(),
  component: z.string().optional(),
  group: z.string().optional(),
  class: z.string().optional(),
  custom_details: z.record(z.string(), z.unknown()).optional(),
});
export const PagerdutyEventSchema = z.discriminatedUnion('event_action', [
  z.strictObject({
    ...envelope,
    event_action: z.literal('trigger'),
    dedup_key: z.string().max(255).optional(),
    payload: PayloadSchema,
    client: z.string().optional(),
    client_url: z.url().optional(),
    links: z.array(z.strictObject({ href: z.url(), text: z.string().optional() })).optional(),
    images: z.array(z.strictObject({ src: z.url() })).optional(),
  }),
  z.strictObject({
    ...envelope,
    event_action: z.enum(['acknowledge', 'resolve']),
    dedup_key: z.string().min(1).max(255),
  }),
]);

export const pagerduty: Vendor = (request) => {
  if (request.path !== PAGERDUTY_PATH) return { status: 404, body: 'Not Found' };
  const event = isJsonPost(request) ? PagerdutyEventSchema.safeParse(request.body) : null;
  if (event?.success !== true || request.bytes > EVENT_BYTES_MAX) {
    const errors = event?.error?.issues.map(({ path, message }) => `'${path.join('.')}' ${message}`) ?? [];
    return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
  }
  const { dedup_key = 'made-up' } = event.data;
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key } };
};
