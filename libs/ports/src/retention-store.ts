import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { RetentionKind, RetentionPolicy } from '@tocsin/domain/compliance/retention';

/** How much there is of a kind. */
export interface KeptOfKind {
  /** When the oldest one was made; ms since 1970, null where there is none. */
  readonly oldest: number | null;
  /** What was deleted last; null where nothing ever was. */
  readonly deleted: { readonly at: number; readonly count: number } | null;
}

/** A policy, and what the audit is told of it. */
export interface ChangedPolicy {
  readonly policy: RetentionPolicy;
  readonly event: AuditEvent;
}

export interface RetentionBatch {
  readonly tenantId: string;
  readonly kind: RetentionKind;
  /** Most that are deleted at once. */
  readonly limit: number;
  readonly now: number;
  /** The id of the event that tells of it. */
  readonly eventId: string;
}

/** For how long a tenant's records are kept, and what takes away those that are older. */
export interface RetentionStore {
  policy(tenantId: string): Promise<RetentionPolicy>;
  /**
   * Makes another policy of the one that stands, while nobody else does. Resolves when nothing is deleted by the policy of
   * before any more. The event is told in the step that keeps it.
   */
  changePolicy(tenantId: string, change: (before: RetentionPolicy) => ChangedPolicy): Promise<void>;
  kept(tenantId: string): Promise<Readonly<Record<RetentionKind, KeptOfKind>>>;
  /**
   * Deletes the oldest of a kind that the tenant's policy of this moment keeps no longer, and tells of it in the same step.
   * What is open stays, and so does what something open refers to, and the newest version of everything.
   *
   * @returns how many were deleted
   */
  deleteBatch(batch: RetentionBatch): Promise<number>;
}

/** What the audit is told of a batch that was deleted. */
export const auditOfDeletion = (
  { tenantId: tenant_id, kind, now: at, eventId: id }: RetentionBatch,
  count: number,
  before: number,
): AuditEvent => ({
  id,
  type: 'records_deleted',
  tenant_id,
  actor: 'compliance',
  at,
  subject: `retention/${kind}`,
  details: { count, over_before: before },
});
