import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { Revocation } from '@tocsin/contracts/topics/revocations';
import type { AccessStore, AccessTransaction } from '@tocsin/ports/access-store';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { Subjects } from './subjects.js';
import { keyOf } from './revocation-directory.js';

/** What everything that lets people in has in common. */
export interface AccessContext {
  store: AccessStore;
  subjects: Subjects;
  clock: Clock;
  ids: IdSource;
  /** Tells every gateway of revocations that stand in the store. */
  announce(revocations: readonly Revocation[]): Promise<void>;
}

/** Who did what, beside when. */
export type AccessEntry = Pick<AuditEvent, 'type' | 'tenant_id' | 'actor' | 'subject' | 'details'> &
  Partial<Pick<AuditEvent, 'id'>>;

/** Writes down who let whom in, or did not, in the transaction that did it. */
export function audit(
  tx: AccessTransaction,
  { ids, clock }: Pick<AccessContext, 'ids' | 'clock'>,
  entry: AccessEntry,
): Promise<void> {
  const value = { id: ids.next(), at: clock.now(), ...entry };
  return tx.publish({ topic: 'audit', key: entry.tenant_id, value });
}

/** Writes down what opens no door any more. */
export async function publishRevocations(tx: AccessTransaction, revocations: readonly Revocation[]): Promise<void> {
  for (const value of revocations) await tx.publish({ topic: 'revocations', key: keyOf(value), value });
}

/** Takes out of store and log what has expired by itself; done where something new is written. */
export async function forgetExpired(tx: AccessTransaction, tenant_id: string, now: number): Promise<void> {
  for (const id of await tx.forgetExpired(now))
    await tx.publish({ topic: 'revocations', key: keyOf({ tenant_id, id }), value: null });
}
