import { TransitionSchema } from '@tocsin/domain/engine/transition';
import { defineTopic } from '../define-topic.js';
import { days } from '../retention.js';

export const transitions = defineTopic({
  name: 'transitions',
  version: 1,
  key: 'tenant/rule id/fingerprint',
  content: 'json',
  description: 'Each change of state of an alert, once, in order for each alert.',
  schema: TransitionSchema,
  examples: [
    {
      id: '6f3a',
      tenant_id: 'acme_main',
      rule_id: 'r1',
      rule_name: 'High CPU Usage',
      rule_version: 1,
      severity: 'HIGH',
      category: 'infrastructure',
      state: 'firing',
      fingerprint: 'c0ffee',
      labels: { alertname: 'High CPU Usage', instance: 'web-1' },
      annotations: {},
      episode_start: 1_763_900_000_000,
      at: 1_763_900_000_000,
      value: 95,
      reason: 'conditions_hold',
      evidence: [
        {
          path: 'conditions[0]',
          type: 'threshold',
          metric: 'cpu_usage',
          labels: { instance: 'web-1' },
          holds: true,
          value: 95,
          operator: '>',
          threshold: 80,
          sampled_at: 1_763_900_000_000,
        },
      ],
      source: { partition: 0, offset: 12 },
    },
  ],
  producers: ['evaluation', 'notification'],
  consumers: ['gateway', 'ml-prediction', 'notification', 'auto-healing'],
  partitions: 8,
  retentionMs: days(7),
  cleanup: 'delete',
  deadLetter: true,
});
