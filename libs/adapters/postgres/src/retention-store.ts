import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import {
  cutoffOf,
  keepsEverything,
  LegalHoldSchema,
  RetentionDaysSchema,
  type RetentionKind,
  type RetentionPolicy,
} from '@tocsin/domain/compliance/retention';
import {
  auditOfDeletion,
  type ChangedPolicy,
  type KeptOfKind,
  type RetentionBatch,
  type RetentionStore,
} from '@tocsin/ports/retention-store';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Database } from './database.js';
import { inTenant } from './in-tenant.js';

/** Of the locks that keep a policy from being changed while something is deleted by it; the number has no meaning beyond being ours. */
const POLICY_LOCKS = 7_626_722;

const PolicySchema = z.strictObject({ days: RetentionDaysSchema, hold: LegalHoldSchema.nullable() });

/** Text of JSON to look into. Labels may hold U+0000, which PostgreSQL takes no value beside; nothing that is read here does. */
const jsonOf = (column: string): string => `replace(${column}, '\\u0000', '\\u0001')::json`;

/**
 * What takes away those of a tenant ($1) that were over before a time ($2), so many ($3) at most. Each says how many there were.
 * Where a run or a version is looked at by something open, it stays.
 */
const deletions: Readonly<Record<RetentionKind, string>> = {
  // A run whose audit is still to be told, or that is still to be told to people, is not over. What was asked for goes with
  // its run, or by itself where none came of it.
  healing_runs: `
    WITH old AS (
      SELECT run.run_id FROM healing_runs run
      WHERE run.tenant_id = $1 AND NOT run.is_open AND run.next_look_at IS NULL AND run.audited >= run.version
        AND greatest(run.created_at, run.touched_at) < $2
        AND NOT EXISTS (
          SELECT 1 FROM healing_events planned JOIN active_alerts alert ON alert.tenant_id = $1
            AND alert.resolved_at IS NULL
            AND alert.rule_id = ${jsonOf('planned.event')} #>> '{plan,trigger,rule_id}'
            AND alert.fingerprint = ${jsonOf('planned.event')} #>> '{plan,trigger,fingerprint}'
          WHERE planned.tenant_id = $1 AND planned.run_id = run.run_id AND planned.sequence = 0)
      ORDER BY run.created_at, run.run_id LIMIT $3
    ), events AS (
      DELETE FROM healing_events WHERE tenant_id = $1 AND run_id IN (SELECT run_id FROM old)
    ), requests AS (
      DELETE FROM healing_requests WHERE tenant_id = $1
        AND (id IN (SELECT run_id FROM old) OR (at < $2 AND outcome::json ->> 'kind' = 'held_back'))
    ), gone AS (
      DELETE FROM healing_runs WHERE tenant_id = $1 AND run_id IN (SELECT run_id FROM old) RETURNING 1
    ) SELECT count(*)::int AS count FROM gone`,
  playbook_versions: `
    WITH old AS (
      SELECT book.id, book.version FROM playbooks book
      WHERE book.tenant_id = $1
        AND EXISTS (SELECT 1 FROM playbooks later WHERE later.tenant_id = $1 AND later.id = book.id
          AND later.version > book.version AND (${jsonOf('later.document')} ->> 'updated_at')::bigint < $2)
        AND NOT EXISTS (SELECT 1 FROM healing_runs run WHERE run.tenant_id = $1 AND run.is_open
          AND ${jsonOf('run.summary')} ->> 'playbookId' = book.id)
      ORDER BY (${jsonOf('book.document')} ->> 'updated_at')::bigint, book.id, book.version LIMIT $3
    ), gone AS (
      DELETE FROM playbooks WHERE tenant_id = $1 AND (id, version) IN (SELECT id, version FROM old) RETURNING 1
    ) SELECT count(*)::int AS count FROM gone`,
  // What waits for approval has taken nothing's place. An alert of a group's rule is known by the name of the group.
  rule_versions: `
    WITH old AS (
      SELECT kept.kind, kept.name, kept.version FROM rule_versions kept
      WHERE kept.tenant_id = $1 AND kept.entry ->> 'state' <> 'proposed'
        AND EXISTS (SELECT 1 FROM rule_versions later WHERE later.tenant_id = $1 AND later.kind = kept.kind
          AND later.name = kept.name AND later.version > kept.version AND later.entry ->> 'state' = 'applied'
          AND coalesce(later.entry #>> '{decision,at}', later.entry ->> 'at')::bigint < $2)
        AND NOT EXISTS (SELECT 1 FROM active_alerts alert WHERE alert.tenant_id = $1 AND alert.resolved_at IS NULL
          AND (alert.rule_id = kept.name OR (kept.kind = 'group' AND starts_with(alert.rule_id, kept.name || '/'))))
      ORDER BY (kept.entry ->> 'at')::bigint, kept.kind, kept.name, kept.version LIMIT $3
    ), gone AS (
      DELETE FROM rule_versions WHERE tenant_id = $1
        AND (kind, name, version) IN (SELECT kind, name, version FROM old) RETURNING 1
    ) SELECT count(*)::int AS count FROM gone`,
};

/** When the oldest of a kind was made. */
const oldest: Readonly<Record<RetentionKind, string>> = {
  healing_runs: 'SELECT min(created_at) AS at FROM healing_runs WHERE tenant_id = $1',
  playbook_versions: `SELECT min((${jsonOf('document')} ->> 'updated_at')::bigint) AS at FROM playbooks WHERE tenant_id = $1`,
  rule_versions: `SELECT min((entry ->> 'at')::bigint) AS at FROM rule_versions WHERE tenant_id = $1`,
};

/** Retention on PostgreSQL. What is deleted is so by a role that sees one tenant at a time and changes nothing. */
export class PostgresRetentionStore implements RetentionStore {
  readonly #app: DataSource;
  readonly #retention: DataSource;

  constructor({ app, retention }: Pick<Database, 'app' | 'retention'>) {
    this.#app = app;
    this.#retention = retention;
  }

  policy(tenantId: string): Promise<RetentionPolicy> {
    return inTenant(this.#app, tenantId, (manager) => policyOf(manager, tenantId));
  }

  changePolicy(tenantId: string, change: (before: RetentionPolicy) => ChangedPolicy): Promise<void> {
    return inTenant(this.#app, tenantId, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [POLICY_LOCKS, tenantId]);
      const { policy, event } = change(await policyOf(manager, tenantId));
      await manager.query(
        `INSERT INTO retention_policies (tenant_id, document) VALUES ($1, $2)
         ON CONFLICT (tenant_id) DO UPDATE SET document = $2`,
        [tenantId, JSON.stringify(policy)],
      );
      await tell(manager, event);
    });
  }

  kept(tenantId: string): Promise<Readonly<Record<RetentionKind, KeptOfKind>>> {
    return inTenant(this.#app, tenantId, async (manager) => {
      const rows = await manager.query<{ kind: string; at: string; count: string }[]>(
        'SELECT kind, at, count FROM retention_deletions WHERE tenant_id = $1',
        [tenantId],
      );
      const of = async (kind: RetentionKind): Promise<KeptOfKind> => {
        const [first] = await manager.query<{ at: string | null }[]>(oldest[kind], [tenantId]);
        const last = rows.find((row) => row.kind === kind);
        return {
          oldest: first?.at == null ? null : Number(first.at),
          deleted: last === undefined ? null : { at: Number(last.at), count: Number(last.count) },
        };
      };
      return {
        healing_runs: await of('healing_runs'),
        playbook_versions: await of('playbook_versions'),
        rule_versions: await of('rule_versions'),
      };
    });
  }

  deleteBatch(batch: RetentionBatch): Promise<number> {
    const { tenantId, kind, limit, now } = batch;
    return inTenant(this.#retention, tenantId, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock_shared($1, hashtext($2))', [POLICY_LOCKS, tenantId]);
      const before = cutoffOf(await policyOf(manager, tenantId), kind, now);
      if (before === null) return 0;
      const [gone] = await manager.query<{ count: number }[]>(deletions[kind], [tenantId, before, limit]);
      const count = gone?.count ?? 0;
      if (count === 0) return 0;
      await manager.query(
        `INSERT INTO retention_deletions AS last (tenant_id, kind, at, count) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, kind) DO UPDATE
           SET at = $3, count = $4 + CASE WHEN last.at = $3 THEN last.count ELSE 0 END`,
        [tenantId, kind, now, count],
      );
      await tell(manager, auditOfDeletion(batch, count, before));
      return count;
    });
  }
}

async function policyOf(manager: EntityManager, tenantId: string): Promise<RetentionPolicy> {
  const sql = 'SELECT document FROM retention_policies WHERE tenant_id = $1';
  const [row] = await manager.query<{ document: unknown }[]>(sql, [tenantId]);
  return row === undefined ? keepsEverything : PolicySchema.parse(row.document);
}

/** Stands beside the change and is published afterwards. Nothing is read back, which the role that deletes may not. */
const tell = (manager: EntityManager, event: AuditEvent): Promise<unknown> =>
  manager.query(`INSERT INTO outbox (tenant_id, topic, key, value) VALUES ($1, 'audit', $1, $2)`, [
    event.tenant_id,
    JSON.stringify(event),
  ]);
