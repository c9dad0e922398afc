import { fingerprintOf } from '../engine/judge.js';
import type { Transition } from '../engine/transition.js';
import { transitionId } from '../engine/hash.js';
import { type AlertCategory, AlertCategorySchema } from '../rules/alert-rule.js';
import { severityOfLabel } from '../rules/severity-label.js';
import type { AlertChange } from './alerting-evaluator.js';
import type { GroupRule } from './rule-group.js';
import type { RuleGroupDocument } from './rule-group-document.js';

/** The id of a group's rule: alerts may share a name within a group, so its place among them tells them apart. */
export function groupRuleId({ name, rules }: RuleGroupDocument, place: number): string {
  const alert = alertAt(rules, place);
  const earlier = rules.slice(0, place).filter((_, i) => alertAt(rules, i) === alert).length;
  return `${name}/${alert}${earlier === 0 ? '' : `#${earlier + 1}`}`;
}

function alertAt(rules: RuleGroupDocument['rules'], place: number): string {
  const rule = rules[place];
  if (rule === undefined) return '';
  return 'alert' in rule ? rule.alert : rule.record;
}

/** A change of a group's alert as everybody downstream reads it. */
export function transitionOf(
  document: RuleGroupDocument,
  rule: GroupRule,
  place: number,
  change: AlertChange,
  source: Transition['source'],
): Transition {
  const labels = change.labels.toLabels();
  const fingerprint = fingerprintOf(labels);
  const ruleId = groupRuleId(document, place);
  const { state, at, activeAt, value, reason, annotations } = change;
  const number = Number.isFinite(value) ? value : null;
  return {
    id: transitionId(document.tenant_id, ruleId, fingerprint, activeAt, state),
    tenant_id: document.tenant_id,
    rule_id: ruleId,
    rule_name: rule.name,
    rule_version: document.version,
    severity: severityOfLabel(labels['severity']),
    category: categoryOfLabel(labels['category']),
    state,
    fingerprint,
    labels: { ...labels },
    annotations: { ...annotations },
    episode_start: activeAt,
    at,
    value: number,
    reason,
    evidence: [
      {
        path: 'expr',
        type: 'promql',
        metric: '',
        labels: { ...change.source.toLabels() },
        holds: state === 'firing' || state === 'pending',
        value: number,
        sampled_at: at,
      },
    ],
    source,
  };
}

/** The category that a label tells; infrastructure where it tells none. */
export function categoryOfLabel(label: string | undefined): AlertCategory {
  const parsed = AlertCategorySchema.safeParse(label);
  return parsed.success ? parsed.data : 'infrastructure';
}
