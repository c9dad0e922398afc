import { hash128 } from '../engine/hash.js';
import type { AlertSeverity } from '../rules/alert-rule.js';
import { labelOfSeverity } from '../rules/severity-label.js';
import { type Labels, labelsFrom } from '../rules/labels.js';
import { labelFingerprint } from './label-fingerprint.js';
import type { MessageAlert, NotificationMessage } from './notification-message.js';
import { linkToRule } from './page-links.js';

/** Most alerts that one message holds; the rest is counted. With their labels they come to about a megabyte. */
export const MESSAGE_ALERTS_MAX = 1_000;
/** The end of an alert that is not over, as Alertmanager writes it. */
const NO_END = '0001-01-01T00:00:00Z';

/** An alert as a message tells of it. Times are event times in ms. */
export interface ToldAlert {
  readonly tenantId: string;
  readonly ruleId: string;
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly severity: AlertSeverity;
  readonly value: number | null;
  /** Where it was made; null for alerts of the platform's own rules. */
  readonly generatorUrl: string | null;
  readonly episodeStart: number;
  readonly resolvedAt: number | null;
}

/** The name of an episode: all its transitions lead to it. */
export function episodeId(tenant: string, ruleId: string, fingerprint: string, episodeStart: number): string {
  return hash128(JSON.stringify([tenant, ruleId, fingerprint, episodeStart]));
}

/** The labels by which an alert is routed, silenced and told: its own, and its rule's severity where they name none. */
export function routedLabels(labels: Labels, severity: AlertSeverity): Labels {
  return labelsFrom(Object.entries({ severity: labelOfSeverity(severity), ...labels }));
}

/**
 * What a receiver is told: those that fire first, the oldest first.
 *
 * @param externalUrl - where the gateway is reached, without a slash at the end; empty when that is not known
 */
export function messageOfGroup(
  group: { readonly key: string; readonly labels: Labels },
  told: { readonly firing: readonly ToldAlert[]; readonly resolved: readonly ToldAlert[] },
  externalUrl: string,
): NotificationMessage {
  const alerts = [
    ...sorted(told.firing).map((alert) => messageAlert(alert, 'firing', externalUrl)),
    ...sorted(told.resolved).map((alert) => messageAlert(alert, 'resolved', externalUrl)),
  ];
  return {
    version: '4',
    groupKey: group.key,
    truncatedAlerts: Math.max(0, alerts.length - MESSAGE_ALERTS_MAX),
    status: told.firing.length > 0 ? 'firing' : 'resolved',
    groupLabels: group.labels,
    commonLabels: common(alerts.map(({ labels }) => labels)),
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalURL: externalUrl,
    alerts: alerts.slice(0, MESSAGE_ALERTS_MAX),
  };
}

function messageAlert(alert: ToldAlert, status: 'firing' | 'resolved', externalUrl: string): MessageAlert {
  const { tenantId, ruleId, fingerprint, labels, annotations, severity, value, episodeStart, resolvedAt } = alert;
  const told = routedLabels(labels, severity);
  return {
    status,
    labels: told,
    annotations,
    startsAt: new Date(episodeStart).toISOString(),
    endsAt: status === 'resolved' && resolvedAt !== null ? new Date(resolvedAt).toISOString() : NO_END,
    generatorURL: alert.generatorUrl ?? linkToRule(externalUrl, ruleId),
    fingerprint: labelFingerprint(told),
    alert_id: episodeId(tenantId, ruleId, fingerprint, episodeStart),
    rule_id: ruleId,
    severity: labelOfSeverity(severity),
    value,
  };
}

function sorted(alerts: readonly ToldAlert[]): ToldAlert[] {
  return alerts.toSorted((a, b) => a.episodeStart - b.episodeStart || (a.fingerprint < b.fingerprint ? -1 : 1));
}

/** What all of them say alike. */
function common([first = {}, ...others]: readonly Labels[]): Labels {
  return labelsFrom(
    Object.entries(first).filter(([name, value]) =>
      others.every((labels) => Object.hasOwn(labels, name) && labels[name] === value),
    ),
  );
}
