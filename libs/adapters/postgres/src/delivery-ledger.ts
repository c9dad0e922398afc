import {
  type DeliveryAttempt,
  type DeliveryLedger,
  type DeliveryLedgerReader,
  FLAPPING_ALERTS_MIN,
  type LedgerNotification,
  type LedgerPosition,
  type LedgerReport,
  type NotificationFilter,
} from '@tocsin/ports/delivery-ledger';
import type { ReceiverHealth } from '@tocsin/domain/alerting/receiver-health';
import type { DataSource, EntityManager } from 'typeorm';
import { BY_INDEX } from './by-index.js';
import type { Database } from './database.js';
import { inTenant } from './in-tenant.js';
import { readReport } from './ledger-report.js';
import { readHealth, storable } from './receiver-health-rows.js';

interface AttemptRow {
  tenant_id: string;
  notification_id: string;
  attempt: number;
  receiver_id: string;
  receiver_name: string;
  receiver_type: string;
  group_key: string;
  status: 'firing' | 'resolved';
  alert_ids: string[];
  rule_ids: string[];
  fingerprints: string[];
  at: string;
  latency_ms: number;
  outcome: DeliveryAttempt['outcome'];
  http_status: number | null;
  reason: string;
  answer: string;
}

const columns = `tenant_id, notification_id, attempt, receiver_id, receiver_name, receiver_type, group_key, status,
  alert_ids, rule_ids, fingerprints, at, latency_ms, outcome, http_status, reason, answer`;

/**
 * The ledger of deliveries on PostgreSQL. It is written by the worker's role, and read by the role that sees one tenant
 * at a time.
 */
export class PostgresDeliveryLedger implements DeliveryLedger, DeliveryLedgerReader {
  readonly #worker: DataSource;
  readonly #app: DataSource;

  constructor({ worker, app }: Pick<Database, 'worker' | 'app'>) {
    this.#worker = worker;
    this.#app = app;
  }

  async record(attempt: DeliveryAttempt): Promise<void> {
    await this.#worker.query(
      `INSERT INTO delivery_attempts (${columns}, is_first)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
         NOT EXISTS (SELECT 1 FROM delivery_attempts WHERE tenant_id = $1 AND notification_id = $2))`,
      [
        attempt.tenantId,
        attempt.notificationId,
        attempt.attempt,
        attempt.receiverId,
        storable(attempt.receiverName),
        attempt.receiverType,
        storable(attempt.groupKey),
        attempt.status,
        attempt.alerts.map(({ alertId }) => alertId),
        attempt.alerts.map(({ ruleId }) => storable(ruleId)),
        attempt.alerts.map(({ fingerprint }) => fingerprint),
        attempt.at,
        attempt.latencyMs,
        attempt.outcome,
        attempt.httpStatus,
        storable(attempt.reason),
        storable(attempt.answer),
      ],
    );
  }

  async forgetBefore(time: number): Promise<void> {
    await this.#worker.query(
      `DELETE FROM delivery_attempts WHERE at < $1
         AND tenant_id NOT IN (SELECT tenant_id FROM retention_policies WHERE is_held)`,
      [time],
    );
  }

  list(
    tenantId: string,
    filter: NotificationFilter,
    before: LedgerPosition | null,
    limit: number,
  ): Promise<readonly LedgerNotification[]> {
    return inTenant(this.#app, tenantId, async (manager) => {
      const { text, values } = conditionsOf(filter, before);
      // Alerts and rules are found by indexes that give no order.
      if (filter.alertId === undefined && filter.ruleId === undefined) await manager.query(BY_INDEX);
      const rows = await manager.query<{ notification_id: string }[]>(
        `SELECT first.notification_id FROM delivery_attempts first
         WHERE first.is_first AND first.tenant_id = $1 ${text}
         ORDER BY first.at DESC, first.notification_id DESC LIMIT $2`,
        [tenantId, limit, ...values],
      );
      return this.#attemptsOf(
        manager,
        tenantId,
        rows.map(({ notification_id }) => notification_id),
      );
    });
  }

  async read(tenantId: string, notificationId: string): Promise<LedgerNotification | null> {
    const [found] = await inTenant(this.#app, tenantId, (manager) =>
      this.#attemptsOf(manager, tenantId, [notificationId]),
    );
    return found ?? null;
  }

  report(tenantId: string, from: number, to: number, limit: number): Promise<LedgerReport> {
    return inTenant(this.#app, tenantId, (manager) =>
      readReport(manager, { tenantId, from, to, limit, flapping: FLAPPING_ALERTS_MIN }),
    );
  }

  sentIn(tenantId: string, hour: number): Promise<number> {
    return inTenant(this.#app, tenantId, async (manager) => {
      const [row] = await manager.query<{ sent: number }[]>(
        'SELECT sent FROM notification_hours WHERE tenant_id = $1 AND hour = $2',
        [tenantId, hour],
      );
      return row?.sent ?? 0;
    });
  }

  health(tenantId: string, receiverId: string): Promise<ReceiverHealth> {
    return inTenant(this.#app, tenantId, (manager) => readHealth(manager, { tenantId, receiverId }));
  }

  /** @returns in the order of the ids */
  async #attemptsOf(
    manager: EntityManager,
    tenantId: string,
    notificationIds: readonly string[],
  ): Promise<readonly LedgerNotification[]> {
    if (notificationIds.length === 0) return [];
    const rows = await manager.query<AttemptRow[]>(
      `SELECT ${columns} FROM delivery_attempts WHERE tenant_id = $1 AND notification_id = ANY($2::text[])
       ORDER BY notification_id, attempt, id`,
      [tenantId, notificationIds],
    );
    const byId = Map.groupBy(rows.map(attemptOf), ({ notificationId }) => notificationId);
    return notificationIds.flatMap((id) => {
      const attempts = byId.get(id);
      return attempts === undefined ? [] : [{ attempts }];
    });
  }
}

/** Conditions on `first`; $1 and $2 are taken. */
function conditionsOf(
  { receiverId, alertId, ruleId, outcome, from, to }: NotificationFilter,
  before: LedgerPosition | null,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parts: string[] = [];
  const add = (value: unknown, condition: (parameter: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    parts.push(`AND ${condition(`$${values.length + 2}`)}`);
  };
  add(receiverId, (parameter) => `first.receiver_id = ${parameter}`);
  add(alertId, (parameter) => `first.alert_ids @> ARRAY[${parameter}::text]`);
  add(ruleId, (parameter) => `first.rule_ids @> ARRAY[${parameter}::text]`);
  add(from, (parameter) => `first.at >= ${parameter}::bigint`);
  add(to, (parameter) => `first.at < ${parameter}::bigint`);
  add(
    outcome,
    (parameter) => `${parameter} = (SELECT last.outcome FROM delivery_attempts last
       WHERE last.tenant_id = first.tenant_id AND last.notification_id = first.notification_id
       ORDER BY last.attempt DESC, last.id DESC LIMIT 1)`,
  );
  if (before !== null) {
    values.push(before.at, before.notificationId);
    const [at, id] = [`$${values.length + 1}::bigint`, `$${values.length + 2}::text`];
    parts.push(`AND (first.at, first.notification_id) < (${at}, ${id})`);
  }
  return { text: parts.join(' '), values };
}

function attemptOf(row: AttemptRow): DeliveryAttempt {
  return {
    tenantId: row.tenant_id,
    notificationId: row.notification_id,
    attempt: row.attempt,
    receiverId: row.receiver_id,
    receiverName: row.receiver_name,
    receiverType: row.receiver_type,
    groupKey: row.group_key,
    status: row.status,
    alerts: row.alert_ids.map((alertId, i) => ({
      alertId,
      ruleId: row.rule_ids[i] ?? '',
      fingerprint: row.fingerprints[i] ?? '',
    })),
    at: Number(row.at),
    latencyMs: row.latency_ms,
    outcome: row.outcome,
    httpStatus: row.http_status,
    reason: row.reason,
    answer: row.answer,
  };
}
