import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { Command } from '@tocsin/contracts/topics/commands';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';

/** What was done, and to what. */
export type AuditEntry = Pick<AuditEvent, 'type' | 'subject' | 'details'>;

/** Writes down who did what, in the transaction that does it. */
export function publishAudit(
  command: Command,
  tx: ConfigurationTransaction,
  entry: AuditEntry,
  { ids, clock }: { ids: IdSource; clock: Clock },
): Promise<void> {
  const { tenant_id, actor } = command;
  const value = { id: ids.next(), tenant_id, actor, at: clock.now(), ...entry };
  return tx.publish({ topic: 'audit', key: tenant_id, value });
}
