import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { days } from '../retention.js';

export const NotificationSchema = z
  .strictObject({
    id: z.string().meta({ description: 'The idempotency key that the receiver saw.' }),
    tenant_id: TenantIdSchema,
    receiver_id: z.string(),
    group_key: z.string().meta({ description: 'What the receiver was told of, as Alertmanager writes it.' }),
    outcome: z.enum(['delivered', 'failed']),
    attempts: z.int(),
    at: z.int(),
    message: z.string(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof NotificationSchema>;

export const notifications = defineTopic({
  name: 'notifications',
  version: 1,
  key: 'tenant/receiver id',
  content: 'json',
  description: 'What became of each notification; at least once.',
  schema: NotificationSchema,
  examples: [
    {
      id: 'n1',
      tenant_id: 'acme_main',
      receiver_id: 'w1',
      group_key: '{}:{alertname="High CPU Usage"}',
      outcome: 'delivered',
      attempts: 1,
      at: 1_763_900_000_000,
      message: 'answered 200',
    },
  ],
  producers: ['notification'],
  consumers: ['clients'],
  partitions: 4,
  retentionMs: days(7),
  cleanup: 'delete',
  deadLetter: false,
});
