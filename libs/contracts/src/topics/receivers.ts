import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

/** A receiver as a user writes it. */
export const ReceiverDraftSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    type: z.literal('webhook'),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    send_resolved: z.boolean().default(true),
  })
  .meta({ id: 'ReceiverDraft', description: 'Where notifications go.' });
export type ReceiverDraft = z.infer<typeof ReceiverDraftSchema>;

export const ReceiverSchema = ReceiverDraftSchema.extend({
  id: z.string().min(1).max(64),
  tenant_id: TenantIdSchema,
  created_at: z.int(),
}).meta({ id: 'Receiver' });
export type Receiver = z.infer<typeof ReceiverSchema>;

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
  ],
  producers: ['rule-management'],
  consumers: ['gateway', 'notification'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
