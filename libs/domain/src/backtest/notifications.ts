import { ALERT_NAME } from '../groups/alert-templates.js';
import type { Episode } from './episodes.js';

/** How a route of an Alertmanager gathers alerts into notifications; ms. */
export interface Grouping {
  /** Alerts with the same values of these labels are told of together. */
  readonly by: readonly string[];
  /** From a group's first alert to its first notification. */
  readonly waitMs: number;
  /** From one look at a group to the next. */
  readonly intervalMs: number;
  /** How long a group in which nothing changes is not told of again. */
  readonly repeatMs: number;
}

/** Alertmanager's own defaults, by the alert's name. */
export const GROUPING_DEFAULT: Grouping = {
  by: [ALERT_NAME],
  waitMs: 30_000,
  intervalMs: 300_000,
  repeatMs: 14_400_000,
};

export interface Notification {
  readonly at: number;
  readonly group: string;
  /** How many alerts fire. */
  readonly firing: number;
  /** How many were resolved since the group was last looked at. */
  readonly resolved: number;
}

/**
 * The notifications that an Alertmanager with one receiver, which also takes resolved alerts, would send. A group is
 * looked at `waitMs` after its first alert and then every `intervalMs`; it is told of when an alert fires that the last
 * notification did not name, when alerts were resolved of which it was told, and when `repeatMs` have passed. An alert
 * that came and went between two looks is never told of. A group without alerts is forgotten.
 *
 * @param episodes - the times that alerts fired
 * @param to - up to when notifications are of interest; ms since 1970
 * @returns by time
 */
export function notificationsOf(
  episodes: readonly Episode[],
  to: number,
  grouping: Grouping = GROUPING_DEFAULT,
): Notification[] {
  const groups = new Map<string, Episode[]>();
  for (const episode of episodes) {
    const key = JSON.stringify(grouping.by.map((name) => episode.labels[name] ?? ''));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [episode]);
    else group.push(episode);
  }
  return [...groups]
    .flatMap(([key, group]) => notificationsOfGroup(key, group, to, grouping))
    .sort((a, b) => a.at - b.at);
}

function notificationsOfGroup(
  group: string,
  episodes: readonly Episode[],
  to: number,
  { waitMs, intervalMs, repeatMs }: Grouping,
): Notification[] {
  const waiting = episodes.toSorted((a, b) => a.firedAt - b.firedAt);
  const notifications: Notification[] = [];
  /** The alerts of the group as they are known, each by its last episode. */
  let alerts = new Map<string, Episode>();
  /** What the last notification named, and when; Alertmanager remembers it beyond the group's end. */
  let told = { firing: new Set<string>(), resolved: new Set<string>(), at: Number.NEGATIVE_INFINITY };
  let at = 0;
  for (let next = 0; ; at += intervalMs) {
    if (alerts.size === 0) {
      const first = waiting[next];
      if (first === undefined) break;
      at = first.firedAt + waitMs;
    }
    if (at > to) break;
    for (; next < waiting.length && (waiting[next] as Episode).firedAt <= at; next += 1) {
      const episode = waiting[next] as Episode;
      alerts.set(alertKey(episode), episode);
    }
    const isResolved = ({ resolvedAt }: Episode): boolean => resolvedAt !== null && resolvedAt <= at;
    const keysOf = (wanted: boolean): Set<string> =>
      new Set([...alerts].flatMap(([key, episode]) => (isResolved(episode) === wanted ? [key] : [])));
    const [firing, resolved] = [keysOf(false), keysOf(true)];
    const isNew = hasMoreThan(firing, told.firing);
    const isOver = firing.size === 0 ? told.firing.size > 0 : hasMoreThan(resolved, told.resolved);
    const isDue = firing.size > 0 && at - told.at >= repeatMs;
    if (isNew || isOver || isDue) {
      notifications.push({ at, group, firing: firing.size, resolved: resolved.size });
      told = { firing, resolved, at };
    }
    alerts = new Map([...alerts].filter(([key]) => firing.has(key)));
  }
  return notifications;
}

const alertKey = ({ fingerprint, ruleId }: Episode): string => JSON.stringify([ruleId, fingerprint]);

const hasMoreThan = (keys: ReadonlySet<string>, known: ReadonlySet<string>): boolean =>
  [...keys].some((key) => !known.has(key));
