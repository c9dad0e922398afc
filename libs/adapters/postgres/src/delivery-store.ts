import type { ReceiverHealth } from '@tocsin/domain/alerting/receiver-health';
import type {
  Backlog,
  Claim,
  Delivery,
  DeliveryStore,
  NewDelivery,
  ReceiverName,
  Spending,
} from '@tocsin/ports/delivery-store';
import type { DataSource, EntityManager } from 'typeorm';
import { BY_INDEX } from './by-index.js';
import type { Database } from './database.js';
import { changeHealthRow, storable } from './receiver-health-rows.js';

interface DeliveryRow {
  id: string;
  seq: string;
  tenant_id: string;
  receiver_id: string;
  group_key: string;
  lane: string;
  body: string;
  attempts: number;
  created_at: string;
  is_held: boolean;
  traceparent: string | null;
}

/**
 * Goes from receiver to receiver by the index of what is pending ("loose index scan"), so that it does not matter how
 * much waits for one of them, and takes a few of each: of a receiver whose circuit is open, one when it is probed ($7,
 * $8), and else none. Materialized, as the planner may run a subquery several times, and each run would claim more.
 */
const CLAIM = `
  WITH RECURSIVE waiting AS (
    (SELECT tenant_id, receiver_id FROM deliveries WHERE state = 'pending' ORDER BY tenant_id, receiver_id LIMIT 1)
    UNION ALL
    SELECT following.* FROM waiting w, LATERAL (
      SELECT d.tenant_id, d.receiver_id FROM deliveries d
      WHERE d.state = 'pending' AND (d.tenant_id, d.receiver_id) > (w.tenant_id, w.receiver_id)
      ORDER BY d.tenant_id, d.receiver_id LIMIT 1) following),
  probed AS (SELECT * FROM unnest($7::text[], $8::text[]) AS p (tenant_id, receiver_id)),
  paced AS (
    SELECT w.tenant_id, w.receiver_id, p.tenant_id IS NOT NULL AS is_probe,
      CASE WHEN p.tenant_id IS NOT NULL THEN 1 WHEN h.opened_at IS NOT NULL THEN 0 ELSE $4::int END AS most
    FROM waiting w
    LEFT JOIN receiver_health h USING (tenant_id, receiver_id) LEFT JOIN probed p USING (tenant_id, receiver_id)
    WHERE (w.tenant_id, w.receiver_id) NOT IN (SELECT * FROM unnest($5::text[], $6::text[]))
      AND w.tenant_id <> ALL ($10::text[])),
  due AS MATERIALIZED (
    SELECT id FROM (SELECT taken.id, taken.seq, row_number() OVER (PARTITION BY paced.tenant_id ORDER BY taken.seq) AS turn
    FROM paced, LATERAL (
      SELECT d.id, d.seq FROM deliveries d
      WHERE d.tenant_id = paced.tenant_id AND d.receiver_id = paced.receiver_id AND d.state = 'pending'
        AND (d.due_at <= $1 OR paced.is_probe) AND d.lease_until <= $1
        AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.lane = d.lane AND e.state = 'pending' AND e.seq < d.seq)
      ORDER BY d.seq LIMIT paced.most) taken) turns
    WHERE turn <= $9::int ORDER BY seq LIMIT $3),
  free AS MATERIALIZED (
    SELECT id FROM deliveries WHERE id = ANY (ARRAY(SELECT id FROM due)) AND state = 'pending' AND lease_until <= $1
    FOR UPDATE SKIP LOCKED)
  UPDATE deliveries d SET lease_until = $1::bigint + $2::bigint, attempts = d.attempts + 1
  FROM free WHERE d.id = free.id
  RETURNING d.id, d.seq, d.tenant_id, d.receiver_id, d.group_key, d.lane, d.body, d.attempts, d.created_at, d.is_held,
    d.traceparent`;

const HOUR_MS = 3_600_000;

/** Counts a delivery that was not counted yet, if its tenant has not sent as many in the hour as it may. */
const SPEND = `
  WITH fresh AS (SELECT id FROM deliveries WHERE id = $1 AND NOT is_counted FOR UPDATE),
  counted AS (
    INSERT INTO notification_hours AS h (tenant_id, hour, sent) SELECT $2, $3::bigint, 1 FROM fresh WHERE $4::int > 0
    ON CONFLICT (tenant_id, hour) DO UPDATE SET sent = h.sent + 1 WHERE h.sent < $4::int RETURNING 1),
  marked AS (UPDATE deliveries SET is_counted = true, is_held = false WHERE id = $1 AND EXISTS (SELECT 1 FROM counted))
  SELECT EXISTS (SELECT 1 FROM counted) OR NOT EXISTS (SELECT 1 FROM fresh) AS may`;

function deliveryOf(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    seq: Number(row.seq),
    tenantId: row.tenant_id,
    receiverId: row.receiver_id,
    groupKey: row.group_key,
    lane: row.lane,
    body: row.body,
    attempts: row.attempts,
    createdAt: Number(row.created_at),
    isHeld: row.is_held,
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
  };
}

/** Notifications that are owed, on PostgreSQL; used by the worker's role across tenants. */
export class PostgresDeliveryStore implements DeliveryStore {
  readonly #db: DataSource;

  constructor(database: Database) {
    this.#db = database.worker;
  }

  async add(deliveries: readonly NewDelivery[]): Promise<void> {
    await addDeliveries(this.#db.manager, deliveries);
  }

  async claim({
    now,
    leaseMs,
    limit,
    perReceiver,
    perTenant,
    except,
    exceptTenants,
  }: Claim): Promise<readonly Delivery[]> {
    const excepted = [except.map(({ tenantId }) => tenantId), except.map(({ receiverId }) => receiverId)];
    return this.#db.transaction(async (manager) => {
      await manager.query(BY_INDEX);
      const [probes] = await manager.query<[{ tenant_id: string; receiver_id: string }[], number]>(
        `UPDATE receiver_health h SET probe_at = $1::bigint + $2::bigint
         WHERE opened_at IS NOT NULL AND probe_at <= $1
           AND (tenant_id, receiver_id) NOT IN (SELECT * FROM unnest($3::text[], $4::text[]))
           AND tenant_id <> ALL ($5::text[])
           AND EXISTS (SELECT 1 FROM deliveries d WHERE d.tenant_id = h.tenant_id AND d.receiver_id = h.receiver_id
             AND d.state = 'pending' AND d.lease_until <= $1)
         RETURNING tenant_id, receiver_id`,
        [now, leaseMs, ...excepted, exceptTenants],
      );
      const probed = [probes.map((row) => row.tenant_id), probes.map((row) => row.receiver_id)];
      const [rows] = await manager.query<[DeliveryRow[], number]>(CLAIM, [
        now,
        leaseMs,
        limit,
        perReceiver,
        ...excepted,
        ...probed,
        perTenant,
        exceptTenants,
      ]);
      return rows.map(deliveryOf).sort((a, b) => a.seq - b.seq);
    });
  }

  async spend({ id, tenantId, hour, limit }: Spending): Promise<boolean> {
    const [row] = await this.#db.query<{ may: boolean }[]>(SPEND, [id, tenantId, hour, limit]);
    return row?.may === true;
  }

  async hold(id: string, dueAt: number): Promise<void> {
    await this.#db.query(
      'UPDATE deliveries SET due_at = $2, lease_until = 0, attempts = greatest(attempts - 1, 0), is_held = true WHERE id = $1',
      [id, dueAt],
    );
  }

  async bodyBehind({ lane, seq }: Pick<Delivery, 'lane' | 'seq'>): Promise<string | null> {
    const [row] = await this.#db.query<{ body: string }[]>(
      `SELECT body FROM deliveries WHERE lane = $1 AND seq > $2::bigint AND state = 'pending' ORDER BY seq LIMIT 1`,
      [lane, seq],
    );
    return row?.body ?? null;
  }

  async delivered(id: string, now: number): Promise<void> {
    await this.#db.query(`UPDATE deliveries SET state = 'delivered', done_at = $2 WHERE id = $1`, [id, now]);
  }

  async postpone(id: string, dueAt: number, reason: string): Promise<void> {
    await this.#db.query(
      'UPDATE deliveries SET due_at = $2, lease_until = 0, reason = $3, is_held = false WHERE id = $1',
      [id, dueAt, storable(reason)],
    );
  }

  async failed(id: string, now: number, reason: string): Promise<void> {
    await this.#db.query(`UPDATE deliveries SET state = 'failed', done_at = $2, reason = $3 WHERE id = $1`, [
      id,
      now,
      storable(reason),
    ]);
  }

  async release(id: string, dueAt: number): Promise<void> {
    await this.#db.query('UPDATE deliveries SET due_at = $2, lease_until = 0, attempts = attempts - 1 WHERE id = $1', [
      id,
      dueAt,
    ]);
  }

  changeHealth(
    receiver: ReceiverName,
    change: (health: ReceiverHealth) => ReceiverHealth,
  ): Promise<{ before: ReceiverHealth; after: ReceiverHealth }> {
    return this.#db.transaction((manager) => changeHealthRow(manager, receiver, change));
  }

  async hasten({ tenantId, receiverId }: ReceiverName): Promise<void> {
    await this.#db.query(
      `UPDATE deliveries SET due_at = 0 WHERE tenant_id = $1 AND receiver_id = $2 AND state = 'pending' AND due_at > 0`,
      [tenantId, receiverId],
    );
  }

  async forgetDoneBefore(time: number): Promise<void> {
    await this.#db.query(`DELETE FROM deliveries WHERE state <> 'pending' AND done_at < $1`, [time]);
    await this.#db.query('DELETE FROM notification_hours WHERE hour < $1', [Math.floor(time / HOUR_MS)]);
  }

  async backlog(): Promise<Backlog> {
    const [row] = await this.#db.query<[{ waiting: string; oldest_at: string | null; open_receivers: string }]>(
      `SELECT count(*) AS waiting, min(d.created_at) FILTER (WHERE h.opened_at IS NULL) AS oldest_at,
         (SELECT count(*) FROM receiver_health WHERE opened_at IS NOT NULL) AS open_receivers
       FROM deliveries d LEFT JOIN receiver_health h USING (tenant_id, receiver_id)
       WHERE d.state = 'pending' AND NOT EXISTS (
         SELECT 1 FROM deliveries e WHERE e.lane = d.lane AND e.state = 'pending' AND e.seq <= d.seq AND e.is_held)`,
    );
    const { waiting, oldest_at, open_receivers } = row;
    return {
      waiting: Number(waiting),
      oldestAt: oldest_at === null ? null : Number(oldest_at),
      openReceivers: Number(open_receivers),
    };
  }

  async check(): Promise<void> {
    await this.#db.query('SELECT 1');
  }
}

/** Takes deliveries in as part of a transaction; what is known already is left as it is. */
export async function addDeliveries(manager: EntityManager, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  await manager.query(
    `INSERT INTO deliveries (id, tenant_id, receiver_id, group_key, lane, body, created_at, traceparent)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])
     ON CONFLICT (id) DO NOTHING`,
    [
      deliveries.map((d) => d.id),
      deliveries.map((d) => d.tenantId),
      deliveries.map((d) => d.receiverId),
      deliveries.map((d) => d.groupKey),
      deliveries.map((d) => d.lane),
      deliveries.map((d) => d.body),
      deliveries.map((d) => d.createdAt),
      deliveries.map((d) => d.traceparent ?? null),
    ],
  );
}
