import type { DurationExpr, Expr } from '@tocsin/domain/promql/ast';
import { walkExpr } from '@tocsin/domain/promql/walk';
import { largerOf, power, smallerOf } from './go-math.js';
import { fail, type Moment } from './moment.js';

type Query = Moment['query'];

/** What Prometheus counts in nanoseconds, in 64 bits. */
const SECONDS_MAX = 2 ** 63 / 1e9;

/** The parts of an expression that are inside what Prometheus takes for its place. */
function placeOf(duration: DurationExpr): string {
  if (duration.kind === 'duration_paren') return placeOf(duration.expr);
  if (duration.kind === 'duration_call' && duration.args.length === 2) {
    const [first, last] = duration.args as [DurationExpr, DurationExpr];
    return `${first.span.from}:${last.span.to}`;
  }
  return `${duration.span.from}:${duration.span.to}`;
}

function seconds(duration: DurationExpr, query: Query): number {
  switch (duration.kind) {
    case 'duration':
      return duration.seconds;
    case 'duration_paren':
      return seconds(duration.expr, query);
    case 'duration_unary':
      return duration.operator === '-' ? -seconds(duration.expr, query) : seconds(duration.expr, query);
    case 'duration_call':
      return callSeconds(duration, query);
    case 'duration_binary':
      return binarySeconds(duration, query);
  }
}

function callSeconds({ func, args }: Extract<DurationExpr, { kind: 'duration_call' }>, query: Query): number {
  if (func === 'step') return query.step / 1000;
  if (func === 'range') return (query.end - query.start) / 1000;
  const [first, second] = args.map((each) => seconds(each, query)) as [number, number];
  return func === 'min_of' ? smallerOf(first, second) : largerOf(first, second);
}

function binarySeconds(duration: Extract<DurationExpr, { kind: 'duration_binary' }>, query: Query): number {
  const left = seconds(duration.left, query);
  const right = seconds(duration.right, query);
  switch (duration.operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? fail(`${placeOf(duration)}: division by zero`) : left / right;
    case '%':
      return right === 0 ? fail(`${placeOf(duration)}: modulo by zero`) : left % right;
    case '^':
      return power(left, right);
  }
}

function checkedMs(duration: DurationExpr, query: Query, mayBeNegative: boolean): number {
  // A literal was checked by the parser, and is rounded to nanoseconds first.
  if (duration.kind === 'duration') return Math.trunc(Math.round(duration.seconds * 1e9) / 1e6);
  const value = seconds(duration, query);
  if (!Number.isFinite(value)) fail(`${placeOf(duration)}: duration is NaN or infinite`);
  if (value <= 0 && !mayBeNegative) fail(`${placeOf(duration)}: duration must be greater than 0`);
  if (Math.abs(value) > SECONDS_MAX) fail(`${placeOf(duration)}: duration is out of range`);
  return Math.trunc(value * 1000);
}

/** The length of a range or step in ms. */
export function lengthMs(duration: DurationExpr, query: Query): number {
  return checkedMs(duration, query, false);
}

/** An offset in ms; one that was not written is 0. */
export function offsetMs(duration: DurationExpr | null, query: Query): number {
  return duration === null ? 0 : checkedMs(duration, query, true);
}

/** Durations are worked out before anything is evaluated, also those of which the result would not depend. */
export function checkDurations(expr: Expr, query: Query): void {
  walkExpr(expr, (node) => {
    if (node.kind === 'vector_selector') offsetMs(node.offset, query);
    if (node.kind === 'matrix_selector') lengthMs(node.range, query);
    if (node.kind === 'subquery') {
      offsetMs(node.offset, query);
      if (node.step !== null) lengthMs(node.step, query);
      lengthMs(node.range, query);
    }
  });
}
