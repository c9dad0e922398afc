import { linkToRule } from '@tocsin/domain/alerting/page-links';
import type { ActiveAlert } from '@tocsin/ports/active-alert-store';

/** One alert as Alertmanager's `POST /api/v2/alerts` takes it. */
export interface PostableAlert {
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  startsAt: string;
  endsAt: string;
  generatorURL: string;
}

/** How long an alert rests before it is sent again; the default of Prometheus's `--rules.alert.resend-delay`. */
export const RESEND_DELAY_MS = 60_000;
/** How long a resolved alert is still sent, as in Prometheus: so that an Alertmanager that restarts hears of it, too. */
export const RESOLVED_RETENTION_MS = 900_000;
/** The interval of rules that have none of their own: they are evaluated whenever a sample comes. */
const EVALUATION_INTERVAL_MS = 15_000;
/** An alert that fires holds for this long without being sent again: three sendings may fail, as with Prometheus. */
const VALID_MS = 4 * Math.max(EVALUATION_INTERVAL_MS, RESEND_DELAY_MS);

/**
 * An alert as it is sent at `now`. Times of samples may be ahead of the platform's clock. Alertmanager refuses an alert
 * that begins after it ends, and takes an end to come for one that still fires: hence neither is later than `now`.
 *
 * @param externalUrl - where the gateway is reached, without a slash at the end; empty when that is not known
 */
export function postableOf(alert: ActiveAlert, now: number, externalUrl: string): PostableAlert {
  const endsAt = alert.resolvedAt === null ? now + VALID_MS : Math.min(alert.resolvedAt, now);
  return {
    labels: alert.labels,
    annotations: alert.annotations,
    startsAt: new Date(Math.min(alert.firedAt, endsAt, now)).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    generatorURL: alert.generatorUrl ?? linkToRule(externalUrl, alert.ruleId),
  };
}

/** Where an Alertmanager takes alerts. @param baseUrl - such as `http://127.0.0.1:9093` or `https://host/prefix/` */
export function alertsAddressOf(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v2/alerts`;
  return url.toString();
}

const plainName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether Alertmanager before 0.27 takes this alert: it knows names of letters, digits and `_` only. */
export function hasPlainNames({ labels, annotations }: PostableAlert): boolean {
  return [...Object.keys(labels), ...Object.keys(annotations)].every((name) => plainName.test(name));
}

/** The alert with every other character of its names as `_`, which is how Prometheus names what comes by OTLP. */
export function withPlainNames(alert: PostableAlert): PostableAlert {
  return { ...alert, labels: plain(alert.labels), annotations: plain(alert.annotations) };
}

/** A name that is plain by itself wins over one that becomes the same. */
function plain(values: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(values);
  const renamed = entries.map(([name, value]) => [
    name.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=[0-9]|$)/, '_'),
    value,
  ]);
  return Object.fromEntries([...renamed, ...entries.filter(([name]) => plainName.test(name))]) as Record<
    string,
    string
  >;
}
