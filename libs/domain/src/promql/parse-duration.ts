import type { DurationExpr } from './ast.js';
import { readDuration, secondsOf } from './duration-text.js';
import { readNumber } from './number-text.js';
import type { Place, Reader } from './reader.js';
import type { Token, TokenKind } from './token.js';

type DurationOperator = Extract<DurationExpr, { kind: 'duration_binary' }>['operator'];
type DurationLiteral = Extract<DurationExpr, { kind: 'duration' }>;
type DurationFunction = Extract<DurationExpr, { kind: 'duration_call' }>['func'];

const precedences: ReadonlyMap<string, number> = new Map([
  ['+', 1],
  ['-', 1],
  ['*', 2],
  ['/', 2],
  ['%', 2],
  ['^', 3],
]);
const POWER = 3;

/** 2^63 nanoseconds, in which Prometheus counts. */
const NANOSECONDS = 1e9;
const MS_PER_SECOND = 1000;
const SECONDS_MAX = 2 ** 63 / NANOSECONDS;

/** The value of a number or a duration in seconds; what is wrong with it is noted, and it counts as 0. */
export function literalValue(reader: Reader, token: Token): number {
  if (token.kind === 'duration') {
    const read = readDuration(token.text);
    if (read.kind === 'duration') {
      return read.seconds;
    }
    reader.note(token, read.message);
    return 0;
  }
  const read = readNumber(token.text);
  if (read.kind === 'number') {
    return read.value;
  }
  reader.note(token, read.message);
  return 0;
}

function isLiteral(kind: TokenKind): kind is 'number' | 'duration' {
  return kind === 'number' || kind === 'duration';
}

function isDurationFunction(kind: TokenKind): kind is DurationFunction {
  return kind === 'step' || kind === 'range' || kind === 'max_of' || kind === 'min_of';
}

function parseLiteral(reader: Reader, sign: Token | null): DurationLiteral {
  const token = reader.take();
  const value = literalValue(reader, token);
  const span = { from: (sign ?? token).from, to: token.to };
  return inRange(reader, {
    kind: 'duration',
    seconds: sign?.kind === '-' ? -value : value,
    isDuration: token.kind === 'duration',
    span,
  });
}

function inRange(reader: Reader, literal: DurationLiteral): DurationLiteral {
  if (Math.abs(literal.seconds) <= SECONDS_MAX) {
    return literal;
  }
  reader.note(literal.span, 'duration out of range');
  return { ...literal, seconds: 0 };
}

function parseCall(reader: Reader): DurationExpr {
  const { kind, from } = reader.take();
  const func = kind as DurationFunction;
  const args: DurationExpr[] = [];
  reader.expect('(');
  if (func === 'max_of' || func === 'min_of') {
    args.push(parseBinary(reader, 0));
    reader.expect(',');
    args.push(parseBinary(reader, 0));
  }
  reader.expect(')');
  return reader.above({ kind: 'duration_call', func, args, span: { from, to: reader.lastEnd } }, ...args);
}

function parseParen(reader: Reader): DurationExpr {
  const { from } = reader.take();
  const expr = parseBinary(reader, 0);
  reader.expect(')');
  const span = { from, to: reader.lastEnd };
  // Parentheses around parentheses say nothing more.
  return expr.kind === 'duration_paren'
    ? { ...expr, span }
    : reader.above({ kind: 'duration_paren', expr, span }, expr);
}

/** A sign becomes part of a literal; in front of anything else a plus says nothing. */
function withSign(reader: Reader, sign: Token, expr: DurationExpr): DurationExpr {
  const span = { from: sign.from, to: expr.span.to };
  if (expr.kind === 'duration') {
    return { ...expr, seconds: sign.kind === '-' ? -expr.seconds : expr.seconds, span };
  }
  return sign.kind === '+' ? expr : reader.above({ kind: 'duration_unary', operator: '-', expr, span }, expr);
}

function parsePrimary(reader: Reader): DurationExpr {
  const token = reader.peek();
  if (isLiteral(token.kind)) {
    return parseLiteral(reader, null);
  }
  if (isDurationFunction(token.kind)) {
    return parseCall(reader);
  }
  if (token.kind === '(') {
    return parseParen(reader);
  }
  if (token.kind === '+' || token.kind === '-') {
    reader.take();
    return withSign(reader, token, parseBinary(reader, POWER));
  }
  reader.unexpected();
  return { kind: 'duration', seconds: 0, isDuration: true, span: token };
}

function parseBinary(reader: Reader, lowest: number): DurationExpr {
  return reader.deeper(() => parseOperators(reader, parsePrimary(reader), lowest));
}

/** Goes on behind a first operand with the operators that bind at least as tightly as `lowest`. */
function parseOperators(reader: Reader, first: DurationExpr, lowest: number): DurationExpr {
  let left = first;
  for (;;) {
    const operator = reader.peek();
    const precedence = precedences.get(operator.kind) ?? -1;
    if (precedence < lowest) {
      return left;
    }
    reader.take();
    const right = parseBinary(reader, precedence === POWER ? POWER : precedence + 1);
    if (right.kind === 'duration' && right.seconds === 0 && (operator.kind === '/' || operator.kind === '%')) {
      reader.note(operator, operator.kind === '/' ? 'division by zero' : 'modulo by zero');
    }
    const span = { from: left.span.from, to: right.span.to };
    left = reader.above(
      { kind: 'duration_binary', operator: operator.kind as DurationOperator, left, right, span },
      left,
      right,
    );
  }
}

/**
 * A literal that stands alone is a length of time, whether it was written as a duration or as a number of seconds; only
 * what no duration can say, parts of milliseconds, stays a number.
 */
function settled(duration: DurationExpr): DurationExpr {
  if (duration.kind !== 'duration') {
    return duration;
  }
  const ms = Math.round(duration.seconds * MS_PER_SECOND);
  const isWhole =
    secondsOf(ms) === duration.seconds ||
    Math.round(duration.seconds * NANOSECONDS) === ms * (NANOSECONDS / MS_PER_SECOND);
  return { ...duration, seconds: isWhole ? secondsOf(ms) : duration.seconds, isDuration: isWhole };
}

/** A range or step between brackets. A literal must be above 0; arithmetic is judged when it is evaluated. */
export function parsePositiveDuration(reader: Reader, place: Place): DurationExpr {
  const duration = reader.within(place, () => parseBinary(reader, 0));
  // The next token is looked at first, since what is wrong with it comes first in Prometheus as well.
  reader.peek();
  if (duration.kind === 'duration' && duration.seconds <= 0) {
    reader.note(duration.span, 'duration must be greater than 0');
  }
  return settled(duration);
}

const offsetPlace: Place = { within: 'offset', expected: 'number, duration, step(), or range()' };

/**
 * What stands behind `offset`. Operators behind a literal or a call belong to the expression outside: `a offset 5m + 1`
 * adds 1 to the samples; behind parentheses they belong to the offset, until the next operand.
 *
 * @returns null for an offset of 0, which is none
 */
export function parseOffset(reader: Reader): DurationExpr | null {
  const duration = settled(reader.within(offsetPlace, () => parseOffsetDuration(reader)));
  return duration.kind === 'duration' && Math.round(duration.seconds * NANOSECONDS) === 0 ? null : duration;
}

function parseOffsetDuration(reader: Reader): DurationExpr {
  const first = reader.peek();
  if (first.kind === '(') {
    return parseOperators(reader, parseParen(reader), 0);
  }
  if (first.kind !== '+' && first.kind !== '-') {
    return parsePrimary(reader);
  }
  reader.take();
  const next = reader.peek();
  if (isLiteral(next.kind)) {
    return parseLiteral(reader, first);
  }
  if (next.kind === '+' || next.kind === '-') {
    return parseOperators(reader, withSign(reader, first, parseBinary(reader, POWER)), 0);
  }
  return withSign(reader, first, parsePrimary(reader));
}
