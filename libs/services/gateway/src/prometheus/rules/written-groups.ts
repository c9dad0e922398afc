import { INTERVAL_MS_DEFAULT } from '@tocsin/domain/groups/group-share';
import { type RuleGroupDocument, ruleGroupOf } from '@tocsin/domain/groups/rule-group-document';
import type { GroupRule } from '@tocsin/domain/groups/rule-group';
import { printExpr } from '@tocsin/domain/promql/printer';
import type { ListedGroup, ListedRule } from './rule-listing.js';

/** Under which file groups of Prometheus rules stand: a tenant has one of each name. */
const FILE = 'rule-groups';
/** How Go writes a time that is not known. */
const NEVER = '0001-01-01T00:00:00Z';

/** The groups of Prometheus rules by their names. Of their evaluations nothing is known here. */
export function writtenGroups(groups: readonly RuleGroupDocument[]): ListedGroup[] {
  return groups
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((document) => {
      const { name, intervalMs, limit, rules } = ruleGroupOf(document);
      return {
        name,
        file: FILE,
        rules: rules.map(listedRule),
        interval: (intervalMs ?? INTERVAL_MS_DEFAULT) / 1_000,
        limit,
        evaluationTime: 0,
        lastEvaluation: NEVER,
      };
    });
}

function listedRule(rule: GroupRule): ListedRule {
  const common = {
    name: rule.name,
    query: printExpr(rule.expr),
    labels: rule.labels,
    health: 'unknown' as const,
    evaluationTime: 0,
    lastEvaluation: NEVER,
  };
  if (rule.kind === 'recording') return { type: 'recording', ...common };
  return {
    type: 'alerting',
    ...common,
    state: 'unknown',
    duration: rule.forMs / 1_000,
    keepFiringFor: rule.keepFiringForMs / 1_000,
    annotations: rule.annotations,
    alerts: [],
  };
}
