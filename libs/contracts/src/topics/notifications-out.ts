import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { days } from '../retention.js';

const labels = z.record(z.string(), z.string());
const status = z.enum(['firing', 'resolved']);

/** A message as `NotificationMessage` of the domain declares it. */
const MessageSchema = z.strictObject({
  version: z.literal('4'),
  groupKey: z.string(),
  truncatedAlerts: z.int(),
  status,
  groupLabels: labels,
  commonLabels: labels,
  commonAnnotations: labels,
  externalURL: z.string(),
  receiver: z.string(),
  alerts: z.array(
    z.strictObject({
      status,
      labels,
      annotations: labels,
      startsAt: z.string(),
      endsAt: z.string(),
      generatorURL: z.string(),
      fingerprint: z.string(),
      alert_id: z.string(),
      rule_id: z.string(),
      severity: z.string(),
      value: z.number().nullable(),
    }),
  ),
});

export const NotificationOutSchema = z
  .strictObject({
    id: z.string().meta({ description: 'The idempotency key: the same again when a notification comes twice.' }),
    tenant_id: TenantIdSchema,
    receiver_id: z.string(),
    at: z.int().meta({ description: 'When it was owed; ms since 1970.' }),
    message: MessageSchema,
  })
  .meta({ id: 'NotificationOut' });
export type NotificationOut = z.infer<typeof NotificationOutSchema>;

export const notificationsOut = defineTopic({
  name: 'notifications-out',
  version: 1,
  key: 'tenant/receiver id',
  content: 'json',
  description: 'Notifications to receivers of the type `kafka`: at least once, in order for each group.',
  schema: NotificationOutSchema,
  examples: [
    {
      id: 'n1',
      tenant_id: 'acme_main',
      receiver_id: 'k1',
      at: 1_763_900_000_000,
      message: {
        version: '4',
        receiver: 'data lake',
        groupKey: '{}:{alertname="High CPU Usage"}',
        truncatedAlerts: 0,
        status: 'firing',
        groupLabels: { alertname: 'High CPU Usage' },
        commonLabels: { alertname: 'High CPU Usage', instance: 'web-1' },
        commonAnnotations: {},
        externalURL: 'http://127.0.0.1:8000',
        alerts: [
          {
            status: 'firing',
            labels: { alertname: 'High CPU Usage', instance: 'web-1' },
            annotations: {},
            startsAt: '2025-11-23T12:13:20.000Z',
            endsAt: '0001-01-01T00:00:00Z',
            generatorURL: 'http://127.0.0.1:8000/rules/r1',
            fingerprint: 'c0ffee',
            alert_id: 'a1',
            rule_id: 'r1',
            severity: 'high',
            value: 95,
          },
        ],
      },
    },
  ],
  producers: ['notification'],
  consumers: ['clients', 'self-monitoring'],
  partitions: 4,
  retentionMs: days(7),
  cleanup: 'delete',
  deadLetter: false,
});
