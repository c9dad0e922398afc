import { z } from 'zod';
import { episodeId } from '../alerting/message-of-group.js';
import { labelMatchers, matchAll } from '../alerting/label-matcher.js';
import type { Transition } from '../engine/transition.js';
import { AlertSeveritySchema } from '../rules/alert-rule.js';
import type { Playbook } from './playbook.js';

/** The alert that a run is about, as it was when the run was planned. */
export const HealingTriggerSchema = z.strictObject({
  transition_id: z.string(),
  alert_id: z.string().meta({ description: 'Of its episode, as it is listed.' }),
  rule_id: z.string(),
  rule_name: z.string(),
  fingerprint: z.string(),
  labels: z.record(z.string(), z.string()),
  severity: AlertSeveritySchema,
  state: z.enum(['pending', 'firing']),
  at: z.number(),
});
export type HealingTrigger = z.infer<typeof HealingTriggerSchema>;

/** What a transition says that playbooks can be for; null when the alert is over. */
export function healingTriggerOf(transition: Transition): HealingTrigger | null {
  const { id, tenant_id, rule_id, rule_name, fingerprint, episode_start, labels, severity, state, at } = transition;
  if (state !== 'pending' && state !== 'firing') return null;
  const alert_id = episodeId(tenant_id, rule_id, fingerprint, episode_start);
  return { transition_id: id, alert_id, rule_id, rule_name, fingerprint, labels, severity, state, at };
}

/** A test of whether a playbook is for an alert of its tenant; matchers are compiled once. */
export function triggerTest({ is_enabled, trigger }: Playbook): (alert: HealingTrigger) => boolean {
  const matchers = labelMatchers(trigger.matchers);
  return ({ rule_id, severity, state, labels }) =>
    is_enabled &&
    (trigger.rule_ids.length === 0 || trigger.rule_ids.includes(rule_id)) &&
    (trigger.severities.length === 0 || trigger.severities.includes(severity)) &&
    trigger.states.includes(state) &&
    matchAll(matchers, labels);
}
