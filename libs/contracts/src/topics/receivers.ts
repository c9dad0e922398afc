import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

/** Most Alertmanagers of one receiver; clusters of them have three, rarely five. */
export const ALERTMANAGERS_MAX = 8;

const name = z.string().trim().min(1).max(200);
const address = z.url({ protocol: /^https?$/ }).max(2_000);

/** What a webhook is told is one signed request for each transition. */
const WebhookDraftSchema = z.strictObject({
  name,
  type: z.literal('webhook').default('webhook'),
  url: address,
  send_resolved: z.boolean().default(true),
});

/** Alertmanagers are told the whole set of the tenant's alerts, again and again, as Prometheus tells them. */
const AlertmanagerDraftSchema = z.strictObject({
  name,
  type: z.literal('alertmanager'),
  urls: z
    .array(
      address
        .refine((url) => !/[?#]/.test(url), 'is no base address: it must hold neither "?" nor "#"')
        .meta({ examples: ['http://127.0.0.1:9093'] }),
    )
    .min(1)
    .max(ALERTMANAGERS_MAX)
    .meta({ description: 'Base addresses; alerts are posted to `/api/v2/alerts` below each of them.' }),
});

const identity = { id: z.string().min(1).max(64), tenant_id: TenantIdSchema, created_at: z.int() };
const unknownType = {
  error: (issue: { code?: string | undefined }) =>
    issue.code === 'invalid_union' ? 'is neither "webhook" nor "alertmanager"' : undefined,
};

/** A receiver as a user writes it. */
export const ReceiverDraftSchema = z
  .discriminatedUnion('type', [WebhookDraftSchema, AlertmanagerDraftSchema], unknownType)
  .meta({ id: 'ReceiverDraft', description: 'Where notifications go: a webhook, or one or several Alertmanagers.' });
export type ReceiverDraft = z.infer<typeof ReceiverDraftSchema>;

export const WebhookReceiverSchema = WebhookDraftSchema.extend(identity);
export type WebhookReceiver = z.infer<typeof WebhookReceiverSchema>;

export const AlertmanagerReceiverSchema = AlertmanagerDraftSchema.extend(identity);
export type AlertmanagerReceiver = z.infer<typeof AlertmanagerReceiverSchema>;

export const ReceiverSchema = z
  .discriminatedUnion('type', [WebhookReceiverSchema, AlertmanagerReceiverSchema], unknownType)
  .meta({ id: 'Receiver' });
export type Receiver = z.infer<typeof ReceiverSchema>;

/** Every address that a receiver leads to, with the path at which it stands in the receiver. */
export function addressesOf(receiver: ReceiverDraft): readonly { path: string; url: string }[] {
  return receiver.type === 'webhook'
    ? [{ path: 'url', url: receiver.url }]
    : receiver.urls.map((url, i) => ({ path: `urls[${i}]`, url }));
}

export const receivers = defineTopic({
  name: 'receivers',
  version: 1,
  key: 'tenant/receiver id',
  content: 'json',
  description: 'Where each tenant wants its notifications; a tombstone when a receiver was deleted.',
  schema: ReceiverSchema,
  examples: [
    {
      id: 'w1',
      tenant_id: 'acme_main',
      name: 'on-call',
      type: 'webhook',
      url: 'http://127.0.0.1:9900/hook',
      send_resolved: true,
      created_at: 1_763_900_000_000,
    },
    {
      id: 'a1',
      tenant_id: 'acme_main',
      name: 'alertmanagers',
      type: 'alertmanager',
      urls: ['http://127.0.0.1:9093', 'http://127.0.0.1:9094'],
      created_at: 1_763_900_000_000,
    },
  ],
  producers: ['rule-management'],
  consumers: ['gateway', 'notification'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
