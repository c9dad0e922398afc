import type { DurationExpr } from '../promql/ast.js';
import { arithmetic } from './arithmetic.js';
import { EvaluationError, type Scope } from './operator.js';

/**
 * How long a duration is, in ms.
 *
 * @param mayBeNegative - offsets may, ranges and steps may not
 */
export function durationOf(expr: DurationExpr, query: Scope['query'], mayBeNegative: boolean): number {
  const seconds = secondsOf(expr, query);
  const place = `${expr.span.from + 1}:${expr.span.to + 1}`;
  if (!Number.isFinite(seconds)) throw new EvaluationError(`${place}: duration is NaN or infinite`);
  if (seconds <= 0 && !mayBeNegative) throw new EvaluationError(`${place}: duration must be greater than 0`);
  return Math.trunc(Math.round(seconds * 1e6) / 1e3);
}

function secondsOf(expr: DurationExpr, query: Scope['query']): number {
  switch (expr.kind) {
    case 'duration':
      return expr.seconds;
    case 'duration_paren':
      return secondsOf(expr.expr, query);
    case 'duration_unary':
      return (expr.operator === '-' ? -1 : 1) * secondsOf(expr.expr, query);
    case 'duration_binary': {
      const [left, right] = [secondsOf(expr.left, query), secondsOf(expr.right, query)];
      const place = `${expr.span.from + 1}:${expr.span.to + 1}`;
      if (expr.operator === '/' && right === 0) throw new EvaluationError(`${place}: division by zero`);
      if (expr.operator === '%' && right === 0) throw new EvaluationError(`${place}: modulo by zero`);
      return arithmetic[expr.operator](left, right);
    }
    case 'duration_call':
      if (expr.func === 'step') return (query?.step ?? 0) / 1_000;
      if (expr.func === 'range') return query === null ? 0 : (query.end - query.start) / 1_000;
      return Math[expr.func === 'min_of' ? 'min' : 'max'](...expr.args.map((arg) => secondsOf(arg, query)));
  }
}
