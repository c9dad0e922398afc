/** A result that was dear to make. */
export interface ArchivedResult {
  readonly text: string;
  /** When it was made; ms since 1970. */
  readonly madeAt: number;
}

/**
 * Keeps results that were dear to make, for gateways that find them nowhere else: after a restart, and while the store
 * that they share is away. A key says everything that a result depends on, as in the cache before it.
 */
export interface ResultArchive {
  /** @param now - what has ended by then is not there; ms since 1970 */
  find(tenant: string, key: string, now: number): Promise<ArchivedResult | null>;
  /**
   * Keeps a result, in the place of what was there, and forgets those of the tenant that have ended.
   *
   * @param until - when it ends; ms since 1970
   */
  keep(tenant: string, key: string, result: ArchivedResult, until: number): Promise<void>;
}
