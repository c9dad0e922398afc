import type { GroupHealth } from '@tocsin/contracts/topics/rule-health';
import { planGroup } from '@tocsin/domain/groups/group-plan';
import { lastTick } from '@tocsin/domain/groups/group-share';
import { groupRuleId } from '@tocsin/domain/groups/group-transitions';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { GroupRule } from '@tocsin/domain/groups/rule-group';
import { printExpr } from '@tocsin/domain/promql/printer';
import { stateOf } from './active-alerts.js';
import { type ListedAlert, listedHealth, type ListedGroup, type ListedRule, secondsOf } from './rule-listing.js';

/** Under which file groups of Prometheus rules stand: a tenant has one of each name. */
const FILE = 'rule-groups';

/**
 * The groups of Prometheus rules by their names, each evaluated on the grid of its interval.
 *
 * @param active - the alerts of rules by their ids
 * @param healthOf - how the evaluation of a group goes; null while that is not known
 * @param now - ms since 1970
 */
export function writtenGroups(
  documents: readonly RuleGroupDocument[],
  active: ReadonlyMap<string, ListedAlert[]>,
  healthOf: (group: string) => GroupHealth | null,
  now: number,
): ListedGroup[] {
  return documents
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((document) => {
      const { group, intervalMs, hash } = planGroup(document);
      const { name, limit, rules } = group;
      const health = healthOf(name);
      const lastEvaluation = new Date(lastTick(now, intervalMs, hash)).toISOString();
      return {
        name,
        file: FILE,
        rules: rules.map((rule, place) => ({
          ...listedRule(rule, active.get(groupRuleId(document, place)) ?? [], lastEvaluation),
          ...listedHealth(health, document.version, place),
        })),
        interval: intervalMs / 1_000,
        limit,
        evaluationTime: secondsOf(health?.version === document.version ? health.duration_ms : undefined),
        lastEvaluation,
      };
    });
}

function listedRule(rule: GroupRule, alerts: ListedAlert[], lastEvaluation: string): ListedRule {
  const common = {
    name: rule.name,
    query: printExpr(rule.expr),
    labels: rule.labels,
    health: 'unknown' as const,
    evaluationTime: 0,
    lastEvaluation,
  };
  if (rule.kind === 'recording') return { type: 'recording', ...common };
  return {
    type: 'alerting',
    ...common,
    state: stateOf(alerts),
    duration: rule.forMs / 1_000,
    keepFiringFor: rule.keepFiringForMs / 1_000,
    annotations: rule.annotations,
    alerts,
  };
}
