import type { NotificationOut } from '@tocsin/contracts/topics/notifications-out';
import type { Notice, Outgoing } from './format.js';

/** Kafka takes records of a megabyte unless it is told otherwise; the rest is for the record's own fields. */
const EVENT_BYTES_MAX = 950_000;

/**
 * An event of the topic `notifications-out`; the receiver names no topic of its own. Alerts that would make it larger
 * than a record may be are left out, and counted.
 */
export function kafkaFormat({ id, at, message, receiver }: Notice<'kafka'>): Outgoing {
  const alerts = message.alerts.map((alert) => ({
    ...alert,
    labels: { ...alert.labels },
    annotations: { ...alert.annotations },
  }));
  const eventOf = (shown: number): NotificationOut => ({
    id,
    tenant_id: receiver.tenant_id,
    receiver_id: receiver.id,
    at,
    message: {
      ...message,
      receiver: receiver.name,
      alerts: alerts.slice(0, shown),
      truncatedAlerts: message.truncatedAlerts + alerts.length - shown,
    },
  });
  let shown = alerts.length;
  while (shown > 0 && Buffer.byteLength(JSON.stringify(eventOf(shown))) > EVENT_BYTES_MAX) shown >>= 1;
  return { kind: 'log', event: eventOf(shown) };
}
