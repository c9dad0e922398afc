import type { AlertChanges } from '@tocsin/ports/active-alert-store';
import type {
  AlertGroupStore,
  AlertPlacement,
  DecidedGroup,
  DecideGroups,
  FiringSource,
  StoredGroup,
} from '@tocsin/ports/alert-group-store';
import type { DataSource, EntityManager } from 'typeorm';
import { alertColumns, alertOf, type AlertRow, endAlerts, fireAlerts } from './active-alert-store.js';
import { nextTick, placeAlerts } from './alert-placements.js';
import type { Database } from './database.js';
import { addDeliveries } from './delivery-store.js';
import { moveGroup } from './moved-groups.js';

interface GroupRow {
  id: string;
  seq: string;
  tenant_id: string;
  route: string;
  key: string;
  labels: string;
  policy: string;
  state: string;
}

const groupColumns = 'id, seq, tenant_id, route, key, labels, policy, state';

/**
 * Groups of alerts on PostgreSQL; used by the worker's role across tenants. The row's lock is what keeps a group in the
 * hands of one process: deciding takes no longer than its transaction, and no network is in it.
 */
export class PostgresAlertGroupStore implements AlertGroupStore {
  readonly #db: DataSource;

  constructor(database: Database) {
    this.#db = database.worker;
  }

  async take({ fired, ended }: AlertChanges, placements: readonly AlertPlacement[], now: number): Promise<void> {
    if (fired.length === 0 && ended.length === 0) return;
    await this.#db.transaction(async (manager) => {
      const over = await endAlerts(manager, ended, now);
      await makeDue(manager, over, now);
      await fireAlerts(manager, fired, now);
      await placeAlerts(manager, placements, now);
    });
  }

  decideDue(now: number, limit: number, decide: DecideGroups): Promise<number> {
    return this.#decide('due_at <= $1 ORDER BY due_at, id LIMIT $2', [now, limit], decide, now);
  }

  decideOfOtherPolicy(
    tenantId: string,
    policy: string,
    limit: number,
    decide: DecideGroups,
    now: number,
  ): Promise<number> {
    const condition = 'tenant_id = $1 AND policy <> $2 ORDER BY id LIMIT $3';
    return this.#decide(condition, [tenantId, policy, limit], decide, now);
  }

  async lookAtHeld(tenantId: string | null, now: number): Promise<void> {
    await this.#db.query(
      `UPDATE alert_groups SET due_at = LEAST(due_at, ${nextTick('alert_groups', '$1::bigint')})
       WHERE is_held AND ($2::text IS NULL OR tenant_id = $2)`,
      [now, tenantId],
    );
  }

  async lookAtAll(tenantId: string, now: number): Promise<void> {
    await this.#db.query(
      `UPDATE alert_groups SET due_at = LEAST(due_at, ${nextTick('alert_groups', '$1::bigint')}) WHERE tenant_id = $2`,
      [now, tenantId],
    );
  }

  async tenants(): Promise<readonly string[]> {
    const rows = await this.#db.query<{ tenant_id: string }[]>('SELECT DISTINCT tenant_id FROM alert_groups');
    return rows.map(({ tenant_id }) => tenant_id);
  }

  #decide(condition: string, parameters: unknown[], decide: DecideGroups, now: number): Promise<number> {
    return this.#db.transaction(async (manager) => {
      const rows = await manager.query<GroupRow[]>(
        `SELECT ${groupColumns} FROM alert_groups WHERE ${condition} FOR UPDATE SKIP LOCKED`,
        parameters,
      );
      if (rows.length === 0) return 0;
      const outcomes = await decide(await withAlerts(manager, rows), (keys) => firingSources(manager, keys));
      await write(
        manager,
        outcomes.filter((outcome) => outcome.kind === 'decided'),
        now,
      );
      for (const outcome of outcomes) if (outcome.kind === 'moved') await moveGroup(manager, outcome, now);
      return rows.length;
    });
  }
}

async function withAlerts(manager: EntityManager, rows: readonly GroupRow[]): Promise<StoredGroup[]> {
  const alerts = await manager.query<(AlertRow & { group_id: string })[]>(
    `SELECT m.group_id, ${alertColumns} FROM alert_group_members m JOIN active_alerts a ON a.id = m.alert_id
     WHERE m.group_id = ANY($1::text[])`,
    [rows.map(({ id }) => id)],
  );
  const byGroup = Map.groupBy(alerts, ({ group_id }) => group_id);
  return rows.map((row) => ({
    id: row.id,
    seq: Number(row.seq),
    tenantId: row.tenant_id,
    route: row.route,
    key: row.key,
    labels: JSON.parse(row.labels) as StoredGroup['labels'],
    policy: row.policy,
    state: JSON.parse(row.state) as StoredGroup['state'],
    alerts: (byGroup.get(row.id) ?? []).map(alertOf),
  }));
}

async function firingSources(
  manager: EntityManager,
  keys: readonly string[],
): Promise<(FiringSource & { tenantId: string })[]> {
  if (keys.length === 0) return [];
  const rows = await manager.query<{ tenant_id: string; key: string; alert_id: string; is_target: boolean }[]>(
    `SELECT s.tenant_id, s.key, s.alert_id, s.is_target FROM inhibition_sources s
     JOIN active_alerts a ON a.id = s.alert_id AND a.resolved_at IS NULL WHERE s.key = ANY($1::text[])`,
    [keys],
  );
  return rows.map(({ tenant_id, key, alert_id, is_target }) => ({
    tenantId: tenant_id,
    key,
    alertId: alert_id,
    isTarget: is_target,
  }));
}

async function write(manager: EntityManager, decided: readonly DecidedGroup[], now: number): Promise<void> {
  if (decided.length === 0) return;
  await addDeliveries(
    manager,
    decided.flatMap(({ deliveries }) => deliveries),
  );
  const left = decided.flatMap(({ id, ended }) => ended.map((alert) => [id, alert] as const));
  await manager.query(
    `DELETE FROM alert_group_members m USING unnest($1::text[], $2::text[]) AS l (group_id, alert_id)
     WHERE m.group_id = l.group_id AND m.alert_id = l.alert_id`,
    [left.map(([id]) => id), left.map(([, alert]) => alert)],
  );
  await manager.query(
    `DELETE FROM inhibition_sources s USING active_alerts a
     WHERE s.alert_id = ANY($1::text[]) AND a.id = s.alert_id AND a.resolved_at IS NOT NULL`,
    [left.map(([, alert]) => alert)],
  );
  const over = decided.filter(({ nextLookAt }) => nextLookAt === null);
  await manager.query('DELETE FROM alert_groups WHERE id = ANY($1::text[])', [over.map(({ id }) => id)]);
  const going = decided.filter(({ nextLookAt }) => nextLookAt !== null);
  await manager.query(
    `UPDATE alert_groups g SET state = d.state, is_held = d.is_held, looked_at = $5::bigint, due_at = d.due_at
     FROM unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[]) AS d (id, state, is_held, due_at)
     WHERE g.id = d.id`,
    [
      going.map(({ id }) => id),
      going.map(({ state }) => JSON.stringify(state)),
      going.map(({ isHeld }) => isHeld),
      going.map(({ nextLookAt }) => nextLookAt),
      now,
    ],
  );
}

/** Has the groups of these alerts looked at, at their next tick. */
async function makeDue(manager: EntityManager, alertIds: readonly string[], now: number): Promise<void> {
  if (alertIds.length === 0) return;
  await manager.query(
    `UPDATE alert_groups g SET due_at = LEAST(g.due_at, ${nextTick('g', '$2::bigint')})
     WHERE g.id IN (SELECT m.group_id FROM alert_group_members m WHERE m.alert_id = ANY($1::text[]))`,
    [alertIds, now],
  );
}
