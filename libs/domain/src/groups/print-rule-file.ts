import { stringify } from 'yaml';
import { printDuration } from '../promql/duration-text.js';
import { printExpr } from '../promql/printer.js';
import type { GroupRule, RuleGroup } from './rule-group.js';

/** Writes groups as a rule file of Prometheus. Labels of a group stand with each of its rules. */
export function printRuleFile(groups: readonly RuleGroup[]): string {
  return stringify({ groups: groups.map(writtenGroup) }, { lineWidth: 0, defaultStringType: 'PLAIN' });
}

function writtenGroup({ name, intervalMs, queryOffsetMs, limit, rules }: RuleGroup): object {
  return {
    name,
    ...(intervalMs === null ? {} : { interval: printDuration(intervalMs) }),
    ...(queryOffsetMs === null ? {} : { query_offset: printDuration(queryOffsetMs) }),
    ...(limit === 0 ? {} : { limit }),
    rules: rules.map(writtenRule),
  };
}

function writtenRule(rule: GroupRule): object {
  const labels = Object.keys(rule.labels).length === 0 ? {} : { labels: { ...rule.labels } };
  if (rule.kind === 'recording') return { record: rule.name, expr: printExpr(rule.expr), ...labels };
  const { forMs, keepFiringForMs, annotations } = rule;
  return {
    alert: rule.name,
    expr: printExpr(rule.expr),
    ...(forMs === 0 ? {} : { for: printDuration(forMs) }),
    ...(keepFiringForMs === 0 ? {} : { keep_firing_for: printDuration(keepFiringForMs) }),
    ...labels,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }),
  };
}
