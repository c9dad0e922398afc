import { type ReceiverHealth, unusedReceiver } from '@tocsin/domain/alerting/receiver-health';
import type { ReceiverName } from '@tocsin/ports/delivery-store';
import type { EntityManager } from 'typeorm';

interface HealthRow {
  failures: number;
  opened_at: string | null;
  probe_at: string;
  last_delivered_at: string | null;
  last_failed_at: string | null;
  last_reason: string;
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

/** @param lock - whether others that change it wait until this transaction is over */
export async function readHealth(
  manager: EntityManager,
  { tenantId, receiverId }: ReceiverName,
  lock = false,
): Promise<ReceiverHealth> {
  const [row] = await manager.query<HealthRow[]>(
    `SELECT failures, opened_at, probe_at, last_delivered_at, last_failed_at, last_reason FROM receiver_health
     WHERE tenant_id = $1 AND receiver_id = $2 ${lock ? 'FOR UPDATE' : ''}`,
    [tenantId, receiverId],
  );
  if (row === undefined) return unusedReceiver;
  return {
    failures: row.failures,
    openedAt: numberOf(row.opened_at),
    probeAt: Number(row.probe_at),
    lastDeliveredAt: numberOf(row.last_delivered_at),
    lastFailedAt: numberOf(row.last_failed_at),
    lastReason: row.last_reason,
  };
}

/** Changes the row of a receiver, which is made when there is none; one change waits for the other. */
export async function changeHealthRow(
  manager: EntityManager,
  receiver: ReceiverName,
  change: (health: ReceiverHealth) => ReceiverHealth,
): Promise<{ before: ReceiverHealth; after: ReceiverHealth }> {
  const { tenantId, receiverId } = receiver;
  await manager.query(
    `INSERT INTO receiver_health (tenant_id, receiver_id, failures, probe_at, last_reason) VALUES ($1, $2, 0, 0, '')
     ON CONFLICT DO NOTHING`,
    [tenantId, receiverId],
  );
  const before = await readHealth(manager, receiver, true);
  const after = change(before);
  await manager.query(
    `UPDATE receiver_health SET failures = $3, opened_at = $4, probe_at = $5, last_delivered_at = $6, last_failed_at = $7,
       last_reason = $8
     WHERE tenant_id = $1 AND receiver_id = $2`,
    [
      tenantId,
      receiverId,
      after.failures,
      after.openedAt,
      after.probeAt,
      after.lastDeliveredAt,
      after.lastFailedAt,
      storable(after.lastReason),
    ],
  );
  return { before, after };
}

/** PostgreSQL takes no U+0000, and no half of a surrogate pair. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
