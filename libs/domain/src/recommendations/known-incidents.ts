import { labelMatchers, matchAll } from '../alerting/label-matcher.js';
import { printMatcher } from '../alerting/print-matcher.js';
import { routedLabels } from '../alerting/message-of-group.js';
import type { Episode } from '../backtest/episodes.js';
import { type Incident, tellsOf } from '../backtest/incidents.js';
import { ALERT_NAME } from '../groups/alert-templates.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { type Labels, labelsFrom } from '../rules/labels.js';

/** Something that was really wrong, and whose alerts tell of it. Only data, so that a thread can be given it. */
export interface KnownIncident extends Incident {
  /** As silences have them; all must fit an alert's labels. */
  readonly matchers: readonly string[];
}

/** An alert that somebody acknowledged: from when it fired until it was over. */
export interface AcknowledgedAlert extends Incident {
  readonly labels: Labels;
}

/** An incident that can be asked of alerts of one rule. */
export interface RuleIncident extends Incident {
  fits(labels: Labels): boolean;
}

/**
 * The incidents of a rule in the order of their beginnings. An alert that somebody acknowledged was real; where an
 * incident was written down that it tells of, it is that incident.
 */
export function knownIncidents(
  written: readonly KnownIncident[],
  acknowledged: readonly AcknowledgedAlert[],
  rule: Pick<AlertRule, 'severity'>,
): KnownIncident[] {
  const compiled = incidentsOf(written, rule);
  const further = acknowledged
    .filter(
      ({ labels, from }) => !compiled.some((incident) => tellsOf({ firedAt: from }, incident) && incident.fits(labels)),
    )
    .map(({ labels, from, to }) => ({
      from,
      to,
      matchers: Object.entries(labels).map(([name, value]) => printMatcher({ name, operator: '=', value })),
    }));
  return [...written, ...further].sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Incidents as they are asked of a rule's alerts, which are routed by their severity, too. */
export function incidentsOf(
  known: readonly KnownIncident[],
  { severity }: Pick<AlertRule, 'severity'>,
): RuleIncident[] {
  return known.map(({ from, to, matchers: texts }) => {
    const matchers = labelMatchers(texts);
    return { from, to, fits: (labels) => matchAll(matchers, routedLabels(labels, severity)) };
  });
}

/** The labels that alerts of a rule over some series have, templates aside. */
export function alertLabelsOf(rule: Pick<AlertRule, 'name' | 'labels'>, series: Labels): Labels {
  const own = Object.entries(series).filter(([name]) => name !== METRIC_NAME);
  return labelsFrom([...own, ...Object.entries({ ...rule.labels, [ALERT_NAME]: rule.name })]);
}

/**
 * When an incident was told of first, in ms since 1970; null where no alert that fits told of it. Stricter than a back-test's
 * recall: an alert that was over before the incident began came by chance, and nobody who loses it is told later.
 */
export function toldAt(episodes: readonly Episode[], incident: RuleIncident): number | null {
  const telling = episodes.filter(
    (episode) =>
      tellsOf(episode, incident) &&
      (episode.resolvedAt === null || episode.resolvedAt >= incident.from) &&
      incident.fits(episode.labels),
  );
  return telling.length === 0 ? null : Math.min(...telling.map(({ firedAt }) => firedAt));
}
