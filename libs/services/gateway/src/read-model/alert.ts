import { AlertCategorySchema, AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import { episodeId, routedLabels } from '@tocsin/domain/alerting/message-of-group';
import {
  AlertStateSchema,
  ConditionEvidenceSchema,
  type Transition,
  TransitionReasonSchema,
} from '@tocsin/domain/engine/transition';
import { z } from 'zod';

export const AlertSchema = z
  .strictObject({
    id: z.string(),
    tenant_id: z.string(),
    rule_id: z.string(),
    rule_name: z.string(),
    rule_version: z.int(),
    severity: AlertSeveritySchema,
    category: AlertCategorySchema,
    state: AlertStateSchema,
    fingerprint: z.string().meta({
      description: "Of the alert's labels, as Alertmanager makes it; the same in notifications and in `/api/v2`.",
    }),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    generator_url: z.string().optional().meta({ description: 'Where the alert was made, when it was made elsewhere.' }),
    value: z.number().nullable(),
    started_at: z.number().meta({ description: 'When the conditions began to hold; event time in ms since 1970.' }),
    fired_at: z.number().nullable(),
    resolved_at: z.number().nullable(),
    updated_at: z.number(),
  })
  .meta({
    id: 'Alert',
    description: 'One episode of an alert: from when its conditions began to hold until it was over.',
  });
export type Alert = z.infer<typeof AlertSchema>;

export const AlertDetailSchema = AlertSchema.extend({
  reason: z.string().meta({ description: 'In a sentence, why the alert is in its state.' }),
  evidence: z.array(ConditionEvidenceSchema).meta({ description: 'Each condition as it stood at the last change.' }),
  timeline: z.array(
    z.strictObject({
      transition_id: z.string(),
      state: AlertStateSchema,
      at: z.number(),
      reason: TransitionReasonSchema,
      value: z.number().nullable(),
    }),
  ),
}).meta({ id: 'AlertDetail' });
export type AlertDetail = z.infer<typeof AlertDetailSchema>;

/** The name of an episode: all its transitions lead to it. */
export function alertIdOf({ tenant_id, rule_id, fingerprint, episode_start }: Transition): string {
  return episodeId(tenant_id, rule_id, fingerprint, episode_start);
}

/** What is left of an alert after one more of its transitions. */
export function afterTransition(before: AlertDetail | undefined, transition: Transition): AlertDetail {
  const { id: transition_id, episode_start: started_at, source: _source, at, reason, ...told } = transition;
  const { state, value } = told;
  return {
    ...told,
    id: alertIdOf(transition),
    started_at,
    fired_at: state === 'firing' ? at : (before?.fired_at ?? null),
    resolved_at: state === 'resolved' ? at : null,
    updated_at: at,
    reason: sentenceOf(transition),
    timeline: [...(before?.timeline ?? []), { transition_id, state, at, reason, value }],
  };
}

/** The fingerprint that people know an alert by: of the labels that receivers are told. */
export const shownFingerprint = ({ labels, severity }: Pick<Transition, 'labels' | 'severity'>): string =>
  labelFingerprint(routedLabels(labels, severity));

/** The alert as its own page shows it. */
export const shownAlert = (alert: AlertDetail): AlertDetail => ({ ...alert, fingerprint: shownFingerprint(alert) });

/** The same without what only its own page shows. */
export function summaryOf(detail: AlertDetail): Alert {
  const { reason: _reason, evidence: _evidence, timeline: _timeline, ...alert } = shownAlert(detail);
  return alert;
}

function sentenceOf({ state, reason, evidence, rule_name }: Transition): string {
  const conditions = evidence
    .filter(({ holds }) => holds === (state === 'firing' || state === 'pending'))
    .map(conditionText);
  const because = conditions.length === 0 ? '' : `: ${conditions.join('; ')}`;
  switch (reason) {
    case 'conditions_hold':
      return state === 'pending'
        ? `The conditions of "${rule_name}" hold, and its "for" runs${because}`
        : `The conditions of "${rule_name}" hold${because}`;
    case 'hold_elapsed':
      return `The conditions of "${rule_name}" have held as long as its "for" asks${because}`;
    case 'conditions_cease':
      return `The conditions of "${rule_name}" hold no more${because}`;
    case 'keep_firing_elapsed':
      return `The conditions of "${rule_name}" have not held for as long as its "keep_firing_for" asks${because}`;
    case 'conditions_unknown':
      return `Nothing is known of the conditions of "${rule_name}" any more: its series are silent, or a window holds too few samples`;
    case 'series_forgotten':
      return `The series has been silent so long that it was forgotten`;
    case 'rule_changed':
      return `The conditions of "${rule_name}" were changed; the alert began anew with them`;
    case 'rule_paused':
      return `"${rule_name}" is no longer active`;
    case 'rule_removed':
      return `"${rule_name}" was deleted`;
  }
}

function conditionText(evidence: Transition['evidence'][number]): string {
  const { type, metric, labels, value, operator, threshold, window, expr } = evidence;
  const names = Object.entries(labels).map(([name, label]) => `${name}="${label}"`);
  const ofLabels = names.length === 0 ? '' : `{${names.join(', ')}}`;
  if (expr !== undefined) return value === null ? `${expr} gives nothing` : `${expr} gives ${ofLabels} ${value}`;
  const series = `${metric}${ofLabels}`;
  if (value === null) return `${series} has no value`;
  if (type === 'absence') return `${series} sent nothing for ${value} s (window ${window ?? ''})`;
  if (type === 'change')
    return `${series} changed by ${value} in ${window ?? ''} (${operator ?? ''} ${threshold ?? ''})`;
  return `${series} is ${value} (${operator ?? ''} ${threshold ?? ''})`;
}
