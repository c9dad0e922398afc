import type { ReceiverHealth } from '@tocsin/domain/alerting/receiver-health';

/**
 * What an attempt came to: `retried` is tried again, `failed` is given up; `held` was not tried, as its tenant has sent as
 * many as it may, and waits.
 */
export type AttemptOutcome = 'delivered' | 'retried' | 'failed' | 'held';

/** An alert that a notification told of. */
export interface LedgerAlert {
  alertId: string;
  ruleId: string;
  fingerprint: string;
}

/** One attempt to deliver a notification, as it is written down and never changed. */
export interface DeliveryAttempt {
  tenantId: string;
  /** The notification's id, which is the idempotency key that the receiver saw. */
  notificationId: string;
  /** Counted from 1; a gap is an attempt whose process died before it was written down. */
  attempt: number;
  receiverId: string;
  receiverName: string;
  receiverType: string;
  groupKey: string;
  /** What the notification told: `firing` or `resolved`. */
  status: 'firing' | 'resolved';
  alerts: readonly LedgerAlert[];
  /** When it began; ms since 1970. */
  at: number;
  latencyMs: number;
  outcome: AttemptOutcome;
  /** Of HTTP; null where no answer came, or the way is another. */
  httpStatus: number | null;
  reason: string;
  /** The beginning of an answer that was text. */
  answer: string;
}

/** Attempts are written down by whoever made them. */
export interface DeliveryLedger {
  record(attempt: DeliveryAttempt): Promise<void>;
  /** Drops attempts that began before `time`, but of tenants on legal hold. */
  forgetBefore(time: number): Promise<void>;
}

export interface NotificationFilter {
  receiverId?: string | undefined;
  alertId?: string | undefined;
  ruleId?: string | undefined;
  outcome?: AttemptOutcome | undefined;
  /** First attempts from then on; ms since 1970. */
  from?: number | undefined;
  /** First attempts before then. */
  to?: number | undefined;
}

/** Where a page ended: the time of the last notification's first attempt, and its id. */
export interface LedgerPosition {
  at: number;
  notificationId: string;
}

/** A notification with its attempts, the first one first. */
export interface LedgerNotification {
  attempts: readonly DeliveryAttempt[];
}

/** Figures of one receiver over a span of time. */
export interface ReceiverFigures {
  receiverId: string;
  receiverName: string;
  receiverType: string;
  notifications: number;
  delivered: number;
  failed: number;
  attempts: number;
  /** Of attempts that were delivered; null where there was none. */
  latencyMsP50: number | null;
  latencyMsP95: number | null;
}

/** How much one rule had to say. */
export interface RuleFigures {
  ruleId: string;
  notifications: number;
  /** Different alerts (episodes) that were told of. */
  alerts: number;
}

/** How much one series of a rule had to say. */
export interface SeriesFigures extends RuleFigures {
  fingerprint: string;
}

export interface LedgerReport {
  receivers: readonly ReceiverFigures[];
  /** The rules with the most notifications, the most first. */
  rules: readonly RuleFigures[];
  /** The series with the most notifications, the most first. */
  contributors: readonly SeriesFigures[];
  /** The series with the most alerts, of those that had {@link FLAPPING_ALERTS_MIN} or more. */
  flapping: readonly SeriesFigures[];
  /** Of the whole span. */
  notifications: number;
  /** Of these, those that told of something that fires. */
  firing: number;
}

/** Alerts of one series within the span that make it flap: more than one every other day of a week. */
export const FLAPPING_ALERTS_MIN = 4;

/** What the ledger tells one tenant. */
export interface DeliveryLedgerReader {
  /** Notifications whose first attempt was before `before`, the last one first. */
  list(
    tenantId: string,
    filter: NotificationFilter,
    before: LedgerPosition | null,
    limit: number,
  ): Promise<readonly LedgerNotification[]>;
  read(tenantId: string, notificationId: string): Promise<LedgerNotification | null>;
  report(tenantId: string, from: number, to: number, limit: number): Promise<LedgerReport>;
  /** How many notifications the tenant has sent in an hour, counted from 1970. */
  sentIn(tenantId: string, hour: number): Promise<number>;
  health(tenantId: string, receiverId: string): Promise<ReceiverHealth>;
}
