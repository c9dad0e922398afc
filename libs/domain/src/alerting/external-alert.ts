import { z } from 'zod';
import { transitionId } from '../engine/hash.js';
import { type Transition, TransitionSchema } from '../engine/transition.js';
import { TenantIdSchema } from '../rules/alert-rule.js';
import { severityOfLabel } from '../rules/severity-label.js';
import { labelFingerprint } from './label-fingerprint.js';

/** Ids of rules that others evaluate begin so; the name of the alert follows. */
const EXTERNAL_RULE_PREFIX = 'external/';

/** An alert that somebody else has posted, with everything that its sender left out. Times are ms since 1970. */
export const PostedAlertSchema = z
  .strictObject({
    tenant_id: TenantIdSchema,
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    generator_url: z.string(),
    starts_at: z.int(),
    ends_at: z.int().meta({ description: 'When it is over unless it is posted again until then.' }),
    received_at: z.int(),
  })
  .meta({ id: 'PostedAlert' });
export type PostedAlert = z.infer<typeof PostedAlertSchema>;

/** What is known of an alert of others. */
export const ExternalAlertSchema = z.strictObject({
  /** How it fired last. */
  firing: TransitionSchema,
  ends_at: z.int(),
  is_over: z.boolean(),
});
export type ExternalAlert = z.infer<typeof ExternalAlertSchema>;

/** Whether an alert was evaluated by somebody else. */
export function isExternal({ rule_id }: { rule_id: string }): boolean {
  return rule_id.startsWith(EXTERNAL_RULE_PREFIX);
}

export interface ExternalChange {
  alert: ExternalAlert;
  /** Null where the alert goes on as it was. */
  transition: Transition | null;
}

/**
 * What a posted alert does, as in Alertmanager: one that is not known fires, one that fires goes on until its new end, and
 * one whose end has come is over.
 *
 * @param known - what is known of the alert of these labels
 * @param source - the record that it came in
 * @returns null when nothing follows from it
 */
export function takePosted(
  known: ExternalAlert | null,
  posted: PostedAlert,
  source: Transition['source'],
): ExternalChange | null {
  const isOver = posted.ends_at <= posted.received_at;
  if (known === null || known.is_over) {
    if (isOver) return null;
    // An episode that ends before it begins again needs a name of its own, and so a beginning of its own.
    const start = known === null || posted.starts_at > known.ends_at ? posted.starts_at : posted.received_at;
    const firing = firingTransition(posted, Math.max(start, (known?.ends_at ?? -1) + 1), source);
    return { alert: { firing, ends_at: posted.ends_at, is_over: false }, transition: firing };
  }
  if (isOver) return endAt(known, posted.ends_at, 'conditions_cease');
  return { alert: { ...known, ends_at: posted.ends_at }, transition: null };
}

/** An alert that was not posted again until its end; null when it is not so far. */
export function expireExternal(known: ExternalAlert, now: number): ExternalChange | null {
  return known.is_over || known.ends_at > now ? null : endAt(known, known.ends_at, 'conditions_unknown');
}

function endAt({ firing }: ExternalAlert, endsAt: number, reason: Transition['reason']): ExternalChange {
  const at = Math.max(endsAt, firing.episode_start);
  const { tenant_id, rule_id, fingerprint, episode_start } = firing;
  const id = transitionId(tenant_id, rule_id, fingerprint, episode_start, 'resolved');
  return {
    alert: { firing, ends_at: at, is_over: true },
    transition: { ...firing, id, state: 'resolved', at, reason },
  };
}

function firingTransition(
  { tenant_id, labels, annotations, generator_url }: PostedAlert,
  start: number,
  source: Transition['source'],
): Transition {
  const fingerprint = labelFingerprint(labels);
  const rule_name = Object.hasOwn(labels, 'alertname') ? (labels['alertname'] as string) : fingerprint;
  const rule_id = `${EXTERNAL_RULE_PREFIX}${rule_name}`;
  return {
    id: transitionId(tenant_id, rule_id, fingerprint, start, 'firing'),
    tenant_id,
    rule_id,
    rule_name,
    rule_version: 1,
    severity: severityOfLabel(Object.hasOwn(labels, 'severity') ? labels['severity'] : undefined),
    category: 'infrastructure',
    state: 'firing',
    fingerprint,
    labels,
    annotations,
    ...(generator_url === '' ? {} : { generator_url }),
    episode_start: start,
    at: start,
    value: null,
    reason: 'conditions_hold',
    evidence: [],
    source,
  };
}
