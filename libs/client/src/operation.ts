/** How one operation of the API is asked for. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters in braces. */
  readonly path: string;
  /**
   * When it may be asked for again though nobody knows what became of the first time: `by key`, when an idempotency key was
   * sent, and `unconditionally`, when no `If-Match` was, which a first success would have made wrong.
   */
  readonly repeats: 'always' | 'by key' | 'unconditionally' | 'never';
  /** It answers page by page. */
  readonly hasPages?: true;
  /** It can say how far it has come. */
  readonly tellsProgress?: true;
}
