import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { EntityManager } from 'typeorm';
import { OutboxEntity } from './entities.js';

/** Writes down what the audit is to be told, in the transaction of the change that it is about; it is published afterwards. */
export async function tellAudit(manager: EntityManager, event: AuditEvent): Promise<void> {
  const { tenant_id } = event;
  await manager.insert(OutboxEntity, { tenant_id, topic: 'audit', key: tenant_id, value: event });
}
