import type { AlertSeverity } from '@tocsin/domain/rules/alert-rule';
import type { ActiveAlert, ActiveAlertStore, AlertEnd, DueAlert } from '@tocsin/ports/active-alert-store';
import type { DataSource, EntityManager } from 'typeorm';
import type { Database } from './database.js';

export interface AlertRow {
  id: string;
  tenant_id: string;
  rule_id: string;
  fingerprint: string;
  labels: string;
  annotations: string;
  severity: AlertSeverity;
  value: number | null;
  generator_url: string | null;
  episode_start: number;
  fired_at: number;
  resolved_at: number | null;
  traceparent: string | null;
}

/** Active alerts on PostgreSQL; used by the worker's role across tenants. */
export class PostgresActiveAlertStore implements ActiveAlertStore {
  readonly #db: DataSource;

  constructor(database: Database) {
    this.#db = database.worker;
  }

  async claimDue(
    tenantIds: readonly string[],
    now: number,
    nextDueAt: number,
    limit: number,
  ): Promise<readonly DueAlert[]> {
    const [rows] = await this.#db.query<[Pick<AlertRow, 'id' | 'tenant_id'>[], number]>(
      // Materialized: the planner may run a subquery several times, and each run would claim as many as the limit says.
      `WITH due AS MATERIALIZED (
         SELECT id FROM active_alerts WHERE tenant_id = ANY($1::text[]) AND due_at <= $2
         ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
       UPDATE active_alerts a SET due_at = $3::bigint
       FROM due WHERE a.id = due.id RETURNING a.id, a.tenant_id`,
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
      `SELECT ${alertColumns} FROM active_alerts a WHERE a.id = ANY($1::text[])`,
      [ids],
    );
    return rows.map(alertOf);
  }

  async forgetResolvedBefore(time: number): Promise<void> {
    await this.#db.query(
      `DELETE FROM active_alerts a WHERE resolved_at IS NOT NULL AND changed_at < $1
       AND NOT EXISTS (SELECT 1 FROM alert_group_members m WHERE m.alert_id = a.id)`,
      [time],
    );
  }
}

export const alertColumns = `a.id, a.tenant_id, a.rule_id, a.fingerprint, a.labels, a.annotations, a.severity, a.value,
  a.generator_url, a.episode_start, a.fired_at, a.resolved_at, a.traceparent`;

export function alertOf(row: AlertRow): ActiveAlert {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    ruleId: row.rule_id,
    fingerprint: row.fingerprint,
    labels: JSON.parse(row.labels) as ActiveAlert['labels'],
    annotations: JSON.parse(row.annotations) as ActiveAlert['annotations'],
    severity: row.severity,
    value: row.value,
    generatorUrl: row.generator_url,
    episodeStart: row.episode_start,
    firedAt: row.fired_at,
    resolvedAt: row.resolved_at,
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
  };
}

/** Ends what fires of these episodes. @returns the ids of the alerts that ended by it */
export async function endAlerts(manager: EntityManager, ended: readonly AlertEnd[], now: number): Promise<string[]> {
  if (ended.length === 0) return [];
  const [rows] = await manager.query<[{ id: string }[], number]>(
    `UPDATE active_alerts a SET resolved_at = e.at, changed_at = $6::bigint, due_at = 0, traceparent = e.traceparent
     FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $7::text[])
       AS e (tenant_id, rule_id, fingerprint, episode_start, at, traceparent)
     WHERE a.tenant_id = e.tenant_id AND a.rule_id = e.rule_id AND a.fingerprint = e.fingerprint
       AND a.resolved_at IS NULL AND a.episode_start <= e.episode_start RETURNING a.id`,
    [
      ended.map((one) => one.tenantId),
      ended.map((one) => one.ruleId),
      ended.map((one) => one.fingerprint),
      ended.map((one) => one.episodeStart),
      ended.map((one) => one.at),
      now,
      ended.map((one) => one.traceparent ?? null),
    ],
  );
  return rows.map(({ id }) => id);
}

export async function fireAlerts(manager: EntityManager, fired: readonly ActiveAlert[], now: number): Promise<void> {
  if (fired.length === 0) return;
  await manager.query(
    `INSERT INTO active_alerts AS known
       (id, tenant_id, rule_id, fingerprint, labels, annotations, severity, value, generator_url, episode_start, fired_at,
        resolved_at, traceparent, changed_at)
     SELECT f.*, $14::bigint FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
       $7::text[], $8::float8[], $9::text[], $10::float8[], $11::float8[], $12::float8[], $13::text[]) AS f
     ON CONFLICT (id) DO UPDATE SET annotations = excluded.annotations, severity = excluded.severity,
       value = excluded.value, generator_url = excluded.generator_url, episode_start = excluded.episode_start,
       fired_at = excluded.fired_at, resolved_at = excluded.resolved_at, changed_at = excluded.changed_at, due_at = 0,
       traceparent = excluded.traceparent
     WHERE known.episode_start < excluded.episode_start`,
    [
      fired.map((alert) => alert.id),
      fired.map((alert) => alert.tenantId),
      fired.map((alert) => alert.ruleId),
      fired.map((alert) => alert.fingerprint),
      fired.map((alert) => JSON.stringify(alert.labels)),
      fired.map((alert) => JSON.stringify(alert.annotations)),
      fired.map((alert) => alert.severity),
      fired.map((alert) => alert.value),
      fired.map((alert) => alert.generatorUrl),
      fired.map((alert) => alert.episodeStart),
      fired.map((alert) => alert.firedAt),
      fired.map((alert) => alert.resolvedAt),
      fired.map((alert) => alert.traceparent ?? null),
      now,
    ],
  );
}
