import type { Transition } from '../engine/transition.js';
import { groupRuleId } from '../groups/group-transitions.js';
import type { RuleGroupDocument } from '../groups/rule-group-document.js';
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

/** Sums a back-test up. Alerts that still fire count up to its end. */
export function figuresOf(found: {
  document: RuleGroupDocument;
  transitions: readonly Transition[];
  /** By the places of the rules. */
  errors: readonly RuleErrors[];
  /** The stretch of time that was evaluated; ms since 1970. */
  from: number;
  to: number;
  incidents: readonly Incident[] | null;
  leadAllowanceMs?: number;
}): BacktestFigures {
  const { document, transitions, errors, from, to, incidents, leadAllowanceMs } = found;
  const episodes = episodesOf(transitions);
  const rules = document.rules.map((rule, place): RuleFigures => {
    const ruleId = groupRuleId(document, place);
    const own = episodes.filter((episode) => episode.ruleId === ruleId);
    const { count, last } = errors[place] as RuleErrors;
    return {
      ruleId,
      name: 'alert' in rule ? rule.alert : rule.record,
      kind: 'alert' in rule ? 'alerting' : 'recording',
      firings: own.length,
      inAlertMs: coveredMs(own, to),
      longestMs: own.reduce((longest, episode) => Math.max(longest, endOf(episode, to) - episode.firedAt), 0),
      flaps: own.filter(({ firedAt, resolvedAt }) => resolvedAt !== null && resolvedAt - firedAt <= FLAP_MS_MAX).length,
      errors: count,
      lastError: last,
    };
  });
  const notifications = notificationsOf(episodes, to).length;
  return {
    rules,
    notifications,
    notificationsPerWeek: to > from ? (notifications * WEEK_MS) / (to - from) : null,
    incidents: incidents === null ? null : incidentFigures(episodes, within(incidents, from, to), leadAllowanceMs),
  };
}

const endOf = ({ resolvedAt }: Episode, to: number): number => resolvedAt ?? to;

/** How long at least one of the episodes, which are in the order of their beginnings, was going on. */
function coveredMs(episodes: readonly Episode[], to: number): number {
  let covered = 0;
  let upTo = Number.NEGATIVE_INFINITY;
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
