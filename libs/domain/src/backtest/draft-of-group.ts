import type { GroupRule, RuleGroup } from '../groups/rule-group.js';
import type { RuleGroupDraft } from '../groups/rule-group-document.js';
import { printDuration } from '../promql/duration-text.js';

/** A group that was read from a rule file, as it would be sent to be stored. Labels of the group stand with each rule. */
export function draftOfGroup({ name, intervalMs, queryOffsetMs, limit, rules }: RuleGroup): RuleGroupDraft {
  return {
    name,
    ...(intervalMs === null ? {} : { interval: printDuration(intervalMs) }),
    ...(queryOffsetMs === null ? {} : { query_offset: printDuration(queryOffsetMs) }),
    limit,
    rules: rules.map(draftOfRule),
  };
}

function draftOfRule(rule: GroupRule): RuleGroupDraft['rules'][number] {
  const { text: expr, labels } = rule;
  if (rule.kind === 'recording') return { record: rule.name, expr, labels: { ...labels } };
  return {
    alert: rule.name,
    expr,
    for: printDuration(rule.forMs),
    keep_firing_for: printDuration(rule.keepFiringForMs),
    labels: { ...labels },
    annotations: { ...rule.annotations },
  };
}
