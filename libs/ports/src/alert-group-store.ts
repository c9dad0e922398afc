import type { GroupState } from '@tocsin/domain/alerting/alert-group';
import type { InhibitionSource } from '@tocsin/domain/alerting/inhibition';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { ActiveAlert, AlertChanges } from './active-alert-store.js';
import type { NewDelivery } from './delivery-store.js';

/** A group that an alert belongs to, as a policy has it. */
export interface GroupPlace {
  id: string;
  tenantId: string;
  /** The route's key. */
  route: string;
  key: string;
  labels: Labels;
  groupIntervalMs: number;
  /** Names the policy that says so. */
  policy: string;
  /** When the group is looked at first, should it be new. */
  firstLookAt: number;
}

/** Where an alert that fires belongs, and what it inhibits. */
export interface AlertPlacement {
  alertId: string;
  tenantId: string;
  groups: readonly GroupPlace[];
  sources: readonly InhibitionSource[];
}

/** An alert that fires and what it inhibits. */
export interface FiringSource extends InhibitionSource {
  alertId: string;
}

/** A group with its alerts: those that fire, and those that ended since it was looked at. */
export interface StoredGroup {
  id: string;
  /** Tells apart the groups that there were under one id. */
  seq: number;
  tenantId: string;
  route: string;
  key: string;
  labels: Labels;
  policy: string;
  state: GroupState;
  alerts: readonly ActiveAlert[];
}

/** What became of a group that was looked at. */
export interface DecidedGroup {
  kind: 'decided';
  id: string;
  state: GroupState;
  isHeld: boolean;
  /** Null when it is over. */
  nextLookAt: number | null;
  /** Alerts that leave it. */
  ended: readonly string[];
  deliveries: readonly NewDelivery[];
}

/** A group that was made by another policy: its alerts are placed anew. */
export interface MovedGroup {
  kind: 'moved';
  id: string;
  policy: string;
  /** Alerts that stay; a group that none stays in is gone. */
  stay: readonly string[];
  groupIntervalMs: number;
  placements: readonly AlertPlacement[];
}

/** Asks for the alerts that fire and are a source under one of the keys. */
export type ReadSources = (keys: readonly string[]) => Promise<readonly (FiringSource & { tenantId: string })[]>;
export type DecideGroups = (
  groups: readonly StoredGroup[],
  readSources: ReadSources,
) => Promise<readonly (DecidedGroup | MovedGroup)[]>;

/** The groups that alerts are told in. What is decided and what is owed for it are one transaction. */
export interface AlertGroupStore {
  /**
   * Takes in what changed of alerts and where those that fire belong, all or none; the groups of what changed are looked
   * at when their turn comes. Done again it changes nothing.
   *
   * @param now - the platform's time in ms
   */
  take(changes: AlertChanges, placements: readonly AlertPlacement[], now: number): Promise<void>;
  /**
   * Hands groups whose turn has come to `decide` and writes down what it says, in one transaction. A group is in the hands
   * of one process at a time; when that one dies, everything is as it was.
   *
   * @returns how many groups were handed out
   */
  decideDue(now: number, limit: number, decide: DecideGroups): Promise<number>;
  /** As {@link decideDue}, of a tenant's groups that were made by another policy than the one named. */
  decideOfOtherPolicy(
    tenantId: string,
    policy: string,
    limit: number,
    decide: DecideGroups,
    now: number,
  ): Promise<number>;
  /** Has groups looked at, at their next tick, in which something is held back: of a tenant, or of all when null. */
  lookAtHeld(tenantId: string | null, now: number): Promise<void>;
  /** Has all groups of a tenant looked at, at their next tick. */
  lookAtAll(tenantId: string, now: number): Promise<void>;
  /** The tenants that have groups. */
  tenants(): Promise<readonly string[]>;
}
