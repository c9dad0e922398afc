import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { durationMs } from '@tocsin/domain/rules/duration';
import type { Alert } from '../../read-model/alert.js';
import type { ListedAlert, ListedGroup, ListedRule } from './rule-listing.js';
import { queryOf } from './rule-query.js';

/** Under which file rules of conditions stand, which were written in none. */
const FILE = 'conditions';

/** An alert that is pending or fires, as Prometheus lists it; null for one that is over. */
export function listedAlert({ labels, annotations, state, started_at, value }: Alert): ListedAlert | null {
  if (state !== 'pending' && state !== 'firing') return null;
  return { labels, annotations, state, activeAt: new Date(started_at).toISOString(), value: exponentText(value) };
}

/** A number as Prometheus writes that of an alert: always with an exponent, of two digits at least. */
function exponentText(value: number | null): string {
  return value === null ? 'NaN' : value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/**
 * The rules of conditions that are evaluated, a group for each category. They are evaluated as their samples come, so
 * that their interval is 0 and what is told of them is as of now.
 *
 * @param now - ms since 1970
 */
export function conditionGroups(rules: readonly AlertRule[], alerts: readonly Alert[], now: number): ListedGroup[] {
  const active = activeByRule(alerts);
  const evaluated = rules.filter(({ status }) => status === 'active' || status === 'error');
  const categories = [...new Set(evaluated.map(({ category }) => category))].sort();
  const lastEvaluation = new Date(now).toISOString();
  return categories.map((name) => ({
    name,
    file: FILE,
    rules: evaluated
      .filter(({ category }) => category === name)
      .sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1))
      .map((rule) => listedRule(rule, active.get(rule.id) ?? [], lastEvaluation)),
    interval: 0,
    limit: 0,
    evaluationTime: 0,
    lastEvaluation,
  }));
}

function activeByRule(alerts: readonly Alert[]): Map<string, ListedAlert[]> {
  const active = new Map<string, ListedAlert[]>();
  for (const alert of alerts) {
    const listed = listedAlert(alert);
    if (listed === null) continue;
    const known = active.get(alert.rule_id);
    if (known === undefined) active.set(alert.rule_id, [listed]);
    else known.push(listed);
  }
  return active;
}

function listedRule(rule: AlertRule, alerts: ListedAlert[], lastEvaluation: string): ListedRule {
  const states = new Set(alerts.map(({ state }) => state));
  return {
    state: states.has('firing') ? 'firing' : states.has('pending') ? 'pending' : 'inactive',
    name: rule.name,
    query: queryOf(rule.conditions),
    duration: durationMs(rule.for) / 1_000,
    keepFiringFor: durationMs(rule.keep_firing_for) / 1_000,
    labels: rule.labels,
    annotations: rule.annotations,
    alerts,
    health: rule.status === 'error' ? 'err' : 'ok',
    evaluationTime: 0,
    lastEvaluation,
    type: 'alerting',
  };
}
