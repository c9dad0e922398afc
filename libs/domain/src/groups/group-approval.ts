import { type ApprovalPolicy, approvalVerdict, type ApprovalVerdict } from '../rules/approval-policy.js';
import { canonicalText } from '../rules/canonical-text.js';
import { severityOfLabel } from '../rules/severity-label.js';
import { categoryOfLabel } from './group-transitions.js';
import type { RuleGroupDraft } from './rule-group-document.js';

interface JudgedAlert {
  severity: ReturnType<typeof severityOfLabel>;
  category: ReturnType<typeof categoryOfLabel>;
  status: 'active';
}

/**
 * Whether a change of a group touches an alert that may not be changed without approval. Alerts that are the same before
 * and after do not count, unless what they share in the group has changed.
 *
 * @param before - null for a new group
 * @param after - null for one that is deleted
 */
export function groupApprovalVerdict(
  policy: ApprovalPolicy,
  before: RuleGroupDraft | null,
  after: RuleGroupDraft | null,
): ApprovalVerdict {
  const [old, now] = [alertsOf(before), alertsOf(after)];
  const touched = [...[...now].filter(([text]) => !old.has(text)), ...[...old].filter(([text]) => !now.has(text))];
  for (const [, alert] of touched) {
    const verdict = approvalVerdict(policy, null, alert);
    if (verdict.kind === 'needed') return verdict;
  }
  return { kind: 'free' };
}

/** The alerts of a group, by all that decides what they say and when. */
function alertsOf(group: RuleGroupDraft | null): Map<string, JudgedAlert> {
  const alerts = new Map<string, JudgedAlert>();
  if (group === null) return alerts;
  const { rules, interval, query_offset, limit, labels = {} } = group;
  for (const rule of rules) {
    if (!('alert' in rule)) continue;
    const all = { ...labels, ...rule.labels };
    alerts.set(canonicalText([rule, interval, query_offset, limit, labels]), {
      severity: severityOfLabel(all['severity']),
      category: categoryOfLabel(all['category']),
      status: 'active',
    });
  }
  return alerts;
}
