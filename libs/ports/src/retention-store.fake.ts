import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import {
  cutoffOf,
  keepsEverything,
  type RetentionKind,
  type RetentionPolicy,
} from '@tocsin/domain/compliance/retention';
import {
  auditOfDeletion,
  type ChangedPolicy,
  type KeptOfKind,
  type RetentionBatch,
  type RetentionStore,
} from './retention-store.js';

/** Something that is kept, as far as its age is concerned. */
export interface KeptRecord {
  readonly tenantId: string;
  readonly kind: RetentionKind;
  readonly id: string;
  readonly madeAt: number;
  /** Since when it is over; null of what is open, or the newest of its kind. */
  readonly overAt: number | null;
  /** Whether something open refers to it. */
  readonly isReferred: boolean;
}

/** A {@link RetentionStore} in memory, for tests, which keeps what is put into `records`. */
export class FakeRetentionStore implements RetentionStore {
  records: KeptRecord[] = [];
  /** What the audit was told. */
  readonly events: AuditEvent[] = [];
  readonly #policies = new Map<string, RetentionPolicy>();
  readonly #deleted = new Map<string, { at: number; count: number }>();

  async policy(tenantId: string): Promise<RetentionPolicy> {
    return this.#policies.get(tenantId) ?? keepsEverything;
  }

  async changePolicy(tenantId: string, change: (before: RetentionPolicy) => ChangedPolicy): Promise<void> {
    const { policy, event } = change(this.#policies.get(tenantId) ?? keepsEverything);
    this.#policies.set(tenantId, policy);
    this.events.push(event);
  }

  async kept(tenantId: string): Promise<Readonly<Record<RetentionKind, KeptOfKind>>> {
    const of = (kind: RetentionKind): KeptOfKind => {
      const times = this.records.filter((one) => one.tenantId === tenantId && one.kind === kind);
      return {
        oldest: times.length === 0 ? null : Math.min(...times.map(({ madeAt }) => madeAt)),
        deleted: this.#deleted.get(`${tenantId}/${kind}`) ?? null,
      };
    };
    return {
      healing_runs: of('healing_runs'),
      playbook_versions: of('playbook_versions'),
      rule_versions: of('rule_versions'),
    };
  }

  async deleteBatch(batch: RetentionBatch): Promise<number> {
    const { tenantId, kind, limit, now } = batch;
    const before = cutoffOf(await this.policy(tenantId), kind, now);
    if (before === null) return 0;
    const gone = new Set(
      this.records
        .filter((one) => one.tenantId === tenantId && one.kind === kind && !one.isReferred)
        .filter(({ overAt }) => overAt !== null && overAt < before)
        .toSorted((a, b) => a.madeAt - b.madeAt)
        .slice(0, limit),
    );
    if (gone.size === 0) return 0;
    this.records = this.records.filter((one) => !gone.has(one));
    const last = this.#deleted.get(`${tenantId}/${kind}`);
    const count = gone.size + (last?.at === now ? last.count : 0);
    this.#deleted.set(`${tenantId}/${kind}`, { at: now, count });
    this.events.push(auditOfDeletion(batch, gone.size, before));
    return gone.size;
  }
}
