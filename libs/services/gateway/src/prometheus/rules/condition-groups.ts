import type { GroupHealth } from '@tocsin/contracts/topics/rule-health';
import { derivedGroupName } from '@tocsin/domain/groups/derived-group';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { durationMs } from '@tocsin/domain/rules/duration';
import { queryOf } from '@tocsin/domain/rules/rule-query';
import { stateOf } from './active-alerts.js';
import { type ListedAlert, listedHealth, type ListedGroup, type ListedRule, secondsOf } from './rule-listing.js';

/** Under which file rules of conditions stand, which were written in none. */
const FILE = 'conditions';

/**
 * The rules of conditions that are evaluated, a group for each category. They are evaluated as their samples come, so
 * that their interval is 0 and what is told of them is as of now.
 *
 * @param active - the alerts of rules by their ids
 * @param healthOf - how the evaluation of a group goes; null while that is not known
 * @param now - ms since 1970
 */
export function conditionGroups(
  rules: readonly AlertRule[],
  active: ReadonlyMap<string, ListedAlert[]>,
  healthOf: (group: string) => GroupHealth | null,
  now: number,
): ListedGroup[] {
  const evaluated = rules.filter(({ status }) => status === 'active' || status === 'error');
  const categories = [...new Set(evaluated.map(({ category }) => category))].sort();
  const lastEvaluation = new Date(now).toISOString();
  return categories.map((name) => {
    const listed = evaluated
      .filter(({ category }) => category === name)
      .sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1))
      .map((rule) => ({
        ...listedRule(rule, active.get(rule.id) ?? [], lastEvaluation),
        ...derivedHealth(rule, healthOf(derivedGroupName(rule.id))),
      }));
    return {
      name,
      file: FILE,
      rules: listed,
      interval: 0,
      limit: 0,
      evaluationTime: listed.reduce((sum, { evaluationTime }) => sum + evaluationTime, 0),
      lastEvaluation,
    };
  });
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

/**
 * A rule whose conditions over many series cannot be evaluated is not well, and their evaluation takes time; all others
 * are decided by each sample.
 */
function derivedHealth(
  { version }: AlertRule,
  health: GroupHealth | null,
): Partial<Pick<ListedRule, 'health' | 'lastError' | 'evaluationTime'>> {
  if (health?.version !== version) return {};
  const evaluationTime = secondsOf(health.duration_ms);
  const place = health.rules.findIndex((rule) => rule.health === 'err');
  return place < 0 ? { evaluationTime } : { ...listedHealth(health, version, place), evaluationTime };
}
