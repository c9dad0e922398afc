import type { Span } from './ast.js';
import { utf8Length } from './go-text.js';

/** What is wrong with an expression, and where. */
export interface PromqlError {
  /** What Prometheus says where it refuses the same text. */
  readonly message: string;
  readonly span: Span;
  /** The line on which the span begins, from 1. */
  readonly line: number;
  /** The column in which the span begins, from 1, in bytes of UTF-8: so Prometheus counts. */
  readonly column: number;
}

/** More errors than this help nobody; the first is the one that Prometheus shows. */
export const ERRORS_MAX = 20;

/** The error as Prometheus prints it: `1:5: parse error: unexpected end of input`. */
export function promqlErrorText(error: PromqlError): string {
  return `${error.line}:${error.column}: parse error: ${error.message}`;
}

/** Finds the line and column at which a span of a text begins. */
export function errorAt(text: string, span: Span, message: string): PromqlError {
  const before = text.slice(0, span.from);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { message, span, line, column: utf8Length(before.slice(lineStart)) + 1 };
}
