import type { MessageAlert, NotificationMessage } from '@tocsin/domain/alerting/notification-message';

/** An alert of a message, for tests. */
export const alertFor = (over: Partial<MessageAlert> = {}): MessageAlert => ({
  status: 'firing',
  labels: { alertname: 'Busy', instance: 'web-1', severity: 'high' },
  annotations: { summary: 'web-1 is busy' },
  startsAt: '2026-01-31T12:00:00.000Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://tocsin.example/api/rules/r1',
  fingerprint: 'c0ffee',
  alert_id: 'a1',
  rule_id: 'r1',
  severity: 'high',
  value: 95.5,
  ...over,
});

/** A message, for tests. */
export const messageFor = (over: Partial<NotificationMessage> = {}): NotificationMessage => ({
  version: '4',
  groupKey: '{}:{alertname="Busy"}',
  truncatedAlerts: 0,
  status: 'firing',
  groupLabels: { alertname: 'Busy' },
  commonLabels: { alertname: 'Busy', instance: 'web-1', severity: 'high' },
  commonAnnotations: { summary: 'web-1 is busy' },
  externalURL: 'http://tocsin.example',
  alerts: [alertFor()],
  ...over,
});
