import type { ActiveAlert, ActiveAlertStore, AlertChanges, AlertEnd, DueAlert } from '@tocsin/ports/active-alert-store';
import type { DataSource, EntityManager } from 'typeorm';
import type { Database } from './database.js';

interface AlertRow {
  id: string;
  tenant_id: string;
  rule_id: string;
  fingerprint: string;
  labels: string;
  annotations: string;
  episode_start: number;
  fired_at: number;
  resolved_at: number | null;
}

/** Active alerts on PostgreSQL; used by the worker's role across tenants. */
export class PostgresActiveAlertStore implements ActiveAlertStore {
  readonly #db: DataSource;

  constructor(database: Database) {
    this.#db = database.worker;
  }

  async record({ fired, ended }: AlertChanges, now: number): Promise<void> {
    if (fired.length === 0 && ended.length === 0) return;
    await this.#db.transaction(async (manager) => {
      if (ended.length > 0) await end(manager, ended, now);
      if (fired.length > 0) await fire(manager, fired, now);
    });
  }

  async claimDue(
    tenantIds: readonly string[],
    now: number,
    nextDueAt: number,
    limit: number,
  ): Promise<readonly DueAlert[]> {
    const [rows] = await this.#db.query<[Pick<AlertRow, 'id' | 'tenant_id'>[], number]>(
      `UPDATE active_alerts a SET due_at = $3::bigint
       FROM (SELECT id FROM active_alerts WHERE tenant_id = ANY($1::text[]) AND due_at <= $2
             ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED) due
       WHERE a.id = due.id RETURNING a.id, a.tenant_id`,
      [tenantIds, now, nextDueAt, limit],
    );
    return rows.map(({ id, tenant_id }) => ({ id, tenantId: tenant_id }));
  }

  async makeDue(tenantIds: readonly string[]): Promise<void> {
    await this.#db.query('UPDATE active_alerts SET due_at = 0 WHERE tenant_id = ANY($1::text[]) AND due_at > 0', [
      tenantIds,
    ]);
  }

  async load(ids: readonly string[]): Promise<readonly ActiveAlert[]> {
    const rows = await this.#db.query<AlertRow[]>(
      `SELECT id, tenant_id, rule_id, fingerprint, labels, annotations, episode_start, fired_at, resolved_at
       FROM active_alerts WHERE id = ANY($1::text[])`,
      [ids],
    );
    return rows.map((row) => ({
      id: row.id,
      tenantId: row.tenant_id,
      ruleId: row.rule_id,
      fingerprint: row.fingerprint,
      labels: JSON.parse(row.labels) as ActiveAlert['labels'],
      annotations: JSON.parse(row.annotations) as ActiveAlert['annotations'],
      episodeStart: row.episode_start,
      firedAt: row.fired_at,
      resolvedAt: row.resolved_at,
    }));
  }

  async forgetResolvedBefore(time: number): Promise<void> {
    await this.#db.query('DELETE FROM active_alerts WHERE resolved_at IS NOT NULL AND changed_at < $1', [time]);
  }
}

async function end(manager: EntityManager, ended: readonly AlertEnd[], now: number): Promise<void> {
  await manager.query(
    `UPDATE active_alerts a SET resolved_at = e.at, changed_at = $6::bigint, due_at = 0
     FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[])
       AS e (tenant_id, rule_id, fingerprint, episode_start, at)
     WHERE a.tenant_id = e.tenant_id AND a.rule_id = e.rule_id AND a.fingerprint = e.fingerprint
       AND a.resolved_at IS NULL AND a.episode_start <= e.episode_start`,
    [
      ended.map((one) => one.tenantId),
      ended.map((one) => one.ruleId),
      ended.map((one) => one.fingerprint),
      ended.map((one) => one.episodeStart),
      ended.map((one) => one.at),
      now,
    ],
  );
}

async function fire(manager: EntityManager, fired: readonly ActiveAlert[], now: number): Promise<void> {
  await manager.query(
    `INSERT INTO active_alerts AS known
       (id, tenant_id, rule_id, fingerprint, labels, annotations, episode_start, fired_at, resolved_at, changed_at)
     SELECT f.*, $10::bigint FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
       $7::float8[], $8::float8[], $9::float8[]) AS f
     ON CONFLICT (id) DO UPDATE SET annotations = excluded.annotations, episode_start = excluded.episode_start,
       fired_at = excluded.fired_at, resolved_at = excluded.resolved_at, changed_at = excluded.changed_at, due_at = 0
     WHERE known.episode_start < excluded.episode_start`,
    [
      fired.map((alert) => alert.id),
      fired.map((alert) => alert.tenantId),
      fired.map((alert) => alert.ruleId),
      fired.map((alert) => alert.fingerprint),
      fired.map((alert) => JSON.stringify(alert.labels)),
      fired.map((alert) => JSON.stringify(alert.annotations)),
      fired.map((alert) => alert.episodeStart),
      fired.map((alert) => alert.firedAt),
      fired.map((alert) => alert.resolvedAt),
      now,
    ],
  );
}
