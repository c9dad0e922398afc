import type { Labels } from '../rules/labels.js';

export type AlertStatus = 'firing' | 'resolved';

/** One alert of a message: as Alertmanager's webhook has it, and what the platform knows beside it. */
export interface MessageAlert {
  status: AlertStatus;
  labels: Labels;
  annotations: Labels;
  /** RFC 3339, in UTC. */
  startsAt: string;
  /** RFC 3339, in UTC; `0001-01-01T00:00:00Z` while the alert fires. */
  endsAt: string;
  /** Where the rule is; empty when the platform does not know at which address it is reached. */
  generatorURL: string;
  fingerprint: string;
  /** Under which the alert stands in `/api/alerts`. */
  alert_id: string;
  rule_id: string;
  /** As the label says it, such as `high` or, for MEDIUM, `warning`; the label `severity`, where there is one, says the same or what the rule says. */
  severity: string;
  /** What the rule measured last; null where there is no one value. */
  value: number | null;
}

/**
 * What a receiver is told of one group of alerts: the body of Alertmanager's webhook, version 4, less `receiver`, which
 * is added when it is sent. A function of what was decided alone, so that what is sent twice is the same to the byte.
 */
export interface NotificationMessage {
  version: '4';
  groupKey: string;
  /** How many alerts of the group were left out for length. */
  truncatedAlerts: number;
  /** `firing` as soon as one of the alerts is. */
  status: AlertStatus;
  groupLabels: Labels;
  commonLabels: Labels;
  commonAnnotations: Labels;
  externalURL: string;
  alerts: readonly MessageAlert[];
}
