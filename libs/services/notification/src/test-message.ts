import type { TestedAlert } from '@tocsin/contracts/topics/receiver-tests';
import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import type { PostableAlert } from './postable-alert.js';

const ownLabels = { alertname: 'TocsinTest', severity: 'info', instance: 'test' };
/** A test says what it is, whatever it tells of. */
const ownAnnotations = {
  summary: 'This is a test of a receiver',
  description: 'Somebody has asked for it in Tocsin. Nothing is wrong, and nothing has to be done.',
};
/** A test for an Alertmanager ends by itself. */
const VALID_MS = 60_000;

interface Told {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

const toldOf = (alert: TestedAlert | undefined): Told => ({
  labels: { ...ownLabels, ...alert?.labels },
  annotations: { ...alert?.annotations, ...ownAnnotations },
});

/** What a test says to a receiver: one alert that fires, and says what it is. @param alert - what it is to look like */
export function testMessage(
  testId: string,
  now: number,
  externalUrl: string,
  alert?: TestedAlert,
): NotificationMessage {
  const at = new Date(now).toISOString();
  const { labels, annotations } = toldOf(alert);
  const { alertname = '', severity = '' } = labels;
  return {
    version: '4',
    groupKey: `{}:{alertname="TocsinTest",test="${testId}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    groupLabels: { alertname },
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
        severity,
        value: 1,
      },
    ],
  };
}

/** The same for an Alertmanager. */
export function testAlert(now: number, alert?: TestedAlert): PostableAlert {
  return {
    ...toldOf(alert),
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + VALID_MS).toISOString(),
    generatorURL: '',
  };
}
