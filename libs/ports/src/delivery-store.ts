import type { ReceiverHealth } from '@tocsin/domain/alerting/receiver-health';

/** One notification owed to one receiver. `seq` orders those of one lane. */
export interface Delivery {
  id: string;
  seq: number;
  tenantId: string;
  receiverId: string;
  /** What the receiver is told of, as Alertmanager writes it. */
  groupKey: string;
  /** Deliveries of one lane (a receiver and a group) are made one after the other. */
  lane: string;
  /** The message as JSON, a `NotificationMessage`. */
  body: string;
  attempts: number;
  createdAt: number;
  /** It waits, or has waited, since its tenant had sent as many as it may, and was not tried since. */
  isHeld: boolean;
  /** The trace of the decision that owes it, as a `traceparent`; left out where nothing is traced. */
  traceparent?: string | undefined;
}

/** A delivery as it is owed first. */
export type NewDelivery = Omit<Delivery, 'seq' | 'attempts' | 'isHeld'>;

/** What is asked before a delivery is tried for the first time. */
export interface Spending {
  id: string;
  tenantId: string;
  /** The hour in which it would be sent, counted from 1970. */
  hour: number;
  /** Most notifications of the tenant within it. */
  limit: number;
}

export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** A receiver of a tenant. */
export interface ReceiverName {
  tenantId: string;
  receiverId: string;
}

export interface Claim {
  now: number;
  /** A delivery whose lease ran out can be claimed again. */
  leaseMs: number;
  /** Most deliveries of this claim. */
  limit: number;
  /** Most of one receiver, so that a slow one leaves room for the others. */
  perReceiver: number;
  /** Most of one tenant, so that one with many slow receivers leaves room for the others. */
  perTenant: number;
  /** Receivers that are to wait. */
  except: readonly ReceiverName[];
  /** Tenants whose receivers are all to wait. */
  exceptTenants: readonly string[];
}

/** What all receivers of all tenants are owed; what is held back, and what waits behind it in its lane, is not counted. */
export interface Backlog {
  waiting: number;
  /** When the oldest of them was owed that waits for a receiver whose circuit is closed; ms since 1970. */
  oldestAt: number | null;
  /** Receivers whose circuit is open. */
  openReceivers: number;
}

/** Notifications that are owed, kept until they are delivered or given up, and how their receivers fare. */
export interface DeliveryStore {
  /** Takes deliveries in; one that is already known (the same id) is left as it is. */
  add(deliveries: readonly NewDelivery[]): Promise<void>;
  /**
   * Claims deliveries that are due, oldest first and never two of one lane. Of a receiver whose circuit is open, one is
   * claimed when its probe is, whether it is due or not, and the next probe waits until that lease ends.
   */
  claim(claim: Claim): Promise<readonly Delivery[]>;
  /**
   * Counts a delivery as one of its tenant's in an hour; one that was counted before is not counted again.
   *
   * @returns whether it may be sent
   */
  spend(spending: Spending): Promise<boolean>;
  /** Puts a delivery back, claimed or not, that may not be sent before `dueAt`; it is held until it is tried. */
  hold(id: string, dueAt: number): Promise<void>;
  /** The body of the next delivery that waits in the lane of one; null for none. */
  bodyBehind(delivery: Pick<Delivery, 'lane' | 'seq'>): Promise<string | null>;
  delivered(id: string, now: number): Promise<void>;
  /** Puts a delivery back until `dueAt`, with the reason of the failed attempt. */
  postpone(id: string, dueAt: number, reason: string): Promise<void>;
  /** Puts a delivery back that was claimed and not attempted. */
  release(id: string, dueAt: number): Promise<void>;
  failed(id: string, now: number, reason: string): Promise<void>;
  /** Changes what is known of a receiver, one change after the other. @returns as it was, and as it is now */
  changeHealth(
    receiver: ReceiverName,
    change: (health: ReceiverHealth) => ReceiverHealth,
  ): Promise<{ before: ReceiverHealth; after: ReceiverHealth }>;
  /** Makes everything that waits for a receiver due at once. */
  hasten(receiver: ReceiverName): Promise<void>;
  /** Drops what was delivered or given up before `time`, and the counts of hours that ended before then. */
  forgetDoneBefore(time: number): Promise<void>;
  backlog(): Promise<Backlog>;
  check(): Promise<void>;
}
