import type { Episode } from '../backtest/episodes.js';
import type { AlertRule } from '../rules/alert-rule.js';
import type { Labels } from '../rules/labels.js';
import type { SettingFigures } from './configuration-recommendation.js';
import { incidentsOf, type KnownIncident, type RuleIncident, toldAt } from './known-incidents.js';

/**
 * The incidents of a time that alerts of a rule could have told of, by their beginnings.
 *
 * @param labels - of alerts that the rule could have, or had
 * @param span - ms since 1970, both ends included
 */
export function incidentsOfRule(
  known: readonly KnownIncident[],
  rule: Pick<AlertRule, 'severity'>,
  labels: readonly Labels[],
  span: { readonly from: number; readonly to: number },
): RuleIncident[] {
  return incidentsOf(known, rule)
    .filter(({ from, to, fits }) => to >= span.from && from <= span.to && labels.some((one) => fits(one)))
    .sort((a, b) => a.from - b.from);
}

/** What the times that alerts fired come to. */
export const figuresOf = (episodes: readonly Episode[], incidents: readonly RuleIncident[]): SettingFigures => ({
  pages: episodes.length,
  missed: incidents.filter((incident) => toldAt(episodes, incident) === null).length,
});
