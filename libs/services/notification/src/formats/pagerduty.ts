import { createHash } from 'node:crypto';
import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import { fitText, inJsonBytes } from './fit-text.js';
import { jsonRequest, linksOf, type Outgoing, type SecretNotice } from './format.js';

/** The documented limits of the Events API v2: 1,024 characters, and 512 kB for a whole event. */
const SUMMARY_LENGTH_MAX = 1_024;
const DETAILS_BYTES_MAX = 400_000;

/** What PagerDuty calls our severities; an alert of another is at least a warning. */
const severities: ReadonlyMap<string, string> = new Map([
  ['critical', 'critical'],
  ['high', 'error'],
  ['info', 'info'],
]);
const order = ['critical', 'error', 'warning', 'info'];

/**
 * An event of the Events API v2: `trigger` while the group fires, `resolve` once all of it is over. The group's key is
 * the incident's, so that what is sent twice changes nothing.
 */
export function pagerdutyFormat({ message, receiver, texts, secret, at }: SecretNotice<'pagerduty'>): Outgoing {
  const { alerts, groupKey, status, externalURL } = message;
  const envelope = {
    routing_key: secret,
    event_action: status === 'firing' ? 'trigger' : 'resolve',
    dedup_key: createHash('sha256')
      .update(JSON.stringify([receiver.id, groupKey]))
      .digest('hex'),
  };
  if (status === 'resolved') return jsonRequest(receiver.url, envelope);
  return jsonRequest(receiver.url, {
    ...envelope,
    payload: {
      summary: fitText(texts.title, SUMMARY_LENGTH_MAX) || 'alert',
      source: fitText(sourceOf(message), SUMMARY_LENGTH_MAX),
      severity: severityOf(message),
      timestamp: new Date(at).toISOString(),
      custom_details: {
        text: fitText(texts.text, DETAILS_BYTES_MAX, undefined, inJsonBytes),
        firing: alerts.filter((alert) => alert.status === 'firing').length,
        resolved: alerts.filter((alert) => alert.status === 'resolved').length,
      },
    },
    client: 'Tocsin',
    ...(externalURL === '' ? {} : { client_url: externalURL }),
    links: linksOf(message).map(({ text, url }) => ({ href: url, text })),
  });
}

/** What the alert is about: an entity that all alerts of the group share, or the alert itself. */
function sourceOf({ commonLabels }: NotificationMessage): string {
  const names = ['instance', 'host', 'pod', 'service', 'job', 'alertname'];
  return names.map((name) => commonLabels[name] ?? '').find((value) => value !== '') ?? 'tocsin';
}

/** The highest of those that fire. */
function severityOf({ alerts }: NotificationMessage): string {
  const found = alerts
    .filter(({ status }) => status === 'firing')
    .map(({ severity }) => severities.get(severity) ?? 'warning');
  return order.find((severity) => found.includes(severity)) ?? 'warning';
}
