import type { LedgerReport, ReceiverFigures, RuleFigures, SeriesFigures } from '@tocsin/ports/delivery-ledger';
import type { EntityManager } from 'typeorm';

interface Asked {
  tenantId: string;
  from: number;
  to: number;
  /** Most rows of each list but that of receivers. */
  limit: number;
  /** Alerts of one series that make it flap. */
  flapping: number;
}

/** Every alert that was told of in the span, once for each notification that told that it fires. */
const TOLD = `
  WITH told AS (
    SELECT a.notification_id, t.alert_id, t.rule_id, t.fingerprint
    FROM delivery_attempts a, unnest(a.alert_ids, a.rule_ids, a.fingerprints) AS t (alert_id, rule_id, fingerprint)
    WHERE a.is_first AND a.tenant_id = $1 AND a.at >= $2::bigint AND a.at < $3::bigint AND a.status = 'firing')`;
const FIGURES = `count(DISTINCT notification_id)::int AS notifications, count(DISTINCT alert_id)::int AS alerts`;

interface SeriesRow {
  rule_id: string;
  fingerprint: string;
  notifications: number;
  alerts: number;
}

/** The figures of one tenant's deliveries in a span of time. The tenant is set in the transaction. */
export async function readReport(manager: EntityManager, asked: Asked): Promise<LedgerReport> {
  const { tenantId, from, to, limit, flapping } = asked;
  const span = [tenantId, from, to];
  const rules = await manager.query<Omit<SeriesRow, 'fingerprint'>[]>(
    `${TOLD} SELECT rule_id, ${FIGURES} FROM told GROUP BY rule_id ORDER BY notifications DESC, rule_id LIMIT $4`,
    [...span, limit],
  );
  const series = (having: string, order: string): Promise<SeriesRow[]> =>
    manager.query(
      `${TOLD} SELECT rule_id, fingerprint, ${FIGURES} FROM told GROUP BY rule_id, fingerprint
       HAVING count(DISTINCT alert_id) >= ${having} ORDER BY ${order} DESC, rule_id, fingerprint LIMIT $4`,
      [...span, limit],
    );
  const contributors = await series('1', 'notifications');
  const flappers = await series(String(flapping), 'alerts');
  const receivers = await readReceivers(manager, span);
  const [{ firing } = { firing: 0 }] = await manager.query<{ firing: number }[]>(
    `SELECT count(*)::int AS firing FROM delivery_attempts
     WHERE is_first AND tenant_id = $1 AND at >= $2::bigint AND at < $3::bigint AND status = 'firing'`,
    span,
  );
  return {
    receivers,
    rules: rules.map(ruleOf),
    contributors: contributors.map(seriesOf),
    flapping: flappers.map(seriesOf),
    notifications: receivers.reduce((sum, { notifications }) => sum + notifications, 0),
    firing,
  };
}

const ruleOf = ({ rule_id, notifications, alerts }: Omit<SeriesRow, 'fingerprint'>): RuleFigures => ({
  ruleId: rule_id,
  notifications,
  alerts,
});
const seriesOf = (row: SeriesRow): SeriesFigures => ({ ...ruleOf(row), fingerprint: row.fingerprint });

interface ReceiverRow {
  receiver_id: string;
  receiver_name: string;
  receiver_type: string;
  notifications: number;
  delivered: number;
  failed: number;
  attempts: number;
  p50: number | null;
  p95: number | null;
}

async function readReceivers(manager: EntityManager, span: readonly unknown[]): Promise<ReceiverFigures[]> {
  const rows = await manager.query<ReceiverRow[]>(
    `SELECT receiver_id, (array_agg(receiver_name ORDER BY at DESC, id DESC))[1] AS receiver_name,
       (array_agg(receiver_type ORDER BY at DESC, id DESC))[1] AS receiver_type,
       count(DISTINCT notification_id)::int AS notifications,
       count(*) FILTER (WHERE outcome <> 'held')::int AS attempts,
       count(*) FILTER (WHERE outcome = 'delivered')::int AS delivered, count(*) FILTER (WHERE outcome = 'failed')::int AS failed,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE outcome = 'delivered') AS p50,
       percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE outcome = 'delivered') AS p95
     FROM delivery_attempts WHERE tenant_id = $1 AND at >= $2::bigint AND at < $3::bigint
     GROUP BY receiver_id ORDER BY notifications DESC, receiver_id`,
    [...span],
  );
  return rows.map((row) => ({
    receiverId: row.receiver_id,
    receiverName: row.receiver_name,
    receiverType: row.receiver_type,
    notifications: row.notifications,
    delivered: row.delivered,
    failed: row.failed,
    attempts: row.attempts,
    latencyMsP50: row.p50,
    latencyMsP95: row.p95,
  }));
}
