import type { Expr } from '@tocsin/domain/promql/ast';

/** When an expression is evaluated; ms since 1970. */
export type QueryTime =
  | { readonly kind: 'instant'; readonly time: number }
  | { readonly kind: 'range'; readonly start: number; readonly end: number; readonly step: number };

/** A query as a thread is given it: all it needs, and nothing that is shared. */
export interface QueryJob {
  readonly text: string;
  readonly expr: Expr;
  readonly at: QueryTime;
  readonly lookbackMs: number;
  /** Most elements or series of the result; 0: all. */
  readonly limit: number;
  /** The samples that it looks at, as the history's contract writes them; they may overlap. */
  readonly samples: readonly Uint8Array<ArrayBuffer>[];
}

export type QueryAnswer =
  /** The whole answer in JSON. */
  | { readonly kind: 'evaluated'; readonly content: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly message: string };
