/** The state of a caller's budget after one more request. */
export interface RateDecision {
  allowed: boolean;
  remaining: number;
  /** When the window ends and the budget is whole again, in milliseconds from now. */
  resetMs: number;
}

/** Whether counts are shared with other processes. */
export interface SharedCounts {
  /** Null where this process counts for itself, as it should. */
  isShared(): Promise<boolean | null>;
}

/** Counts requests by caller within fixed windows, in this process or shared by several. */
export interface RateCounter {
  /** Counts one request of `caller` against `limit` requests in `windowMs`. */
  take(caller: string, limit: number, windowMs: number): Promise<RateDecision>;
}
