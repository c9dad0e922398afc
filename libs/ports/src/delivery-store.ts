/** One notification owed to one receiver. `seq` orders those of one alert. */
export interface Delivery {
  id: string;
  seq: number;
  tenantId: string;
  receiverId: string;
  transitionId: string;
  /** Deliveries of one lane (receiver, rule and fingerprint) are made one after the other. */
  lane: string;
  /** The transition as JSON. */
  body: string;
  attempts: number;
  createdAt: number;
}

export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** Notifications that are owed, kept until they are delivered or given up. */
export interface DeliveryStore {
  /** Takes deliveries in; one that is already known (same transition and receiver) is left as it is. */
  add(deliveries: readonly Omit<Delivery, 'seq' | 'attempts'>[]): Promise<void>;
  /**
   * Claims deliveries that are due at `now` until `now + leaseMs`, oldest first and never two of one lane. A delivery
   * whose lease ran out can be claimed again.
   */
  claim(now: number, leaseMs: number, limit: number): Promise<readonly Delivery[]>;
  delivered(id: string, now: number): Promise<void>;
  /** Puts a delivery back until `dueAt`, with the reason of the failed attempt. */
  postpone(id: string, dueAt: number, reason: string): Promise<void>;
  failed(id: string, now: number, reason: string): Promise<void>;
  /** Drops what was delivered or given up before `time`. */
  forgetDoneBefore(time: number): Promise<void>;
  check(): Promise<void>;
}
