import type { ActiveAlert, ActiveAlertStore, AlertChanges, DueAlert } from './active-alert-store.js';

interface Kept {
  alert: ActiveAlert;
  dueAt: number;
  changedAt: number;
}

/** An {@link ActiveAlertStore} in memory that outlives whoever uses it, for tests. */
export class FakeActiveAlertStore implements ActiveAlertStore {
  readonly #kept = new Map<string, Kept>();

  get alerts(): readonly ActiveAlert[] {
    return [...this.#kept.values()].map(({ alert }) => alert);
  }

  /** Takes changes in as the store of groups does, beside which this one stands. */
  async record({ fired, ended }: AlertChanges, now: number): Promise<void> {
    for (const end of ended) {
      for (const { alert } of [...this.#kept.values()]) {
        const isOfEnd =
          alert.tenantId === end.tenantId && alert.ruleId === end.ruleId && alert.fingerprint === end.fingerprint;
        if (isOfEnd && alert.resolvedAt === null && alert.episodeStart <= end.episodeStart)
          this.#keep({ ...alert, resolvedAt: end.at, traceparent: end.traceparent }, now);
      }
    }
    for (const alert of fired) {
      const known = this.#kept.get(alert.id)?.alert;
      if (known === undefined || known.episodeStart < alert.episodeStart) this.#keep(alert, now);
    }
  }

  async claimDue(
    tenantIds: readonly string[],
    now: number,
    nextDueAt: number,
    limit: number,
  ): Promise<readonly DueAlert[]> {
    const due = [...this.#kept.values()]
      .filter(({ alert, dueAt }) => tenantIds.includes(alert.tenantId) && dueAt <= now)
      .slice(0, limit);
    for (const kept of due) kept.dueAt = nextDueAt;
    return due.map(({ alert: { id, tenantId } }) => ({ id, tenantId }));
  }

  async makeDue(tenantIds: readonly string[]): Promise<void> {
    for (const kept of this.#kept.values()) if (tenantIds.includes(kept.alert.tenantId)) kept.dueAt = 0;
  }

  async load(ids: readonly string[]): Promise<readonly ActiveAlert[]> {
    return ids.flatMap((id) => this.#kept.get(id)?.alert ?? []);
  }

  async forgetResolvedBefore(time: number): Promise<void> {
    for (const [id, { alert, changedAt }] of this.#kept)
      if (alert.resolvedAt !== null && changedAt < time) this.#kept.delete(id);
  }

  #keep(alert: ActiveAlert, changedAt: number): void {
    this.#kept.set(alert.id, { alert, dueAt: 0, changedAt });
  }
}
