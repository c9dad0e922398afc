/** Where a command writes to. */
export interface Stream {
  write(text: string | Uint8Array): void;
  /** Resolves once the reader has room for more; what is large waits for it. */
  drained(): Promise<void>;
  /** Whether somebody looks on. */
  readonly isTTY: boolean;
  /** How wide it is, where it is a terminal. */
  readonly columns: number | undefined;
}

/** The world as a command sees it; tests hand another one in. */
export interface Surroundings {
  /** The command line's own. */
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What paths are relative to. */
  readonly directory: string;
  /** Where the user's own files lie. */
  readonly userHome: string;
  /** ms since 1970 */
  now(): number;
  readonly out: Stream;
  readonly err: Stream;
  /** Everything on standard input. */
  stdin(): Promise<string>;
  /** Aborted when the user has had enough. */
  readonly signal: AbortSignal;
}
