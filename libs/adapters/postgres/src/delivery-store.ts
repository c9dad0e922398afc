import type { Delivery, DeliveryStore } from '@tocsin/ports/delivery-store';
import type { DataSource } from 'typeorm';
import type { Database } from './database.js';

interface DeliveryRow {
  id: string;
  seq: string;
  tenant_id: string;
  receiver_id: string;
  transition_id: string;
  lane: string;
  body: string;
  attempts: number;
  created_at: string;
}

/** Notifications that are owed, on PostgreSQL; used by the worker's role across tenants. */
export class PostgresDeliveryStore implements DeliveryStore {
  readonly #db: DataSource;

  constructor(database: Database) {
    this.#db = database.worker;
  }

  async add(deliveries: readonly Omit<Delivery, 'seq' | 'attempts'>[]): Promise<void> {
    if (deliveries.length === 0) return;
    const column = (pick: (delivery: Omit<Delivery, 'seq' | 'attempts'>) => string | number): (string | number)[] =>
      deliveries.map(pick);
    await this.#db.query(
      `INSERT INTO deliveries (id, tenant_id, receiver_id, transition_id, lane, body, created_at)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])
       ON CONFLICT (id) DO NOTHING`,
      [
        column((d) => d.id),
        column((d) => d.tenantId),
        column((d) => d.receiverId),
        column((d) => d.transitionId),
        column((d) => d.lane),
        column((d) => d.body),
        column((d) => d.createdAt),
      ],
    );
  }

  async claim(now: number, leaseMs: number, limit: number): Promise<readonly Delivery[]> {
    const [rows] = await this.#db.query<[DeliveryRow[], number]>(
      `UPDATE deliveries d SET lease_until = $1::bigint + $2::bigint, attempts = d.attempts + 1
       FROM (SELECT id FROM deliveries p
             WHERE state = 'pending' AND due_at <= $1 AND lease_until <= $1
               AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.lane = p.lane AND e.state = 'pending' AND e.seq < p.seq)
             ORDER BY seq LIMIT $3 FOR UPDATE SKIP LOCKED) due
       WHERE d.id = due.id
       RETURNING d.id, d.seq, d.tenant_id, d.receiver_id, d.transition_id, d.lane, d.body, d.attempts, d.created_at`,
      [now, leaseMs, limit],
    );
    return rows
      .map((row) => ({
        id: row.id,
        seq: Number(row.seq),
        tenantId: row.tenant_id,
        receiverId: row.receiver_id,
        transitionId: row.transition_id,
        lane: row.lane,
        body: row.body,
        attempts: row.attempts,
        createdAt: Number(row.created_at),
      }))
      .sort((a, b) => a.seq - b.seq);
  }

  async delivered(id: string, now: number): Promise<void> {
    await this.#db.query(`UPDATE deliveries SET state = 'delivered', done_at = $2 WHERE id = $1`, [id, now]);
  }

  async postpone(id: string, dueAt: number, reason: string): Promise<void> {
    await this.#db.query('UPDATE deliveries SET due_at = $2, lease_until = 0, reason = $3 WHERE id = $1', [
      id,
      dueAt,
      reason,
    ]);
  }

  async failed(id: string, now: number, reason: string): Promise<void> {
    await this.#db.query(`UPDATE deliveries SET state = 'failed', done_at = $2, reason = $3 WHERE id = $1`, [
      id,
      now,
      reason,
    ]);
  }

  async forgetDoneBefore(time: number): Promise<void> {
    await this.#db.query(`DELETE FROM deliveries WHERE state <> 'pending' AND done_at < $1`, [time]);
  }

  async check(): Promise<void> {
    await this.#db.query('SELECT 1');
  }
}
