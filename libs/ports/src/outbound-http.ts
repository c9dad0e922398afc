export interface OutboundRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** For everything: the look-up of the name, the connection, and the whole answer. */
  timeoutMs: number;
  /** How much of an answer is wanted; {@link ANSWER_TEXT_BYTES_MAX} when left out. */
  answerBytesMax?: number;
}

/** What is kept of an answer for people to read, in bytes, where nobody asks for more. */
export const ANSWER_TEXT_BYTES_MAX = 512;

/**
 * `answered` with any status, and with as many bytes of the answer as are wanted where it is text, `isCut` when it had more;
 * `unreachable` when no whole answer came in time (trying again may help), with `isUnsent` where nobody was there to hear any of
 * it; `refused` when the address is one that the
 * platform may not call (trying again does not help).
 */
export type OutboundResult =
  | { kind: 'answered'; status: number; retryAfterMs: number | null; text?: string; isCut?: true }
  | { kind: 'unreachable'; message: string; isUnsent?: true }
  | { kind: 'refused'; message: string };

/** The one way out: no other part of the platform opens HTTP connections to addresses that users name. */
export interface OutboundHttp {
  post(request: OutboundRequest): Promise<OutboundResult>;
  /** Why the platform would refuse to call this address, or null; used when a receiver is written. */
  refusal(url: string): Promise<string | null>;
}
