import type { Matcher } from './ast.js';
import { parseVectorSelector } from './parse-selector.js';
import type { PromqlError } from './promql-error.js';
import { Reader } from './reader.js';
import { isMetricName } from './token.js';

export type ParsedSelector =
  | { readonly kind: 'parsed'; readonly matchers: readonly Matcher[] }
  | { readonly kind: 'refused'; readonly error: PromqlError };

/** Reads a selector that stands alone, such as `up{job="api"}`. Unlike in an expression, `{}` is one, too. */
export function parseSeriesSelector(text: string): ParsedSelector {
  const reader = new Reader(text);
  const first = reader.peek();
  if (first.kind !== '{' && !isMetricName(first.kind)) reader.unexpected();
  const { matchers } = parseVectorSelector(reader, isMetricName(first.kind) ? reader.take() : null);
  if (reader.peek().kind !== 'end_of_input') reader.unexpected();
  const [error] = reader.errors;
  return error === undefined ? { kind: 'parsed', matchers } : { kind: 'refused', error };
}
