/** Wall time and timers, handed in so that tests hold them. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `task` every `periodMs` until the returned function is called; a run that is still going is not started again. */
  every(periodMs: number, task: () => Promise<void> | void): () => void;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Names that do not collide, handed in so that tests can foresee them. */
export interface IdSource {
  next(): string;
}
