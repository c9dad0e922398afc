import { type NotificationPolicy, NotificationPolicySchema } from '@tocsin/domain/alerting/notification-policy';
import { defineTopic } from '../define-topic.js';

/** A tenant has one policy; its record's key is the tenant and this. */
export const POLICY_ID = 'policy';

export const examplePolicy: NotificationPolicy = {
  route: {
    receivers: ['w1'],
    group_by: ['alertname', 'cluster'],
    group_wait: '30s',
    routes: [{ matchers: ['severity="critical"'], repeat_interval: '1h', mute_time_intervals: ['nights'] }],
  },
  inhibit_rules: [
    { source_matchers: ['severity="critical"'], target_matchers: ['severity="high"'], equal: ['cluster'] },
  ],
  time_intervals: [
    {
      name: 'nights',
      time_intervals: [{ times: [{ start_time: '00:00', end_time: '06:00' }], location: 'Europe/Berlin' }],
    },
  ],
  tenant_id: 'acme_main',
  version: 1,
  created_at: 1_763_900_000_000,
  updated_at: 1_763_900_000_000,
};

export const notificationPolicies = defineTopic({
  name: 'notification-policies',
  version: 1,
  key: 'tenant/policy',
  content: 'json',
  description: 'Who each tenant wants to be told of what, and when; a tombstone when a policy was deleted.',
  schema: NotificationPolicySchema,
  examples: [examplePolicy],
  producers: ['rule-management'],
  consumers: ['gateway', 'notification'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
