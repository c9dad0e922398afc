import type { AlertStatus, NotificationMessage } from './notification-message.js';

/** The name of the alert that tells a receiver that its notifications are held back. */
export const HELD_ALERT_NAME = 'TocsinNotificationsHeldBack';

/** The end of an alert that is not over, as Alertmanager writes it. */
const NO_END = '0001-01-01T00:00:00Z';

export interface HeldBack {
  /** Names the notice. */
  readonly id: string;
  /** Most notifications of the tenant an hour. */
  readonly limit: number;
  /** When notifications began to be held back, and until when; ms since 1970. */
  readonly from: number;
  readonly until: number;
  /** Where the gateway is reached, without a slash at the end; empty when that is not known. */
  readonly externalUrl: string;
}

/** What a receiver is told, once an hour, when notifications for it wait because its tenant has sent as many as it may. */
export function messageOfHeldBack(status: AlertStatus, held: HeldBack): NotificationMessage {
  const { id, limit, from, until, externalUrl } = held;
  const labels = { alertname: HELD_ALERT_NAME, severity: 'high' };
  const [start, end] = [new Date(from).toISOString(), new Date(until).toISOString()];
  const annotations = {
    summary: `Notifications are held back until ${end}`,
    description:
      `The tenant may send ${limit} notifications an hour and has sent them. Further ones wait; of several of one group ` +
      'that say the same and more, only the last is sent. Alerts that fire stand in /api/alerts.',
  };
  return {
    version: '4',
    groupKey: `{}:{alertname="${HELD_ALERT_NAME}"}`,
    truncatedAlerts: 0,
    status,
    groupLabels: { alertname: HELD_ALERT_NAME },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: externalUrl,
    alerts: [
      {
        status,
        labels,
        annotations,
        startsAt: start,
        endsAt: status === 'resolved' ? end : NO_END,
        generatorURL: externalUrl,
        fingerprint: id.slice(0, 16),
        alert_id: id,
        rule_id: '',
        severity: 'high',
        value: null,
      },
    ],
  };
}

/** Whether a message of a group need not be sent, as a later one of the same group tells of each of its alerts. */
export function isSaidBy(earlier: NotificationMessage, later: NotificationMessage): boolean {
  if (earlier.truncatedAlerts > 0) return false;
  const told = new Set(later.alerts.map(({ alert_id }) => alert_id));
  return earlier.alerts.every(({ alert_id }) => told.has(alert_id));
}
