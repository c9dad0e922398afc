import type { Schema } from '@tocsin/client/call';

/** A condition as it was decided, in one line. */
export function conditionText({
  type,
  metric,
  operator,
  threshold,
  window,
  expr,
}: Schema<'Decision'>['conditions'][number]): string {
  if (expr !== undefined) return expr;
  const compared = operator === undefined || threshold === undefined ? '' : ` ${operator} ${threshold}`;
  return `${type}: ${metric}${compared}${window === undefined ? '' : ` over ${window}`}`;
}
