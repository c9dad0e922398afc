import { z } from 'zod';

const DAY_MS = 86_400_000;
/** Whoever looks into last month must find it, and ten years are the longest that books must be kept anywhere. */
const DAYS_MIN = 30;
const DAYS_MAX = 3_660;

/** What is kept for as long as a tenant says. */
export const retentionKinds = ['healing_runs', 'playbook_versions', 'rule_versions'] as const;
export type RetentionKind = (typeof retentionKinds)[number];
export const RetentionKindSchema = z.enum(retentionKinds);

const days = (what: string) =>
  z
    .int()
    .min(DAYS_MIN)
    .max(DAYS_MAX)
    .nullable()
    .meta({
      description: `For how many days ${what} are kept; null: for ever. What is left out of a change stays as it is.`,
    });
const healingRuns = days('runs of playbooks, counted from their end,');
const playbookVersions = days('versions of playbooks, counted from when another one took their place,');
const ruleVersions = days('versions of rules and rule groups, counted from when another one took their place,');

export const RetentionDaysSchema = z.strictObject({
  healing_runs: healingRuns.default(null),
  playbook_versions: playbookVersions.default(null),
  rule_versions: ruleVersions.default(null),
});
export type RetentionDays = z.infer<typeof RetentionDaysSchema>;

/** A change of limits: those that are left out stay as they are. */
export const RetentionDaysChangeSchema = z
  .strictObject({
    healing_runs: healingRuns.exactOptional(),
    playbook_versions: playbookVersions.exactOptional(),
    rule_versions: ruleVersions.exactOptional(),
  })
  .meta({ id: 'RetentionDays' });

/** Why nothing of a tenant may be deleted, since when, and who says so. */
export const LegalHoldSchema = z
  .strictObject({ reason: z.string(), by: z.string(), since: z.int() })
  .meta({ id: 'LegalHold', description: 'While it stands, nothing is deleted, and nobody is erased.' });
export type LegalHold = z.infer<typeof LegalHoldSchema>;

/** For how long a tenant's records are kept. */
export interface RetentionPolicy {
  readonly days: RetentionDays;
  readonly hold: LegalHold | null;
}

/** Of a tenant that has said nothing: for ever. */
export const keepsEverything: RetentionPolicy = { days: RetentionDaysSchema.parse({}), hold: null };

/** What was over before this time may go; null where nothing may. */
export function cutoffOf({ days: kept, hold }: RetentionPolicy, kind: RetentionKind, now: number): number | null {
  const limit = kept[kind];
  return hold !== null || limit === null ? null : now - limit * DAY_MS;
}
