import type { Transition } from '@tocsin/domain/engine/transition';

/** The body that Alertmanager's webhook sends, version 4; receivers that know Alertmanager know this. */
export interface WebhookPayload {
  version: '4';
  groupKey: string;
  truncatedAlerts: number;
  status: 'firing' | 'resolved';
  receiver: string;
  groupLabels: Record<string, string>;
  commonLabels: Record<string, string>;
  commonAnnotations: Record<string, string>;
  externalURL: string;
  alerts: {
    status: 'firing' | 'resolved';
    labels: Record<string, string>;
    annotations: Record<string, string>;
    startsAt: string;
    endsAt: string;
    generatorURL: string;
    fingerprint: string;
  }[];
}

/** The end of an alert that is not over, as Alertmanager writes it. */
const NO_END = '0001-01-01T00:00:00Z';

/** One transition as a payload: a function of its arguments alone, so that a repeated delivery is the same to the byte. */
export function payloadOf(transition: Transition, receiverName: string, externalUrl: string): WebhookPayload {
  const status = transition.state === 'resolved' ? 'resolved' : 'firing';
  const labels = { severity: transition.severity.toLowerCase(), ...transition.labels };
  const annotations = { ...transition.annotations };
  return {
    version: '4',
    groupKey: `{}/{rule_id="${transition.rule_id}"}:{fingerprint="${transition.fingerprint}"}`,
    truncatedAlerts: 0,
    status,
    receiver: receiverName,
    groupLabels: { alertname: transition.rule_name },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: externalUrl,
    alerts: [
      {
        status,
        labels,
        annotations,
        startsAt: new Date(transition.episode_start).toISOString(),
        endsAt: status === 'resolved' ? new Date(transition.at).toISOString() : NO_END,
        generatorURL: `${externalUrl}/api/rules/${encodeURIComponent(transition.rule_id)}`,
        fingerprint: transition.fingerprint.slice(0, 16),
      },
    ],
  };
}
