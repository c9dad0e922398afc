import type { AlertRule } from '../rules/alert-rule.js';
import { leavesOf } from '../rules/condition-walk.js';
import { isDerived, sourceOf } from '../rules/condition-source.js';
import { RULE_INTERVAL_DEFAULT } from '../rules/interval.js';
import { derivedQuery } from '../rules/rule-query.js';
import type { RuleGroupDocument } from './rule-group-document.js';

/** Groups that evaluate conditions of rules are named by this and the rule's id; no user's group is named so. */
export const DERIVED_GROUP_PREFIX = 'tocsin:conditions:';

/** The group that evaluates a rule's conditions over many series. */
export const derivedGroupName = (ruleId: string): string => `${DERIVED_GROUP_PREFIX}${ruleId}`;

/** The rule whose conditions a group evaluates; null for a group that somebody wrote. */
export const ruleOfDerivedGroup = (group: string): string | null =>
  group.startsWith(DERIVED_GROUP_PREFIX) ? group.slice(DERIVED_GROUP_PREFIX.length) : null;

/**
 * The group that records what a rule's conditions over many series come to, each as the metric that the rule then reads;
 * null for a rule that has none, or that is not evaluated.
 */
export function derivedGroupOf(rule: AlertRule | null): RuleGroupDocument | null {
  if (rule === null || rule.status !== 'active') return null;
  const recorded = new Map<string, string>();
  for (const { condition } of leavesOf(rule.conditions))
    if (isDerived(condition)) recorded.set(sourceOf(rule.id, condition).metric, derivedQuery(condition));
  if (recorded.size === 0) return null;
  const { tenant_id, version, created_at, updated_at, interval = RULE_INTERVAL_DEFAULT } = rule;
  const rules = [...recorded].map(([record, expr]) => ({ record, expr }));
  return { name: derivedGroupName(rule.id), interval, rules, tenant_id, version, created_at, updated_at };
}
