import { PostedAlertSchema } from '@tocsin/domain/alerting/external-alert';
import { defineTopic } from '../define-topic.js';
import { days } from '../retention.js';

export const postedAlerts = defineTopic({
  name: 'posted-alerts',
  version: 1,
  key: 'tenant/fingerprint',
  content: 'json',
  description:
    "Alerts that no rule makes: those that others evaluate and have posted by Alertmanager's API, violations of controls, and what healing asks people.",
  schema: PostedAlertSchema,
  examples: [
    {
      tenant_id: 'acme_main',
      labels: { alertname: 'HostDown', instance: 'web-1', severity: 'critical' },
      annotations: { summary: 'web-1 is down' },
      generator_url: 'http://127.0.0.1:9090/graph?g0.expr=up+%3D%3D+0',
      starts_at: 1_763_900_000_000,
      ends_at: 1_763_900_240_000,
      received_at: 1_763_900_000_100,
    },
  ],
  producers: ['gateway', 'compliance', 'auto-healing'],
  consumers: ['notification'],
  partitions: 4,
  retentionMs: days(1),
  cleanup: 'delete',
  deadLetter: true,
});
