import { z } from 'zod';
import type { Labels } from '@tocsin/domain/rules/labels';
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

const FNV_OFFSET = 14_695_981_039_346_656_037n;
const FNV_PRIME = 1_099_511_628_211n;
/** Stands between names and values; no text in UTF-8 holds it. */
const SEPARATOR = 0xff;

/** The name by which Prometheus and Alertmanager know a label set: FNV-1a of 64 bits over names and values. */
export function labelFingerprint(labels: Labels): string {
  let hash = FNV_OFFSET;
  const add = (byte: number): void => void (hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME));
  for (const name of Object.keys(labels).sort()) {
    for (const text of [name, labels[name] as string]) {
      Buffer.from(text).forEach(add);
      add(SEPARATOR);
    }
  }
  return hash.toString(16).padStart(16, '0');
}

/**
 * An alert that fires, as an Alertmanager lists it that was told of it.
 *
 * @param receivers - the names of those who are told
 * @param now - ms since 1970
 * @param linkBase - where links to rules begin; empty when that is not known
 */
export function gettableAlert(
  { labels, annotations, rule_id, started_at, fired_at, updated_at }: Alert,
  { receivers, now, linkBase }: { receivers: readonly string[]; now: number; linkBase: string },
): GettableAlert {
  return {
    labels,
    annotations,
    startsAt: new Date(Math.min(fired_at ?? started_at, now)).toISOString(),
    endsAt: new Date(now + VALID_MS).toISOString(),
    updatedAt: new Date(updated_at).toISOString(),
    fingerprint: labelFingerprint(labels),
    receivers: receivers.map((name) => ({ name })),
    status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
    generatorURL: linkBase === '' ? '' : `${linkBase}/api/rules/${encodeURIComponent(rule_id)}`,
  };
}
