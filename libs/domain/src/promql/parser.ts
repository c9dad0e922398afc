import type { AggregateOperator, BinaryExpr, BinaryOperator, Expr, NumberLiteral, Span } from './ast.js';
import { checkTypes, valueTypeOf } from './check-types.js';
import { functions } from './functions.js';
import { quoteString } from './go-text.js';
import { unquoteString } from './lex-string.js';
import { literalValue } from './parse-duration.js';
import { parseBinaryModifiers, parseLabels } from './parse-grouping.js';
import { parsePostfix } from './parse-postfix.js';
import { parseVectorSelector } from './parse-selector.js';
import { errorAt, type PromqlError } from './promql-error.js';
import { Reader } from './reader.js';
import { beginsExpr, isAggregator, isMetricName, type Token, type TokenKind } from './token.js';

/** Enough for any rule that a person reads; a longer text is a mistake or an attack. */
const TEXT_LENGTH_MAX = 100_000;

export type ParseResult =
  | { readonly kind: 'parsed'; readonly expr: Expr }
  | { readonly kind: 'refused'; readonly errors: readonly PromqlError[] };

/**
 * Parses an expression of PromQL as Prometheus 3 does, with all experimental features switched on, and checks its types.
 * Native histograms are not supported yet: what works on them alone is refused.
 *
 * @param text at most 100,000 characters, nested at most 200 levels deep
 * @returns the tree, or at least one error; the first one is that which Prometheus would report
 */
export function parseExpr(text: string): ParseResult {
  if (text.length > TEXT_LENGTH_MAX) {
    const message = `the expression has ${text.length} characters, more than ${TEXT_LENGTH_MAX}`;
    return { kind: 'refused', errors: [errorAt(text, { from: 0, to: text.length }, message)] };
  }
  const reader = new Reader(text);
  const expr = parseAll(reader);
  const errors = reader.errors.length > 0 ? reader.errors : checkTypes(expr, text, reader.idleMatchings);
  return errors.length > 0 ? { kind: 'refused', errors } : { kind: 'parsed', expr };
}

function parseAll(reader: Reader): Expr {
  if (reader.peek().kind === 'end_of_input') {
    reader.stop({ from: 0, to: 0 }, 'no expression found in input');
  }
  const expr = parseBinary(reader, 0);
  if (reader.peek().kind !== 'end_of_input') {
    reader.unexpected();
  }
  return expr;
}

const precedences: ReadonlyMap<TokenKind, number> = new Map<TokenKind, number>([
  ['or', 1],
  ['and', 2],
  ['unless', 2],
  ...(['==', '!=', '<', '<=', '>', '>=', '</', '>/'] as const).map((operator) => [operator, 3] as const),
  ['+', 4],
  ['-', 4],
  ...(['*', '/', '%', 'atan2'] as const).map((operator) => [operator, 5] as const),
  ['^', 6],
]);
const POWER = 6;

/** Climbs the precedences: takes an operand, then operators that bind at least as tightly as `lowest`. */
function parseBinary(reader: Reader, lowest: number): Expr {
  return reader.deeper(() => {
    let left = parseUnary(reader);
    for (;;) {
      const operator = reader.peek();
      const precedence = precedences.get(operator.kind) ?? -1;
      if (precedence < lowest) {
        return left;
      }
      left = parseRightSide(reader, left, precedence === POWER ? POWER : precedence + 1);
    }
  });
}

const setOperators: ReadonlySet<TokenKind> = new Set<TokenKind>(['and', 'or', 'unless']);

function parseRightSide(reader: Reader, left: Expr, lowest: number): Expr {
  const operator = reader.take();
  if (operator.kind === '</' || operator.kind === '>/') {
    const what = `the operator ${quoteString(operator.kind)} works on native histograms`;
    reader.note(operator, `${what}, which are not supported yet`);
  }
  const { bool, matching } = parseBinaryModifiers(reader);
  const right = parseBinary(reader, lowest);
  const isMany = setOperators.has(operator.kind) && matching.card === 'one-to-one';
  const isIdle = valueTypeOf(left) !== 'vector' || valueTypeOf(right) !== 'vector';
  const expr: BinaryExpr = {
    kind: 'binary',
    operator: operator.kind as BinaryOperator,
    left,
    right,
    bool,
    matching: isIdle ? null : isMany ? { ...matching, card: 'many-to-many' } : matching,
    span: { from: left.span.from, to: right.span.to },
  };
  if (isIdle) {
    reader.idleMatchings.set(expr, matching);
  }
  return reader.above(expr, left, right);
}

/** A sign binds more loosely than `^` and more tightly than `*`; in front of a number it is part of the number. */
function parseUnary(reader: Reader): Expr {
  const sign = reader.peek();
  if (sign.kind !== '+' && sign.kind !== '-') {
    return parsePostfix(reader, parsePrimary(reader));
  }
  reader.take();
  const expr = parseBinary(reader, POWER);
  const span = { from: sign.from, to: expr.span.to };
  if (expr.kind === 'number') {
    return { ...expr, value: sign.kind === '-' ? -expr.value : expr.value, span };
  }
  return reader.above({ kind: 'unary', operator: sign.kind, expr, span }, expr);
}

function parsePrimary(reader: Reader): Expr {
  const token = reader.peek();
  switch (token.kind) {
    case '(':
      return parseParen(reader);
    case '{':
      return parseVectorSelector(reader, null);
    case 'string':
      reader.take();
      return { kind: 'string', value: unquoteString(token.text), span: spanOf(token) };
    case 'number':
    case 'duration':
      return parseNumber(reader);
  }
  if (!isMetricName(token.kind)) {
    reader.unexpected();
    return { kind: 'number', value: 0, isDuration: false, span: spanOf(token) };
  }
  return parseWord(reader);
}

function spanOf({ from, to }: Token): Span {
  return { from, to };
}

function parseNumber(reader: Reader): NumberLiteral {
  const token = reader.take();
  const value = literalValue(reader, token);
  return { kind: 'number', value, isDuration: token.kind === 'duration', span: spanOf(token) };
}

function parseParen(reader: Reader): Expr {
  const { from } = reader.take();
  const expr = parseBinary(reader, 0);
  reader.expect(')');
  return reader.above({ kind: 'paren', expr, span: { from, to: reader.lastEnd } }, expr);
}

const functionWords: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'identifier',
  'start',
  'end',
  'step',
  'range',
  'max_of',
  'min_of',
]);

/** A word is an aggregation or a function where its arguments follow, and a metric's name elsewhere. */
function parseWord(reader: Reader): Expr {
  const word = reader.take();
  const next = reader.peek().kind;
  if (isAggregator(word.kind) && (next === '(' || next === 'by' || next === 'without')) {
    return parseAggregation(reader, word, word.kind);
  }
  return next === '(' && functionWords.has(word.kind) ? parseCall(reader, word) : parseVectorSelector(reader, word);
}

function parseArguments(reader: Reader): Expr[] {
  const args: Expr[] = [];
  reader.expect('(');
  if (reader.takeIf(')')) {
    return args;
  }
  for (;;) {
    args.push(parseBinary(reader, 0));
    const comma = reader.peek();
    if (!reader.takeIf(',')) {
      break;
    }
    if (!beginsExpr(reader.peek().kind)) {
      reader.note(comma, 'trailing commas not allowed in function call args');
      break;
    }
  }
  reader.expect(')');
  return args;
}

function parseCall(reader: Reader, word: Token): Expr {
  const args = parseArguments(reader);
  const signature = functions.get(word.text);
  if (signature === undefined) {
    reader.note(word, `unknown function with name ${quoteString(word.text)}`);
  } else if (signature.forNativeHistograms) {
    const what = `the function ${quoteString(word.text)} works on native histograms`;
    reader.note(word, `${what}, which are not supported yet`);
  }
  const span = { from: word.from, to: reader.lastEnd };
  return reader.above({ kind: 'call', func: word.text, args, span }, ...args);
}

interface Grouping {
  readonly grouping: readonly string[];
  readonly without: boolean;
}

/** Null where neither `by` nor `without` stands. */
function parseGrouping(reader: Reader): Grouping | null {
  const without = reader.takeIf('without');
  return without || reader.takeIf('by') ? { grouping: parseLabels(reader), without } : null;
}

const withParameter: ReadonlySet<AggregateOperator> = new Set<AggregateOperator>([
  'topk',
  'bottomk',
  'limitk',
  'limit_ratio',
  'quantile',
  'count_values',
]);

function parseAggregation(reader: Reader, word: Token, operator: AggregateOperator): Expr {
  const { args, grouping } = reader.within({ within: 'aggregation' }, () => {
    const before = parseGrouping(reader);
    const args = parseArguments(reader);
    return { args, grouping: before ?? parseGrouping(reader) ?? { grouping: [], without: false } };
  });
  const span = { from: word.from, to: reader.lastEnd };
  const expected = withParameter.has(operator) ? 2 : 1;
  if (args.length === 0) {
    reader.note(span, 'no arguments for aggregate expression provided');
  } else if (args.length !== expected) {
    const what = 'wrong number of arguments for aggregate expression provided';
    reader.note(span, `${what}, expected ${expected}, got ${args.length}`);
  }
  const param = expected === 2 ? (args[0] ?? null) : null;
  const expr = args[expected - 1] ?? { kind: 'number', value: 0, isDuration: false, span };
  return reader.above({ kind: 'aggregate', operator, expr, param, ...grouping, span }, ...args, expr);
}
