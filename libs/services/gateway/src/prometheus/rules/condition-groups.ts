import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { durationMs } from '@tocsin/domain/rules/duration';
import { stateOf } from './active-alerts.js';
import type { ListedAlert, ListedGroup, ListedRule } from './rule-listing.js';
import { queryOf } from './rule-query.js';

/** Under which file rules of conditions stand, which were written in none. */
const FILE = 'conditions';

/**
 * The rules of conditions that are evaluated, a group for each category. They are evaluated as their samples come, so
 * that their interval is 0 and what is told of them is as of now.
 *
 * @param active - the alerts of rules by their ids
 * @param now - ms since 1970
 */
export function conditionGroups(
  rules: readonly AlertRule[],
  active: ReadonlyMap<string, ListedAlert[]>,
  now: number,
): ListedGroup[] {
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

function listedRule(rule: AlertRule, alerts: ListedAlert[], lastEvaluation: string): ListedRule {
  return {
    state: stateOf(alerts),
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
