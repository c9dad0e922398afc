import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import type { AttemptOutcome, DeliveryAttempt } from '@tocsin/ports/delivery-ledger';
import type { Delivery } from '@tocsin/ports/delivery-store';
import type { Carried } from './carrier.js';

/** Most alerts of a notification that the ledger names; a page of them says enough of a group that is larger. */
export const LEDGER_ALERTS_MAX = 1_000;

interface Concluded {
  delivery: Delivery;
  /** Null when it was deleted. */
  receiver: Receiver | null;
  message: NotificationMessage;
  at: number;
  latencyMs: number;
  outcome: AttemptOutcome;
  carried: Carried;
}

/** An attempt as the ledger keeps it. */
export function attemptOf({
  delivery,
  receiver,
  message,
  at,
  latencyMs,
  outcome,
  carried,
}: Concluded): DeliveryAttempt {
  return {
    tenantId: delivery.tenantId,
    notificationId: delivery.id,
    attempt: delivery.attempts,
    receiverId: delivery.receiverId,
    receiverName: receiver?.name ?? '',
    receiverType: receiver?.type ?? '',
    groupKey: message.groupKey,
    status: message.status,
    alerts: message.alerts
      .slice(0, LEDGER_ALERTS_MAX)
      .map(({ alert_id: alertId, rule_id: ruleId, fingerprint }) => ({ alertId, ruleId, fingerprint })),
    at,
    latencyMs,
    outcome,
    httpStatus: carried.status,
    reason: carried.reason,
    answer: carried.answer,
  };
}
