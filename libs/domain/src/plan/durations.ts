import type { DurationExpr } from '../promql/ast.js';
import { arithmetic, largerOf, smallerOf } from './arithmetic.js';
import { EvaluationError, type Scope } from './operator.js';

/** Prometheus counts durations in nanoseconds, in 64 bits. */
const SECONDS_MAX = 2 ** 63 / 1e9;

/**
 * How long a duration is, in ms.
 *
 * @param mayBeNegative - offsets may, ranges and steps may not
 */
export function durationOf(expr: DurationExpr, query: Scope['query'], mayBeNegative: boolean): number {
  const seconds = secondsOf(expr, query);
  // What is written as a single duration was checked by the parser, and is rounded to nanoseconds first.
  if (expr.kind === 'duration') return Math.trunc(Math.round(seconds * 1e9) / 1e6);
  if (!Number.isFinite(seconds)) fail(expr, 'duration is NaN or infinite');
  if (seconds <= 0 && !mayBeNegative) fail(expr, 'duration must be greater than 0');
  if (Math.abs(seconds) > SECONDS_MAX) fail(expr, 'duration is out of range');
  return Math.trunc(seconds * 1e3);
}

function fail(expr: DurationExpr, message: string): never {
  throw new EvaluationError(`${placeOf(expr)}: ${message}`);
}

/** What Prometheus takes for the place of a duration: without parentheses, and of a function its arguments alone. */
function placeOf(expr: DurationExpr): string {
  if (expr.kind === 'duration_paren') return placeOf(expr.expr);
  const [first, last] = expr.kind === 'duration_call' ? expr.args : [];
  return `${(first ?? expr).span.from}:${(last ?? expr).span.to}`;
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
      if (expr.operator === '/' && right === 0) fail(expr, 'division by zero');
      if (expr.operator === '%' && right === 0) fail(expr, 'modulo by zero');
      return arithmetic[expr.operator](left, right);
    }
    case 'duration_call':
      if (expr.func === 'step') return (query?.step ?? 0) / 1_000;
      if (expr.func === 'range') return query === null ? 0 : (query.end - query.start) / 1_000;
      return (expr.func === 'min_of' ? smallerOf : largerOf)(
        ...(expr.args.map((arg) => secondsOf(arg, query)) as [number, number]),
      );
  }
}
