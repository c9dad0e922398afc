import { z } from 'zod';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import { linkToRule } from '@tocsin/domain/alerting/page-links';
import type { AlertStatus } from '../../alerting/alert-status.js';
import type { Alert } from '../../read-model/alert.js';

/** How long an alert that fires is told to hold; whoever sends it to an Alertmanager says the same. */
const VALID_MS = 240_000;

export const GettableAlertSchema = z
  .strictObject({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    startsAt: z.string(),
    endsAt: z.string(),
    updatedAt: z.string(),
    fingerprint: z.string(),
    receivers: z.array(z.strictObject({ name: z.string() })),
    status: z.strictObject({
      state: z.enum(['unprocessed', 'active', 'suppressed']),
      silencedBy: z.array(z.string()),
      inhibitedBy: z.array(z.string()),
      mutedBy: z.array(z.string()),
    }),
    generatorURL: z.string(),
  })
  .meta({ id: 'AlertmanagerAlert', description: "An alert in the form of Alertmanager's API." });
export type GettableAlert = z.infer<typeof GettableAlertSchema>;

/**
 * An alert that fires, as an Alertmanager lists it that was told of it.
 *
 * @param receivers - the names of those who are told
 * @param status - whether they are told
 * @param now - ms since 1970
 * @param linkBase - where links to rules begin; empty when that is not known
 */
export function gettableAlert(
  { labels, annotations, rule_id, generator_url, started_at, fired_at, updated_at }: Alert,
  {
    receivers,
    status,
    now,
    linkBase,
  }: { receivers: readonly string[]; status: AlertStatus; now: number; linkBase: string },
): GettableAlert {
  return {
    labels,
    annotations,
    startsAt: new Date(Math.min(fired_at ?? started_at, now)).toISOString(),
    endsAt: new Date(now + VALID_MS).toISOString(),
    updatedAt: new Date(updated_at).toISOString(),
    fingerprint: labelFingerprint(labels),
    receivers: receivers.map((name) => ({ name })),
    status: {
      state: status.state,
      silencedBy: status.silenced_by,
      inhibitedBy: status.inhibited_by,
      mutedBy: status.muted_by,
    },
    generatorURL: generator_url ?? linkToRule(linkBase, rule_id),
  };
}
