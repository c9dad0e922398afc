import type { ExternalAlert, ExternalChange } from '@tocsin/domain/alerting/external-alert';
import type { ExternalAlertKey, ExternalAlertStore, PublishTransitions } from '@tocsin/ports/external-alert-store';
import type { DataSource, EntityManager } from 'typeorm';
import type { Database } from './database.js';

type Change = (known: readonly ExternalAlert[]) => readonly ExternalChange[];

/** Alerts of others on PostgreSQL; used by the worker's role across tenants. */
export class PostgresExternalAlertStore implements ExternalAlertStore {
  readonly #db: DataSource;

  constructor(database: Database) {
    this.#db = database.worker;
  }

  async change(keys: readonly ExternalAlertKey[], change: Change, publish: PublishTransitions): Promise<void> {
    if (keys.length === 0) return;
    await this.#db.transaction(async (manager) => {
      const known = await lock(
        manager,
        `(tenant_id, fingerprint) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY tenant_id, fingerprint`,
        [keys.map(({ tenantId }) => tenantId), keys.map(({ fingerprint }) => fingerprint)],
      );
      await keep(manager, change(known), publish);
    });
  }

  expire(now: number, limit: number, change: Change, publish: PublishTransitions): Promise<number> {
    return this.#db.transaction(async (manager) => {
      const condition = 'NOT is_over AND ends_at <= $1 ORDER BY ends_at LIMIT $2';
      const known = await lock(manager, condition, [now, limit], 'SKIP LOCKED');
      await keep(manager, change(known), publish);
      return known.length;
    });
  }

  async forgetOverBefore(time: number): Promise<void> {
    await this.#db.query('DELETE FROM external_alerts WHERE is_over AND ends_at < $1', [time]);
  }
}

async function lock(
  manager: EntityManager,
  condition: string,
  parameters: unknown[],
  others: '' | 'SKIP LOCKED' = '',
): Promise<ExternalAlert[]> {
  const rows = await manager.query<{ state: string }[]>(
    `SELECT state FROM external_alerts WHERE ${condition} FOR UPDATE ${others}`,
    parameters,
  );
  return rows.map(({ state }) => JSON.parse(state) as ExternalAlert);
}

async function keep(
  manager: EntityManager,
  changes: readonly ExternalChange[],
  publish: PublishTransitions,
): Promise<void> {
  if (changes.length === 0) return;
  const last = new Map(changes.map(({ alert }) => [`${alert.firing.tenant_id}/${alert.firing.fingerprint}`, alert]));
  const alerts = [...last.values()];
  await manager.query(
    `INSERT INTO external_alerts (tenant_id, fingerprint, state, ends_at, is_over)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::boolean[])
     ON CONFLICT (tenant_id, fingerprint) DO UPDATE
       SET state = excluded.state, ends_at = excluded.ends_at, is_over = excluded.is_over`,
    [
      alerts.map(({ firing }) => firing.tenant_id),
      alerts.map(({ firing }) => firing.fingerprint),
      alerts.map((alert) => JSON.stringify(alert)),
      alerts.map(({ ends_at }) => ends_at),
      alerts.map(({ is_over }) => is_over),
    ],
  );
  await publish(changes.flatMap(({ transition }) => transition ?? []));
}
