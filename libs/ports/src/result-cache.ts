/** Most bytes of a result that is kept. What is larger would hold up, on its way, what comes behind it. */
export const KEPT_BYTES_MAX = 1024 * 1024;

/** A result as text; or in bytes, when it is too large to be kept and is only passed on. */
export type ResultContent = string | Uint8Array;

/** A result as it was kept, or as it was made now. */
export interface KeptResult {
  readonly content: ResultContent;
  /** When it was made; ms since 1970. */
  readonly madeAt: number;
  /** It was there already. */
  readonly isHit: boolean;
}

/**
 * Keeps results for a while: in this process and, where there is one, in a store that processes share. It never fails by
 * itself: while the store is away, results are made again. A key says everything that a result depends on, so nothing
 * that is kept is ever changed.
 */
export interface ResultCache {
  /**
   * The result of a key, made and kept if it is not there. What fails to be made fails as it is, and is not kept; nor is
   * what comes in bytes or is larger than {@link KEPT_BYTES_MAX}.
   *
   * @param ttlMs - how long it is kept; more than 0
   */
  getOrMake(key: string, ttlMs: number, make: () => Promise<ResultContent>): Promise<KeptResult>;
  /** Makes and keeps a result whether or not it is there. */
  make(key: string, ttlMs: number, make: () => Promise<ResultContent>): Promise<KeptResult>;
}

/** Where a result was looked for, and with what success. */
export interface CacheRead {
  readonly layer: 'memory' | 'redis' | 'postgres';
  readonly outcome: 'hit' | 'miss' | 'error';
}
