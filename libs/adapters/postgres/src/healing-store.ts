import type { KillSwitch, StormState } from '@tocsin/domain/healing/guards';
import { PlaybookSchema, type Playbook } from '@tocsin/domain/healing/playbook';
import type { RunSummary } from '@tocsin/domain/healing/run';
import { RunEventSchema, type RunEvent } from '@tocsin/domain/healing/run-event';
import type {
  AppendOutcome,
  ClaimedRun,
  CreateOutcome,
  HealingStore,
  NewRun,
  PutOutcome,
  RunAppend,
  RunsWaiting,
  StoredRun,
  WantedRuns,
} from '@tocsin/ports/healing-store';
import {
  auditOfDeletedPlaybook,
  auditOfPlaybook,
  auditOfSwitchOff,
  auditOfSwitchOn,
  type Doer,
} from '@tocsin/ports/healing-audit';
import type { DataSource, EntityManager } from 'typeorm';
import type { Database } from './database.js';
import { inTenant } from './in-tenant.js';
import { tellAudit } from './tell-audit.js';

/** Of the locks under which a tenant's runs begin; the number has no meaning beyond being ours. */
const HEALING_LOCKS = 7_626_719;
/** What a switch for everybody stands under: no tenant has this name. */
const EVERYBODY = '';

interface RunRow {
  tenant_id: string;
  run_id: string;
  next_look_at: string;
  audited: number;
  lease_token: string;
  lease_until: string;
}

/**
 * Healing on PostgreSQL. What is of one tenant is done by the role that sees one tenant at a time; work that is due is found
 * by the worker's, and so are switches, which may be for everybody.
 */
export class PostgresHealingStore implements HealingStore {
  readonly #app: DataSource;
  readonly #worker: DataSource;

  constructor({ app, worker }: Pick<Database, 'app' | 'worker'>) {
    this.#app = app;
    this.#worker = worker;
  }

  async playbooks(tenantId: string | null): Promise<readonly Playbook[]> {
    const rows = await this.#worker.query<{ document: string }[]>(
      `SELECT document FROM (SELECT DISTINCT ON (tenant_id, id) tenant_id, id, is_deleted, document FROM playbooks
         WHERE $1::text IS NULL OR tenant_id = $1 ORDER BY tenant_id, id, version DESC) AS latest
       WHERE NOT is_deleted ORDER BY tenant_id, id`,
      [tenantId],
    );
    return rows.map(playbookOf);
  }

  playbook(tenantId: string, id: string, version: number | null): Promise<Playbook | null> {
    return inTenant(this.#app, tenantId, async (manager) => {
      const [row] = await manager.query<{ document: string; is_deleted: boolean }[]>(
        `SELECT document, is_deleted FROM playbooks WHERE tenant_id = $1 AND id = $2
           AND ($3::integer IS NULL OR version = $3) ORDER BY version DESC LIMIT 1`,
        [tenantId, id, version],
      );
      return row === undefined || (version === null && row.is_deleted) ? null : playbookOf(row);
    });
  }

  putPlaybook(playbook: Playbook): Promise<PutOutcome> {
    const { tenant_id, id, version } = playbook;
    return inTenant(this.#app, tenant_id, async (manager): Promise<PutOutcome> => {
      const last = await lastVersion(manager, tenant_id, id);
      if (version !== last + 1) return { kind: 'conflict', version: last };
      const inserted = await manager.query<unknown[]>(
        `INSERT INTO playbooks (tenant_id, id, version, document) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING RETURNING 1`,
        [tenant_id, id, version, JSON.stringify(playbook)],
      );
      if (inserted.length === 0) return { kind: 'conflict', version: await lastVersion(manager, tenant_id, id) };
      await tellAudit(manager, auditOfPlaybook(playbook));
      return { kind: 'put' };
    });
  }

  deletePlaybook(tenantId: string, id: string, by: Doer): Promise<boolean> {
    return inTenant(this.#app, tenantId, async (manager) => {
      const [rows] = await manager.query<[unknown[], number]>(
        `UPDATE playbooks SET is_deleted = true WHERE tenant_id = $1 AND id = $2 AND NOT is_deleted AND version =
           (SELECT max(version) FROM playbooks WHERE tenant_id = $1 AND id = $2) RETURNING 1`,
        [tenantId, id],
      );
      if (rows.length > 0) await tellAudit(manager, auditOfDeletedPlaybook(id, by));
      return rows.length > 0;
    });
  }

  create(
    tenantId: string,
    runId: string,
    since: number,
    decide: (recent: readonly RunSummary[]) => NewRun,
  ): Promise<CreateOutcome> {
    return inTenant(this.#app, tenantId, async (manager): Promise<CreateOutcome> => {
      await oneAtATime(manager, tenantId);
      const known = 'SELECT 1 FROM healing_runs WHERE tenant_id = $1 AND run_id = $2';
      if ((await manager.query<unknown[]>(known, [tenantId, runId])).length > 0) return { kind: 'exists' };
      const decided = decide(await recentOf(manager, tenantId, since));
      if (decided.kind === 'held') return decided;
      const { event, summary } = decided;
      await manager.query(
        `INSERT INTO healing_runs (tenant_id, run_id, version, is_open, created_at, touched_at, summary, next_look_at)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7)`,
        [tenantId, runId, summary.isOpen, summary.createdAt, touchedAt(summary), JSON.stringify(summary), event.at],
      );
      await insertEvents(manager, tenantId, runId, 0, [event]);
      return { kind: 'created' };
    });
  }

  recentRuns(tenantId: string, since: number): Promise<readonly RunSummary[]> {
    return inTenant(this.#app, tenantId, (manager) => recentOf(manager, tenantId, since));
  }

  append(tenantId: string, runId: string, append: RunAppend): Promise<AppendOutcome> {
    const { expectedVersion, events, summary, nextLookAt, token } = append;
    return inTenant(this.#app, tenantId, async (manager): Promise<AppendOutcome> => {
      const [rows] = await manager.query<[unknown[], number]>(
        `UPDATE healing_runs SET version = version + $4, is_open = $5, touched_at = $6, summary = $7, next_look_at = $8
         WHERE tenant_id = $1 AND run_id = $2 AND version = $3 AND ($9::bigint IS NULL OR lease_token = $9)
         RETURNING 1`,
        [
          tenantId,
          runId,
          expectedVersion,
          events.length,
          summary.isOpen,
          touchedAt(summary),
          JSON.stringify(summary),
          nextLookAt,
          token,
        ],
      );
      if (rows.length > 0) {
        await insertEvents(manager, tenantId, runId, expectedVersion, events);
        return 'appended';
      }
      const [kept] = await manager.query<Pick<RunRow, 'lease_token'>[]>(
        'SELECT lease_token FROM healing_runs WHERE tenant_id = $1 AND run_id = $2',
        [tenantId, runId],
      );
      return kept !== undefined && token !== null && Number(kept.lease_token) !== token ? 'lease_lost' : 'conflict';
    });
  }

  run(tenantId: string, runId: string): Promise<StoredRun | null> {
    return inTenant(this.#app, tenantId, async (manager) => {
      const events = await eventsOf(manager, tenantId, runId);
      return events.length === 0 ? null : { tenantId, runId, events };
    });
  }

  runs(tenantId: string, wanted: WantedRuns): Promise<readonly RunSummary[]> {
    const { limit, after, state, playbookId, isOpen } = wanted;
    return inTenant(this.#app, tenantId, async (manager) => {
      const rows = await manager.query<{ summary: string }[]>(
        `SELECT summary FROM healing_runs WHERE tenant_id = $1
           AND ($3::bigint IS NULL OR (created_at, run_id) < ($3, $4::text))
           AND ($5::text IS NULL OR summary::json ->> 'state' = $5)
           AND ($6::text IS NULL OR summary::json ->> 'playbookId' = $6)
           AND ($7::boolean IS NULL OR is_open = $7)
         ORDER BY created_at DESC, run_id DESC LIMIT $2`,
        [tenantId, limit, after?.createdAt ?? null, after?.runId ?? null, state, playbookId, isOpen],
      );
      return rows.map(summaryOf);
    });
  }

  async waiting(): Promise<RunsWaiting> {
    const [row] = await this.#worker.query<[{ for_approval: string; for_answer: string }]>(
      `SELECT count(*) FILTER (WHERE summary::json ->> 'state' = 'awaiting_approval') AS for_approval,
         count(*) FILTER (WHERE summary::json ->> 'state' = 'unknown') AS for_answer
       FROM healing_runs WHERE is_open`,
    );
    return { forApproval: Number(row.for_approval), forAnswer: Number(row.for_answer) };
  }

  claim(now: number, leaseMs: number, limit: number): Promise<readonly ClaimedRun[]> {
    return this.#worker.transaction(async (manager) => {
      const [rows] = await manager.query<[RunRow[], number]>(
        `UPDATE healing_runs SET lease_token = lease_token + 1, lease_until = $1::bigint + $2::bigint
         WHERE (tenant_id, run_id) IN (SELECT tenant_id, run_id FROM healing_runs
           WHERE next_look_at <= $1 AND lease_until <= $1 ORDER BY next_look_at LIMIT $3 FOR UPDATE SKIP LOCKED)
         RETURNING tenant_id, run_id, next_look_at, audited, lease_token, lease_until`,
        [now, leaseMs, limit],
      );
      const claimed: ClaimedRun[] = [];
      for (const row of rows.sort((a, b) => Number(a.next_look_at) - Number(b.next_look_at))) {
        const { tenant_id: tenantId, run_id: runId, audited } = row;
        const lease = { token: Number(row.lease_token), until: Number(row.lease_until) };
        claimed.push({ tenantId, runId, lease, audited, events: await eventsOf(manager, tenantId, runId) });
      }
      return claimed;
    });
  }

  async renew(tenantId: string, runId: string, token: number, until: number): Promise<boolean> {
    const [rows] = await this.#worker.query<[unknown[], number]>(
      `UPDATE healing_runs SET lease_until = $4 WHERE tenant_id = $1 AND run_id = $2 AND lease_token = $3 RETURNING 1`,
      [tenantId, runId, token, until],
    );
    return rows.length > 0;
  }

  async markAudited(tenantId: string, runId: string, audited: number): Promise<void> {
    await this.#worker.query(
      'UPDATE healing_runs SET audited = GREATEST(audited, $3) WHERE tenant_id = $1 AND run_id = $2',
      [tenantId, runId, audited],
    );
  }

  async release(
    tenantId: string,
    runId: string,
    token: number,
    version: number,
    nextLookAt: number | null,
  ): Promise<void> {
    await this.#worker.query(
      `UPDATE healing_runs SET lease_until = 0,
         next_look_at = CASE WHEN version = $4 THEN $5::bigint ELSE next_look_at END
       WHERE tenant_id = $1 AND run_id = $2 AND lease_token = $3`,
      [tenantId, runId, token, version, nextLookAt],
    );
  }

  async killSwitches(): Promise<readonly KillSwitch[]> {
    const rows = await this.#worker.query<{ tenant_id: string; set_by: string; reason: string; at: string }[]>(
      'SELECT tenant_id, set_by, reason, at FROM healing_switches',
    );
    return rows.map(({ tenant_id, set_by: by, reason, at }) => ({
      tenantId: tenant_id === EVERYBODY ? null : tenant_id,
      by,
      reason,
      at: Number(at),
    }));
  }

  switchOff(killSwitch: KillSwitch, inTenant: string): Promise<void> {
    const { tenantId, by, reason, at } = killSwitch;
    return this.#worker.transaction(async (manager) => {
      const rows = await manager.query<unknown[]>(
        `INSERT INTO healing_switches (tenant_id, set_by, reason, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING RETURNING 1`,
        [tenantId ?? EVERYBODY, by, reason, at],
      );
      if (rows.length > 0) await tellAudit(manager, auditOfSwitchOff(killSwitch, inTenant));
    });
  }

  switchOn(tenantId: string | null, by: Doer): Promise<void> {
    return this.#worker.transaction(async (manager) => {
      const [rows] = await manager.query<[unknown[], number]>(
        'DELETE FROM healing_switches WHERE tenant_id = $1 RETURNING 1',
        [tenantId ?? EVERYBODY],
      );
      if (rows.length > 0) await tellAudit(manager, auditOfSwitchOn(tenantId, by));
    });
  }

  changeStorm(
    tenantId: string,
    scope: string | null,
    change: (state: StormState | null) => StormState,
  ): Promise<StormState> {
    return inTenant(this.#app, tenantId, async (manager) => {
      await oneAtATime(manager, tenantId);
      const after = change(await stormOf(manager, tenantId, scope));
      await manager.query(
        `INSERT INTO healing_storms (tenant_id, scope, window_from, count, until) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, scope) DO UPDATE SET window_from = $3, count = $4, until = $5`,
        [tenantId, scope ?? '', after.windowFrom, after.count, after.until],
      );
      return after;
    });
  }

  storm(tenantId: string, scope: string | null): Promise<StormState | null> {
    return inTenant(this.#app, tenantId, (manager) => stormOf(manager, tenantId, scope));
  }
}

const oneAtATime = (manager: EntityManager, tenantId: string): Promise<unknown> =>
  manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [HEALING_LOCKS, tenantId]);

async function recentOf(manager: EntityManager, tenantId: string, since: number): Promise<RunSummary[]> {
  const rows = await manager.query<{ summary: string }[]>(
    'SELECT summary FROM healing_runs WHERE tenant_id = $1 AND (is_open OR touched_at > $2)',
    [tenantId, since],
  );
  return rows.map(summaryOf);
}

async function lastVersion(manager: EntityManager, tenantId: string, id: string): Promise<number> {
  const [row] = await manager.query<{ version: number | null }[]>(
    'SELECT max(version) AS version FROM playbooks WHERE tenant_id = $1 AND id = $2',
    [tenantId, id],
  );
  return row?.version ?? 0;
}

async function insertEvents(
  manager: EntityManager,
  tenantId: string,
  runId: string,
  from: number,
  events: readonly RunEvent[],
): Promise<void> {
  await manager.query(
    `INSERT INTO healing_events (tenant_id, run_id, sequence, event)
     SELECT $1, $2, $3::integer + place - 1, event FROM unnest($4::text[]) WITH ORDINALITY AS given (event, place)`,
    [tenantId, runId, from, events.map((event) => JSON.stringify(event))],
  );
}

async function eventsOf(manager: EntityManager, tenantId: string, runId: string): Promise<RunEvent[]> {
  const rows = await manager.query<{ event: string }[]>(
    'SELECT event FROM healing_events WHERE tenant_id = $1 AND run_id = $2 ORDER BY sequence',
    [tenantId, runId],
  );
  return rows.map(({ event }) => RunEventSchema.parse(JSON.parse(event)));
}

async function stormOf(manager: EntityManager, tenantId: string, scope: string | null): Promise<StormState | null> {
  const [row] = await manager.query<{ window_from: string; count: number; until: string }[]>(
    'SELECT window_from, count, until FROM healing_storms WHERE tenant_id = $1 AND scope = $2',
    [tenantId, scope ?? ''],
  );
  return row === undefined ? null : { windowFrom: Number(row.window_from), count: row.count, until: Number(row.until) };
}

const playbookOf = ({ document }: { document: string }): Playbook => PlaybookSchema.parse(JSON.parse(document));
const summaryOf = ({ summary }: { summary: string }): RunSummary => JSON.parse(summary) as RunSummary;
/** When a run last began to do something, or ended; 0 when neither. */
const touchedAt = ({ startedAt, endedAt }: RunSummary): number => Math.max(startedAt ?? 0, endedAt ?? 0);
