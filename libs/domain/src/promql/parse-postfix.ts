import type { AtModifier, Expr, MatrixSelector, Span, SubqueryExpr, VectorSelector } from './ast.js';
import { formatFixed } from './go-text.js';
import { literalValue, parseOffset, parsePositiveDuration } from './parse-duration.js';
import type { Place, Reader } from './reader.js';

type Shifted = VectorSelector | MatrixSelector | SubqueryExpr;

/** Parses what binds most tightly: brackets, `offset`, `@`, `anchored` and `smoothed` behind an expression. */
export function parsePostfix(reader: Reader, first: Expr): Expr {
  let expr = first;
  for (;;) {
    switch (reader.peek().kind) {
      case '[':
        expr = parseBrackets(reader, expr);
        break;
      case 'offset':
        expr = parseOffsetModifier(reader, expr);
        break;
      case '@':
        expr = parseAtModifier(reader, expr);
        break;
      case 'anchored':
      case 'smoothed':
        expr = parseExtent(reader, expr);
        break;
      default:
        return expr;
    }
  }
}

const rangePlace: Place = {
  within: 'subquery or range selector',
  expected: 'number, duration, step(), or range()',
};
const stepPlace: Place = {
  within: 'subquery selector',
  expected: 'number, duration, step(), range(), or "]"',
};

function parseBrackets(reader: Reader, expr: Expr): Expr {
  const bracket = reader.take();
  const range = parsePositiveDuration(reader, rangePlace);
  if (!reader.takeIf(':')) {
    reader.expect(']', { within: 'subquery or range', expected: '":" or "]"' });
    return matrixSelector(reader, expr, range, { from: bracket.from, to: reader.lastEnd });
  }
  const hasStep = reader.peek().kind !== ']';
  const step = hasStep ? parsePositiveDuration(reader, stepPlace) : null;
  reader.expect(']', { within: 'subquery selector', expected: '"]"' });
  const span = { from: expr.span.from, to: reader.lastEnd };
  return reader.above({ kind: 'subquery', expr, range, step, offset: null, at: null, span }, expr);
}

function matrixSelector(reader: Reader, expr: Expr, range: MatrixSelector['range'], brackets: Span): Expr {
  if (expr.kind !== 'vector_selector') {
    reader.note(brackets, 'ranges only allowed for vector selectors');
    return expr;
  }
  if (expr.offset !== null) {
    reader.note(brackets, 'no offset modifiers allowed before range');
  } else if (expr.at !== null) {
    reader.note(brackets, 'no @ modifiers allowed before range');
  }
  const span = { from: expr.span.from, to: brackets.to };
  return reader.above({ kind: 'matrix_selector', vector: expr, range, span }, expr);
}

function isShifted(expr: Expr): expr is Shifted {
  return expr.kind === 'vector_selector' || expr.kind === 'matrix_selector' || expr.kind === 'subquery';
}

/** The selector or subquery with another offset, time or extent, and a span that reaches over the modifier. */
function modified(
  reader: Reader,
  expr: Shifted,
  change: Partial<Pick<VectorSelector, 'offset' | 'at' | 'extent'>>,
): Expr {
  const span = { from: expr.span.from, to: reader.lastEnd };
  switch (expr.kind) {
    case 'vector_selector':
      return { ...expr, ...change, span };
    case 'matrix_selector':
      return reader.above({ ...expr, vector: { ...expr.vector, ...change }, span }, expr.vector);
    case 'subquery':
      return reader.above({ ...expr, ...change, span }, expr.expr);
  }
}

function shiftOf(expr: Shifted): Pick<VectorSelector, 'offset' | 'at'> {
  return expr.kind === 'matrix_selector' ? expr.vector : expr;
}

const PRECEDED_BY = 'must be preceded by an instant vector selector or range vector selector or a subquery';

function parseOffsetModifier(reader: Reader, expr: Expr): Expr {
  reader.take();
  const offset = parseOffset(reader);
  if (!isShifted(expr)) {
    reader.note(expr.span, `offset modifier ${PRECEDED_BY}`);
    return expr;
  }
  if (shiftOf(expr).offset !== null) {
    reader.note(expr.span, 'offset may not be set multiple times');
    return expr;
  }
  return modified(reader, expr, { offset });
}

const atPlace: Place = { within: '@', expected: 'timestamp' };

function parseAtModifier(reader: Reader, expr: Expr): Expr {
  reader.take();
  const at = parseAt(reader, expr);
  if (!isShifted(expr)) {
    reader.note(expr.span, `@ modifier ${PRECEDED_BY}`);
    return expr;
  }
  if (shiftOf(expr).at !== null) {
    reader.note(expr.span, '@ <timestamp> may not be set multiple times');
    return expr;
  }
  return modified(reader, expr, { at });
}

function parseAt(reader: Reader, expr: Expr): AtModifier {
  const first = reader.peek();
  if (first.kind === 'start' || first.kind === 'end') {
    reader.take();
    reader.expect('(', atPlace);
    reader.expect(')', atPlace);
    return { at: first.kind };
  }
  const isNegative = reader.takeIf('-');
  if (!isNegative) {
    reader.takeIf('+');
  }
  const { kind } = reader.peek();
  if (kind !== 'number' && kind !== 'duration') {
    reader.unexpected(atPlace);
    return { at: 'start' };
  }
  const value = literalValue(reader, reader.take());
  const seconds = isNegative ? -value : value;
  if (!(Math.abs(seconds) < 2 ** 63)) {
    reader.note(expr.span, `timestamp out of bounds for @ modifier: ${formatFixed(seconds, 6)}`);
  }
  return { at: 'timestamp', ms: roundAwayFromZero(seconds * 1000) };
}

/** Rounds halves away from zero, as Go does; there is one zero. */
function roundAwayFromZero(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value)) + 0;
}

function parseExtent(reader: Reader, expr: Expr): Expr {
  const extent = reader.take().kind === 'anchored' ? 'anchored' : 'smoothed';
  if (expr.kind === 'subquery') {
    reader.note(expr.span, `${extent} modifier is not supported for subqueries`);
    return expr;
  }
  if (!isShifted(expr)) {
    reader.note(expr.span, `${extent} modifier not implemented`);
    return expr;
  }
  const before = expr.kind === 'matrix_selector' ? expr.vector.extent : expr.extent;
  if (before !== null && before !== extent) {
    reader.note(expr.span, 'anchored and smoothed modifiers cannot be used together');
  }
  return modified(reader, expr, { extent });
}
