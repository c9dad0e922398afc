import type { AlertSeverity } from '@tocsin/domain/rules/alert-rule';

/** An alert that fires, or that was resolved a short while ago. All times are event times in milliseconds. */
export interface ActiveAlert {
  /** Names tenant, rule, fingerprint and labels: an alert whose labels change is another one to whoever is told. */
  id: string;
  tenantId: string;
  ruleId: string;
  fingerprint: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  severity: AlertSeverity;
  /** What the rule measured when it fired; null where there is no one value. */
  value: number | null;
  /** Where it was made; null for alerts of the platform's own rules. */
  generatorUrl: string | null;
  /** When its conditions began to hold; tells its episodes apart, as a later one begins later. */
  episodeStart: number;
  firedAt: number;
  /** Null while it fires. */
  resolvedAt: number | null;
  /** The trace of what it last did, as a `traceparent`; left out where nothing is traced. */
  traceparent?: string | undefined;
}

/** The end of an episode: whatever of this rule and fingerprint still fires since then or longer is resolved. */
export interface AlertEnd {
  tenantId: string;
  ruleId: string;
  fingerprint: string;
  episodeStart: number;
  at: number;
  traceparent?: string | undefined;
}

/** What transitions change: first the ends, then what fired (and may be over already). No id stands twice. */
export interface AlertChanges {
  fired: readonly ActiveAlert[];
  ended: readonly AlertEnd[];
}

/** An alert whose turn to be told has come. */
export interface DueAlert {
  id: string;
  tenantId: string;
}

/** The alerts that must be told again and again while they fire and for some time after. */
export interface ActiveAlertStore {
  /** Hands out alerts of these tenants that are due at `now`, at most `limit`, and makes each due again at `nextDueAt`. */
  claimDue(tenantIds: readonly string[], now: number, nextDueAt: number, limit: number): Promise<readonly DueAlert[]>;
  /** Makes all alerts of these tenants due at once. */
  makeDue(tenantIds: readonly string[]): Promise<void>;
  /** Alerts as they are now; those that were forgotten are left out. */
  load(ids: readonly string[]): Promise<readonly ActiveAlert[]>;
  /** Drops the alerts whose resolution was taken in before `time` and that no group has still to tell of. */
  forgetResolvedBefore(time: number): Promise<void>;
}
