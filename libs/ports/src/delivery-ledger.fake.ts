import { type ReceiverHealth, unusedReceiver } from '@tocsin/domain/alerting/receiver-health';
import {
  type DeliveryAttempt,
  type DeliveryLedger,
  type DeliveryLedgerReader,
  FLAPPING_ALERTS_MIN,
  type LedgerNotification,
  type LedgerPosition,
  type LedgerReport,
  type NotificationFilter,
  type ReceiverFigures,
  type SeriesFigures,
} from './delivery-ledger.js';

const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

/** A ledger in memory, for tests of whatever writes or shows it. */
export class FakeDeliveryLedger implements DeliveryLedger, DeliveryLedgerReader {
  attempts: DeliveryAttempt[] = [];
  readonly sent = new Map<string, number>();
  readonly healths = new Map<string, ReceiverHealth>();

  async record(attempt: DeliveryAttempt): Promise<void> {
    const { groupKey, reason, answer, receiverName } = attempt;
    this.attempts.push({
      ...attempt,
      groupKey: storable(groupKey),
      reason: storable(reason),
      answer: storable(answer),
      receiverName: storable(receiverName),
    });
  }

  async forgetBefore(time: number): Promise<void> {
    this.attempts = this.attempts.filter(({ at }) => at >= time);
  }

  async list(
    tenantId: string,
    filter: NotificationFilter,
    before: LedgerPosition | null,
    limit: number,
  ): Promise<readonly LedgerNotification[]> {
    return this.#notifications(tenantId)
      .filter(({ attempts }) => fits(attempts, filter))
      .sort((a, b) => compare(positionOf(b), positionOf(a)))
      .filter((notification) => before === null || compare(positionOf(notification), before) < 0)
      .slice(0, limit);
  }

  async read(tenantId: string, notificationId: string): Promise<LedgerNotification | null> {
    return this.#notifications(tenantId).find((found) => positionOf(found).notificationId === notificationId) ?? null;
  }

  async report(tenantId: string, from: number, to: number, limit: number): Promise<LedgerReport> {
    const within = ({ at }: DeliveryAttempt): boolean => at >= from && at < to;
    const firsts = this.#notifications(tenantId).flatMap(({ attempts }) => attempts.slice(0, 1).filter(within));
    const told = firsts
      .filter(({ status }) => status === 'firing')
      .flatMap(({ notificationId, alerts }) => alerts.map((alert) => ({ notificationId, ...alert })));
    const series = figuresBy(told, ({ ruleId, fingerprint }) => JSON.stringify([ruleId, fingerprint]));
    const rules = figuresBy(told, ({ ruleId }) => ruleId);
    const receivers = receiverFigures(
      this.attempts.filter((attempt) => attempt.tenantId === tenantId && within(attempt)),
    );
    return {
      receivers,
      rules: rules.slice(0, limit).map(({ fingerprint: _fingerprint, ...rule }) => rule),
      contributors: series.slice(0, limit),
      flapping: series.filter(({ alerts }) => alerts >= FLAPPING_ALERTS_MIN).slice(0, limit),
      notifications: receivers.reduce((sum, { notifications }) => sum + notifications, 0),
      firing: firsts.filter(({ status }) => status === 'firing').length,
    };
  }

  async sentIn(tenantId: string, hour: number): Promise<number> {
    return this.sent.get(`${tenantId}/${hour}`) ?? 0;
  }

  async health(tenantId: string, receiverId: string): Promise<ReceiverHealth> {
    return this.healths.get(`${tenantId}/${receiverId}`) ?? unusedReceiver;
  }

  #notifications(tenantId: string): LedgerNotification[] {
    const own = this.attempts.filter((attempt) => attempt.tenantId === tenantId);
    const byId = Map.groupBy(own, ({ notificationId }) => notificationId);
    return Array.from(byId.values(), (attempts) => ({ attempts }));
  }
}

function positionOf({ attempts }: LedgerNotification): LedgerPosition {
  const { at = 0, notificationId = '' } = attempts[0] ?? {};
  return { at, notificationId };
}

const compare = (a: LedgerPosition, b: LedgerPosition): number =>
  a.at - b.at || (a.notificationId < b.notificationId ? -1 : Number(a.notificationId > b.notificationId));

function fits(attempts: readonly DeliveryAttempt[], filter: NotificationFilter): boolean {
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (first === undefined || last === undefined) return false;
  const { receiverId, alertId, ruleId, outcome, from, to } = filter;
  return (
    (receiverId === undefined || first.receiverId === receiverId) &&
    (alertId === undefined || first.alerts.some((alert) => alert.alertId === alertId)) &&
    (ruleId === undefined || first.alerts.some((alert) => alert.ruleId === ruleId)) &&
    (outcome === undefined || last.outcome === outcome) &&
    (from === undefined || first.at >= from) &&
    (to === undefined || first.at < to)
  );
}

interface Told {
  notificationId: string;
  alertId: string;
  ruleId: string;
  fingerprint: string;
}

function figuresBy(told: readonly Told[], keyOf: (alert: Told) => string): SeriesFigures[] {
  return Array.from(Map.groupBy(told, keyOf).values(), (of) => ({
    ruleId: of[0]?.ruleId ?? '',
    fingerprint: of[0]?.fingerprint ?? '',
    notifications: new Set(of.map(({ notificationId }) => notificationId)).size,
    alerts: new Set(of.map(({ alertId }) => alertId)).size,
  })).sort((a, b) => b.notifications - a.notifications);
}

function receiverFigures(attempts: readonly DeliveryAttempt[]): ReceiverFigures[] {
  const byReceiver = Map.groupBy(attempts, ({ receiverId }) => receiverId);
  return Array.from(byReceiver, ([receiverId, of]) => {
    const delivered = of.filter(({ outcome }) => outcome === 'delivered');
    const latencies = delivered.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
    const at = (share: number): number | null =>
      latencies[Math.max(0, Math.ceil(share * latencies.length) - 1)] ?? null;
    return {
      receiverId,
      receiverName: of.at(-1)?.receiverName ?? '',
      receiverType: of.at(-1)?.receiverType ?? '',
      notifications: new Set(of.map(({ notificationId }) => notificationId)).size,
      delivered: delivered.length,
      failed: of.filter(({ outcome }) => outcome === 'failed').length,
      attempts: of.filter(({ outcome }) => outcome !== 'held').length,
      latencyMsP50: at(0.5),
      latencyMsP95: at(0.95),
    };
  }).sort((a, b) => b.notifications - a.notifications);
}
