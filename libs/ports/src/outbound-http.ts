export interface OutboundRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  timeoutMs: number;
}

/**
 * `answered` with any status; `unreachable` when no answer came (trying again may help); `refused` when the address is
 * one that the platform may not call (trying again does not help).
 */
export type OutboundResult =
  | { kind: 'answered'; status: number; retryAfterMs: number | null }
  | { kind: 'unreachable'; message: string }
  | { kind: 'refused'; message: string };

/** The one way out: no other part of the platform opens HTTP connections to addresses that users name. */
export interface OutboundHttp {
  post(request: OutboundRequest): Promise<OutboundResult>;
  /** Why the platform would refuse to call this address, or null; used when a receiver is written. */
  refusal(url: string): Promise<string | null>;
}
