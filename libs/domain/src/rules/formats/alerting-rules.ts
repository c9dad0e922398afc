import type { RuleGroupDraft } from '../../groups/rule-group-document.js';
import type { RuleDraft } from '../alert-rule.js';
import { leavesOf, nestingOf } from '../condition-walk.js';
import { queryOf } from '../rule-query.js';
import { labelOfSeverity, severityOfLabel } from '../severity-label.js';
import type { Loss } from './portable-rules.js';

type AlertingRule = Extract<RuleGroupDraft['rules'][number], { alert: string }>;

/** A rule of conditions as the formats of others know it: an expression, timers, labels and annotations. */
export interface PlainAlert {
  readonly name: string;
  readonly expr: string;
  readonly for: string | undefined;
  readonly keepFiringFor: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Where description and runbook stand in formats that have annotations alone. */
export const DESCRIPTION = 'description';
export const RUNBOOK_URL = 'runbook_url';

/** What a rule says as an expression with labels and annotations, and what of it does not fit. Null: nothing that would do. */
export function plainAlertOf(rule: RuleDraft): { alert: PlainAlert | null; losses: Loss[] } {
  const losses: Loss[] = [];
  const lose = (what: string, why: string): void => void losses.push({ subject: rule.name, what, why });
  const impossible = whyImpossible(rule);
  if (impossible !== null) {
    lose('rule', impossible);
    return { alert: null, losses };
  }
  conditionLosses(rule, lose);
  lose('category', 'has no place there');
  if (rule.owner !== undefined) lose('owner', 'has no place there');
  if (rule.interval !== undefined) lose('interval', 'belongs to the group there, and rules of one interval share one');
  const alert = {
    name: rule.name,
    expr: queryOf(rule.conditions),
    for: isNone(rule.for) ? undefined : rule.for,
    keepFiringFor: isNone(rule.keep_firing_for) ? undefined : rule.keep_firing_for,
    labels: labelsOf(rule, lose),
    annotations: annotationsOf(rule, lose),
  };
  return { alert, losses };
}

export const alertingRuleOf = (alert: PlainAlert): AlertingRule => ({
  alert: alert.name,
  expr: alert.expr,
  ...(alert.for === undefined ? {} : { for: alert.for }),
  ...(alert.keepFiringFor === undefined ? {} : { keep_firing_for: alert.keepFiringFor }),
  ...(Object.keys(alert.labels).length === 0 ? {} : { labels: alert.labels }),
  ...(Object.keys(alert.annotations).length === 0 ? {} : { annotations: alert.annotations }),
});

type Lose = (what: string, why: string) => void;
const isNone = (duration: string): boolean => /^0/.test(duration) && /^(0[a-z]*)+$/.test(duration);

function whyImpossible({ conditions, status }: RuleDraft): string | null {
  if (status !== 'active' && status !== 'paused') return `is ${status}, and only what is evaluated is written`;
  const leaves = leavesOf(conditions).map(({ condition }) => condition);
  for (const condition of leaves) {
    if (condition.type === 'anomaly' || condition.type === 'forecast')
      return `reads ${condition.type === 'anomaly' ? 'scores' : 'forecasts'} that this platform alone makes`;
    if (condition.type === 'outlier' && condition.method === 'dbscan')
      return 'compares neighbours by a function that PromQL elsewhere does not have';
    if (condition.type === 'promql' && condition.expr.includes('neighbor_distance'))
      return 'uses neighbor_distance, which PromQL elsewhere does not have';
  }
  return null;
}

function conditionLosses({ conditions }: RuleDraft, lose: Lose): void {
  const leaves = leavesOf(conditions).map(({ condition }) => condition);
  if (leaves.some(({ type }) => type !== 'promql') || nestingOf(conditions) > 0 || conditions.length > 1)
    lose('conditions', 'become an expression, decided at each evaluation rather than at each sample');
  if (leaves.some((one) => one.type === 'threshold' && one.recovery_threshold !== undefined))
    lose('recovery_threshold', 'has no words in PromQL');
  if (JSON.stringify(conditions).includes('"type":"sequence"'))
    lose('sequence', 'PromQL cannot say that a step began to hold after the one before it');
}

function labelsOf({ labels, severity }: RuleDraft, lose: Lose): Record<string, string> {
  const written = Object.hasOwn(labels, 'severity') ? labels['severity'] : undefined;
  if (written === undefined) return { ...labels, severity: labelOfSeverity(severity) };
  if (severityOfLabel(written) !== severity) lose('severity', `the label severity says "${written}"`);
  return { ...labels };
}

function annotationsOf({ annotations, description, runbook }: RuleDraft, lose: Lose): Record<string, string> {
  const written: Record<string, string> = { ...annotations };
  const add = (name: string, what: string, text: string | undefined): void => {
    if (text === undefined || text === '') return;
    if (!Object.hasOwn(annotations, name)) written[name] = text;
    else if (annotations[name] !== text) lose(what, `the annotation ${name} says something else`);
  };
  // A description is no template here, and would be one there.
  if (description.includes('{{')) lose('description', 'would be read as a template there');
  else add(DESCRIPTION, 'description', description);
  add(RUNBOOK_URL, 'runbook', runbook);
  return written;
}
