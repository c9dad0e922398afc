import type { Labels } from '../rules/labels.js';

/** What fires within this after all else of its group was over belongs to the same incident. */
export const INCIDENT_QUIET_MS = 900_000;

/** `open` while an alert of it fires. */
export const INCIDENT_STATES = ['open', 'closed'] as const;

/** An alert that has fired; times are ms since 1970. */
export interface FiredAlert {
  readonly id: string;
  readonly fired_at: number;
  /** Null while it fires. */
  readonly resolved_at: number | null;
}

/** Alerts of one group that fired together or shortly after each other: what somebody who is called deals with at once. */
export interface AlertIncident<Alert extends FiredAlert> {
  /** That of the alert that it began with. */
  readonly id: string;
  /** What its alerts were grouped by. */
  readonly groupLabels: Labels;
  /** In the order in which they fired; at least one. */
  readonly alerts: readonly Alert[];
  readonly startedAt: number;
  /** When the last of them was over; null while one fires. */
  readonly endedAt: number | null;
}

/**
 * Joins alerts into incidents. The same alerts always come to the same incidents, whoever joins them and in whichever order.
 *
 * @param groupOf - the group of an alert, as the notification policy has it
 */
export function incidentsOf<Alert extends FiredAlert>(
  alerts: Iterable<Alert>,
  groupOf: (alert: Alert) => { readonly key: string; readonly labels: Labels },
): AlertIncident<Alert>[] {
  const groups = new Map<string, { labels: Labels; alerts: Alert[] }>();
  for (const alert of alerts) {
    const { key, labels } = groupOf(alert);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { labels, alerts: [alert] });
    else known.alerts.push(alert);
  }
  return [...groups.values()].flatMap((group) => stretchesOf(group.alerts).map((one) => incidentOf(group.labels, one)));
}

/** Alerts of a group, parted where nothing of it fired for a while. */
function stretchesOf<Alert extends FiredAlert>(alerts: readonly Alert[]): Alert[][] {
  const sorted = alerts.toSorted((a, b) => a.fired_at - b.fired_at || (a.id < b.id ? -1 : 1));
  const stretches: Alert[][] = [];
  let reach = Number.NEGATIVE_INFINITY;
  for (const alert of sorted) {
    if (alert.fired_at > reach + INCIDENT_QUIET_MS) stretches.push([]);
    stretches.at(-1)?.push(alert);
    reach = Math.max(reach, alert.resolved_at ?? Number.POSITIVE_INFINITY);
  }
  return stretches;
}

function incidentOf<Alert extends FiredAlert>(groupLabels: Labels, alerts: readonly Alert[]): AlertIncident<Alert> {
  const first = alerts[0] as Alert;
  const endedAt = alerts.reduce<number | null>(
    (end, { resolved_at }) => (end === null || resolved_at === null ? null : Math.max(end, resolved_at)),
    Number.NEGATIVE_INFINITY,
  );
  return { id: first.id, groupLabels, alerts, startedAt: first.fired_at, endedAt };
}

/** Labels that tell nothing of what was wrong. */
const SAY_NOTHING: ReadonlySet<string> = new Set(['severity']);

/** The labels of some alerts, each value once, as {@link similarityOf} compares them. */
export function labelPairs(alerts: Iterable<{ readonly labels: Labels }>): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const { labels } of alerts)
    for (const [name, value] of Object.entries(labels))
      if (!SAY_NOTHING.has(name)) pairs.add(JSON.stringify([name, value]));
  return pairs;
}

/** How much two sets have in common, of all that is in one of them (Jaccard, 1901): from 0 to 1. */
export function similarityOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [fewer, more] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const one of fewer) if (more.has(one)) shared += 1;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}
