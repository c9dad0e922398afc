import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import type { PostableAlert } from './postable-alert.js';

const labels = { alertname: 'TocsinTest', severity: 'info', instance: 'test' };
const annotations = {
  summary: 'This is a test of a receiver',
  description: 'Somebody has asked for it in Tocsin. Nothing is wrong, and nothing has to be done.',
};
/** A test for an Alertmanager ends by itself. */
const VALID_MS = 60_000;

/** What a test says to a receiver: one alert that fires, and says what it is. */
export function testMessage(testId: string, now: number, externalUrl: string): NotificationMessage {
  const at = new Date(now).toISOString();
  return {
    version: '4',
    groupKey: `{}:{alertname="TocsinTest",test="${testId}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    groupLabels: { alertname: 'TocsinTest' },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: externalUrl,
    alerts: [
      {
        status: 'firing',
        labels,
        annotations,
        startsAt: at,
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: '',
        fingerprint: '0000000000000000',
        alert_id: `test-${testId}`,
        rule_id: 'test',
        severity: 'info',
        value: 1,
      },
    ],
  };
}

/** The same for an Alertmanager. */
export function testAlert(now: number): PostableAlert {
  return {
    labels,
    annotations,
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + VALID_MS).toISOString(),
    generatorURL: '',
  };
}
