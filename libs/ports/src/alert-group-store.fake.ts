import { type GroupState, lookAfterChange, newGroupState } from '@tocsin/domain/alerting/alert-group';
import type { AlertChanges } from './active-alert-store.js';
import type { FakeActiveAlertStore } from './active-alert-store.fake.js';
import type { NewDelivery } from './delivery-store.js';
import type {
  AlertGroupStore,
  AlertPlacement,
  DecidedGroup,
  DecideGroups,
  FiringSource,
  GroupPlace,
  MovedGroup,
} from './alert-group-store.js';

interface Kept {
  place: GroupPlace;
  seq: number;
  state: GroupState;
  isHeld: boolean;
  lookedAt: number | null;
  dueAt: number;
  members: Set<string>;
}

/** An {@link AlertGroupStore} in memory, for tests. What is owed stands in `owed`. */
export class FakeAlertGroupStore implements AlertGroupStore {
  readonly owed: NewDelivery[] = [];
  readonly #groups = new Map<string, Kept>();
  readonly #sources = new Map<string, FiringSource & { tenantId: string }>();
  #seq = 0;

  constructor(private readonly alerts: FakeActiveAlertStore) {}

  get keys(): string[] {
    return [...this.#groups.values()].map(({ place }) => place.key).sort();
  }

  async take(changes: AlertChanges, placements: readonly AlertPlacement[], now: number): Promise<void> {
    const firing = new Set(this.alerts.alerts.filter(({ resolvedAt }) => resolvedAt === null).map(({ id }) => id));
    await this.alerts.record(changes, now);
    const over = this.alerts.alerts.filter(({ id, resolvedAt }) => firing.has(id) && resolvedAt !== null);
    for (const kept of this.#groups.values()) if (over.some(({ id }) => kept.members.has(id))) makeDue(kept, now);
    this.#place(placements, now);
  }

  async decideDue(now: number, limit: number, decide: DecideGroups): Promise<number> {
    const due = [...this.#groups.values()].filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    return this.#decide(due.slice(0, limit), decide, now);
  }

  async decideOfOtherPolicy(
    tenantId: string,
    policy: string,
    limit: number,
    decide: DecideGroups,
    now: number,
  ): Promise<number> {
    const others = [...this.#groups.values()].filter(
      ({ place }) => place.tenantId === tenantId && place.policy !== policy,
    );
    return this.#decide(others.slice(0, limit), decide, now);
  }

  async lookAtHeld(tenantId: string | null, now: number): Promise<void> {
    for (const kept of this.#groups.values())
      if (kept.isHeld && (tenantId === null || kept.place.tenantId === tenantId)) makeDue(kept, now);
  }

  async lookAtAll(tenantId: string, now: number): Promise<void> {
    for (const kept of this.#groups.values()) if (kept.place.tenantId === tenantId) makeDue(kept, now);
  }

  async tenants(): Promise<readonly string[]> {
    return [...new Set([...this.#groups.values()].map(({ place }) => place.tenantId))];
  }

  async #decide(groups: readonly Kept[], decide: DecideGroups, now: number): Promise<number> {
    const byId = new Map(this.alerts.alerts.map((alert) => [alert.id, alert]));
    const stored = groups.map(({ place, seq, state, members }) => ({
      ...place,
      seq,
      state,
      alerts: [...members].flatMap((id) => byId.get(id) ?? []),
    }));
    const outcomes = await decide(stored, async (keys) =>
      [...this.#sources.values()].filter(
        ({ key, alertId }) => keys.includes(key) && byId.get(alertId)?.resolvedAt === null,
      ),
    );
    for (const outcome of outcomes)
      if (outcome.kind === 'decided') this.#write(outcome, now);
      else this.#move(outcome, now);
    return groups.length;
  }

  #write({ id, state, isHeld, nextLookAt, ended, deliveries }: DecidedGroup, now: number): void {
    this.owed.push(...deliveries);
    const kept = this.#groups.get(id);
    if (kept === undefined) return;
    for (const alert of ended) kept.members.delete(alert);
    if (nextLookAt === null) this.#groups.delete(id);
    else Object.assign(kept, { state, isHeld, lookedAt: now, dueAt: nextLookAt });
  }

  #move({ id, policy, stay, groupIntervalMs, placements }: MovedGroup, now: number): void {
    const kept = this.#groups.get(id);
    if (kept === undefined) return;
    if (stay.length === 0) this.#groups.delete(id);
    kept.members = new Set(stay);
    makeDue(kept, now);
    kept.place = { ...kept.place, policy, groupIntervalMs };
    for (const [key, { alertId }] of this.#sources)
      if (placements.some((placement) => placement.alertId === alertId)) this.#sources.delete(key);
    this.#place(
      placements.map((one) => ({ ...one, groups: one.groups.filter((place) => place.id !== id) })),
      now,
    );
  }

  #place(placements: readonly AlertPlacement[], now: number): void {
    for (const { alertId, tenantId, groups, sources } of placements) {
      for (const source of sources) this.#sources.set(`${source.key} ${alertId}`, { ...source, alertId, tenantId });
      for (const place of groups) {
        const kept = this.#groups.get(place.id);
        if (kept === undefined) this.#groups.set(place.id, this.#newGroup(place, alertId));
        else {
          kept.members.add(alertId);
          if (kept.lookedAt === null) kept.dueAt = Math.min(kept.dueAt, place.firstLookAt);
          else makeDue(kept, now);
        }
      }
    }
  }

  #newGroup(place: GroupPlace, alertId: string): Kept {
    this.#seq += 1;
    const members = new Set([alertId]);
    return {
      place,
      seq: this.#seq,
      state: newGroupState,
      isHeld: false,
      lookedAt: null,
      dueAt: place.firstLookAt,
      members,
    };
  }
}

function makeDue(kept: Kept, now: number): void {
  if (kept.lookedAt === null) return;
  kept.dueAt = Math.min(kept.dueAt, lookAfterChange(kept.lookedAt, now, kept.place.groupIntervalMs));
}
