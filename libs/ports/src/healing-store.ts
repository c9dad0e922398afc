import type { KillSwitch, StormState } from '@tocsin/domain/healing/guards';
import type { GuardVerdict } from '@tocsin/domain/healing/guard';
import type { Playbook } from '@tocsin/domain/healing/playbook';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import type { RunSummary } from '@tocsin/domain/healing/run';
import type { RunState } from '@tocsin/domain/healing/run-states';
import type { Doer } from './healing-audit.js';

/** A run's events, of which it consists. */
export interface StoredRun {
  readonly tenantId: string;
  readonly runId: string;
  /** In their order; their number is the run's version. */
  readonly events: readonly RunEvent[];
}

/** Who works a run, until when, and with which of the numbers that grow with each who takes it. */
export interface RunLease {
  readonly token: number;
  readonly until: number;
}

export interface ClaimedRun extends StoredRun {
  readonly lease: RunLease;
  /** How many of the events the audit has been told of. */
  readonly audited: number;
}

/** What a run is after the events that are appended. */
export interface RunAppend {
  /** How many events the run has to whoever appends. */
  readonly expectedVersion: number;
  readonly events: readonly RunEvent[];
  readonly summary: RunSummary;
  /** When it is looked at next; null: when a person has done something. */
  readonly nextLookAt: number | null;
  /** The lease's, of whoever works the run; null of a person, who needs none. */
  readonly token: number | null;
}

/**
 * `conflict`: somebody else has appended meanwhile, and nothing of this was written. `lease_lost`: another process works the
 * run now, and nothing was written.
 */
export type AppendOutcome = 'appended' | 'conflict' | 'lease_lost';

export type NewRun =
  | { readonly kind: 'create'; readonly event: RunEvent; readonly summary: RunSummary }
  | { readonly kind: 'held'; readonly verdict: GuardVerdict & { kind: 'held' } };

export type CreateOutcome =
  | { readonly kind: 'created' }
  /** There is a run of this id: the same trigger was seen before. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'held'; readonly verdict: GuardVerdict & { kind: 'held' } };

export type PutOutcome = { readonly kind: 'put' } | { readonly kind: 'conflict'; readonly version: number };

/** Which runs are listed: those after a place in the order, of a state, of a playbook, that are open or are not; null: of any. */
export interface WantedRuns {
  readonly limit: number;
  readonly after: Pick<RunSummary, 'createdAt' | 'runId'> | null;
  readonly state: RunState | null;
  readonly playbookId: string | null;
  readonly isOpen: boolean | null;
}

export const everyRun = (limit: number): WantedRuns => ({
  limit,
  after: null,
  state: null,
  playbookId: null,
  isOpen: null,
});

/** Runs of all tenants that go on only when a person has done something. */
export interface RunsWaiting {
  /** For an approval of their plan. */
  readonly forApproval: number;
  /** For an answer whether an effect is there that is in doubt. */
  readonly forAnswer: number;
}

/** Versions of playbooks. Each change is told to the audit in the step that makes it. */
export interface PlaybookStore {
  /** Of all tenants when null; the latest versions of those that were not deleted. */
  playbooks(tenantId: string | null): Promise<readonly Playbook[]>;
  /** A version, the latest when null; null when there is none, or it was deleted. */
  playbook(tenantId: string, id: string, version: number | null): Promise<Playbook | null>;
  /** Keeps a version, which must follow the last one: 1 at first, also after a deletion it goes on. */
  putPlaybook(playbook: Playbook): Promise<PutOutcome>;
  /** Versions stay to be read by their number. @returns whether there was one */
  deletePlaybook(tenantId: string, id: string, by: Doer): Promise<boolean>;
}

/** Runs as their events, and what guards need to know of them. */
export interface RunStore {
  /**
   * Hands `decide` the tenant's runs that are open or were started or ended after `since`, and keeps what it says. One
   * after the other of a tenant, so that two who ask at once cannot both be the last that a budget allows.
   * The run is due at once.
   */
  create(
    tenantId: string,
    runId: string,
    since: number,
    decide: (recent: readonly RunSummary[]) => NewRun,
  ): Promise<CreateOutcome>;
  /** The runs that {@link create} would hand to `decide`, now. */
  recentRuns(tenantId: string, since: number): Promise<readonly RunSummary[]>;
  /** Appends all events or none. */
  append(tenantId: string, runId: string, append: RunAppend): Promise<AppendOutcome>;
  run(tenantId: string, runId: string): Promise<StoredRun | null>;
  /** The latest made first. */
  runs(tenantId: string, wanted: WantedRuns): Promise<readonly RunSummary[]>;
  waiting(): Promise<RunsWaiting>;
  /**
   * Takes runs that are due and that nobody works, the longest due first, under a lease with a token that is larger than
   * any before it.
   */
  claim(now: number, leaseMs: number, limit: number): Promise<readonly ClaimedRun[]>;
  /** Keeps a run for longer. @returns false when another has it */
  renew(tenantId: string, runId: string, token: number, until: number): Promise<boolean>;
  /** Remembers how many of a run's events the audit has been told of; it never becomes less. */
  markAudited(tenantId: string, runId: string, audited: number): Promise<void>;
  /** Gives a run back, to be looked at again at a time, or when a person has done something. Does nothing where another has it. */
  release(tenantId: string, runId: string, token: number, version: number, nextLookAt: number | null): Promise<void>;
}

/** What stops healing as a whole. Each switching is told to the audit in the step that does it. */
export interface HealingSwitches {
  /** Those that are on, of all tenants. */
  killSwitches(): Promise<readonly KillSwitch[]>;
  /** Switches healing off. One that is on already stays as it is. @param inTenant - where whoever does it is at home */
  switchOff(killSwitch: KillSwitch, inTenant: string): Promise<void>;
  /** Lets healing go on: of a tenant, or of everybody when null. */
  switchOn(tenantId: string | null, by: Doer): Promise<void>;
  /**
   * Changes a count of triggers in one piece.
   *
   * @param scope - a playbook's id; null for all of the tenant
   */
  changeStorm(
    tenantId: string,
    scope: string | null,
    change: (state: StormState | null) => StormState,
  ): Promise<StormState>;
  storm(tenantId: string, scope: string | null): Promise<StormState | null>;
}

export interface HealingStore extends PlaybookStore, RunStore, HealingSwitches {}
