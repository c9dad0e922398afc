import type { Transition } from '../engine/transition.js';
import { type Episode, episodesOf } from './episodes.js';
import { type Incident, type IncidentFigures, incidentFigures } from './incidents.js';
import { notificationsOf } from './notifications.js';

/** An alert that is resolved again within this time of firing has told of nothing that lasts. */
const FLAP_MS_MAX = 300_000;
const WEEK_MS = 604_800_000;

/** How often a rule could not be evaluated, and why at last. */
export interface RuleErrors {
  count: number;
  last: string | null;
}

/** A rule that was back-tested, and how its evaluations went. */
export interface TestedRule {
  readonly ruleId: string;
  readonly name: string;
  readonly kind: 'alerting' | 'recording';
  readonly errors: Readonly<RuleErrors>;
}

/** What became of one rule. Of recording rules only the errors tell something. */
export interface RuleFigures {
  readonly ruleId: string;
  readonly name: string;
  readonly kind: 'alerting' | 'recording';
  /** How often one of its alerts began to fire. */
  readonly firings: number;
  /** How long at least one of its alerts fired. */
  readonly inAlertMs: number;
  /** How long the alert fired that fired longest. */
  readonly longestMs: number;
  /** How often an alert was resolved again within five minutes. */
  readonly flaps: number;
  readonly errors: number;
  readonly lastError: string | null;
}

export interface BacktestFigures {
  readonly rules: readonly RuleFigures[];
  /** As an Alertmanager with its defaults would send them, by the alerts' names. */
  readonly notifications: number;
  /** Null when no time has passed. */
  readonly notificationsPerWeek: number | null;
  /** Null when nobody said what was really wrong. */
  readonly incidents: IncidentFigures | null;
}

/**
 * Sums a back-test up. Alerts that fired before it count from its beginning on, those that still fire up to its end; only
 * those that begin to fire within it are counted as firings.
 */
export function figuresOf(found: {
  rules: readonly TestedRule[];
  /** Also those of before `from` that led to what was then. */
  transitions: readonly Transition[];
  /** The stretch of time that the figures are about; ms since 1970. */
  from: number;
  to: number;
  incidents: readonly Incident[] | null;
  leadAllowanceMs?: number;
}): BacktestFigures {
  const { transitions, from, to, incidents, leadAllowanceMs } = found;
  const all = episodesOf(transitions).filter(({ resolvedAt }) => resolvedAt === null || resolvedAt >= from);
  const episodes = all.filter(({ firedAt }) => firedAt >= from);
  const rules = found.rules.map(({ ruleId, name, kind, errors }): RuleFigures => {
    const own = all.filter((episode) => episode.ruleId === ruleId);
    const begun = own.filter(({ firedAt }) => firedAt >= from);
    const isFlap = ({ firedAt, resolvedAt }: Episode): boolean =>
      resolvedAt !== null && resolvedAt - firedAt <= FLAP_MS_MAX;
    return {
      ruleId,
      name,
      kind,
      firings: begun.length,
      inAlertMs: coveredMs(own, from, to),
      longestMs: own.reduce((longest, episode) => Math.max(longest, endOf(episode, to) - episode.firedAt), 0),
      flaps: begun.filter(isFlap).length,
      errors: errors.count,
      lastError: errors.last,
    };
  });
  const notifications = notificationsOf(all, to).filter(({ at }) => at >= from).length;
  return {
    rules,
    notifications,
    notificationsPerWeek: to > from ? (notifications * WEEK_MS) / (to - from) : null,
    incidents: incidents === null ? null : incidentFigures(episodes, within(incidents, from, to), leadAllowanceMs),
  };
}

const endOf = ({ resolvedAt }: Episode, to: number): number => resolvedAt ?? to;

/** How long, from a time on, at least one of the episodes was going on, which are in the order of their beginnings. */
function coveredMs(episodes: readonly Episode[], from: number, to: number): number {
  let covered = 0;
  let upTo = from;
  for (const episode of episodes) {
    const end = endOf(episode, to);
    if (end <= upTo) continue;
    covered += end - Math.max(upTo, episode.firedAt);
    upTo = end;
  }
  return covered;
}

/** Those that the back-test could have found. */
const within = (incidents: readonly Incident[], from: number, to: number): Incident[] =>
  incidents.filter((incident) => incident.to >= from && incident.from <= to);
