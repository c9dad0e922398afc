import type { MessageAlert, NotificationMessage } from '../alerting/notification-message.js';
import { type DataValue, int, nil, float, string, type ListValue, type MapValue, type Value } from './values.js';

/** What the template of a receiver can see: a message, and who is told. */
export interface MessageData extends NotificationMessage {
  readonly receiver: string;
}

/** The data that a receiver's template is given as its dot, named as in Alertmanager. */
export function messageValue(message: MessageData): DataValue {
  return structure('template.Data', {
    Receiver: string(message.receiver),
    Status: string(message.status),
    Alerts: { kind: 'list', type: 'template.Alerts', items: message.alerts.map(alertValue) },
    TruncatedAlerts: int(message.truncatedAlerts),
    GroupKey: string(message.groupKey),
    GroupLabels: labelsValue(message.groupLabels),
    CommonLabels: labelsValue(message.commonLabels),
    CommonAnnotations: labelsValue(message.commonAnnotations),
    ExternalURL: string(message.externalURL),
  });
}

/** `.AlertID`, `.RuleID`, `.Severity` and `.Value` are what Alertmanager does not know. */
function alertValue(alert: MessageAlert): DataValue {
  return structure('template.Alert', {
    Status: string(alert.status),
    Labels: labelsValue(alert.labels),
    Annotations: labelsValue(alert.annotations),
    StartsAt: timeValue(alert.startsAt),
    EndsAt: timeValue(alert.endsAt),
    GeneratorURL: string(alert.generatorURL),
    Fingerprint: string(alert.fingerprint),
    AlertID: string(alert.alert_id),
    RuleID: string(alert.rule_id),
    Severity: string(alert.severity),
    Value: alert.value === null ? nil : float(alert.value),
  });
}

export function structure(type: DataValue['type'], fields: Readonly<Record<string, Value>>): DataValue {
  return { kind: 'data', type, fields: new Map(Object.entries(fields)) };
}

export function labelsValue(labels: Readonly<Record<string, string>>): MapValue {
  const entries = new Map(Object.entries(labels).map(([name, value]) => [name, string(value)]));
  return { kind: 'map', entries, holds: 'kv', levels: 1 };
}

export const texts = (items: readonly string[]): ListValue => ({
  kind: 'list',
  type: '[]string',
  items: items.map(string),
});

function timeValue(text: string): Value {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? nil : { kind: 'time', ns: BigInt(ms) * 1_000_000n };
}
