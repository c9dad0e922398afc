import type { AtModifier, BinaryExpr, DurationExpr, Expr, Matcher, VectorSelector } from './ast.js';
import { printDuration } from './duration-text.js';
import { formatFixed, formatNumber, formatShortest, quoteString } from './go-text.js';
import { METRIC_NAME } from './parse-selector.js';
import { isLabelName, isMetricName, kindOfWord } from './token.js';

/**
 * An expression in the canonical form in which Prometheus prints it. Where Prometheus's form would be read as another
 * expression (`ignoring ()`, names that are keywords, parts of milliseconds), the form here keeps the meaning, so that
 * parsing what was printed gives the same tree again.
 */
export function printExpr(expr: Expr): string {
  return print(expr, false);
}

/** @param isFollowed a sign of arithmetic follows, which an offset in parentheses would take for its own */
function print(expr: Expr, isFollowed: boolean): string {
  switch (expr.kind) {
    case 'number':
      return printLiteral(expr.value, expr.isDuration);
    case 'string':
      return quoteString(expr.value);
    case 'vector_selector':
      return `${printSeries(expr)}${printAt(expr.at)}${printExtent(expr)}${printOffset(expr.offset, isFollowed)}`;
    case 'matrix_selector': {
      const { vector } = expr;
      const range = `${printSeries(vector)}[${printLength(expr.range)}]`;
      return `${range}${printExtent(vector)}${printAt(vector.at)}${printOffset(vector.offset, isFollowed)}`;
    }
    case 'subquery': {
      const step = expr.step === null ? '' : printLength(expr.step);
      const range = `${print(expr.expr, false)}[${printLength(expr.range)}:${step}]`;
      return `${range}${printAt(expr.at)}${printOffset(expr.offset, isFollowed)}`;
    }
    case 'paren':
      return `(${print(expr.expr, false)})`;
    case 'unary':
      return `${expr.operator}${print(expr.expr, isFollowed)}`;
    case 'binary':
      return `${printLeft(expr)} ${expr.operator}${printModifiers(expr)} ${print(expr.right, isFollowed)}`;
    case 'aggregate': {
      const param = expr.param === null ? '' : `${print(expr.param, false)}, `;
      return `${expr.operator}${printGrouping(expr)}(${param}${print(expr.expr, false)})`;
    }
    case 'call':
      return `${expr.func}(${expr.args.map((arg) => print(arg, false)).join(', ')})`;
  }
}

function printLiteral(seconds: number, isDuration: boolean): string {
  if (!isDuration) {
    return formatNumber(seconds);
  }
  return Object.is(seconds, -0) ? '-0s' : printDuration(Math.round(seconds * 1000));
}

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^']);

/** The plus of `+Inf` would take in the whole power. */
function printLeft({ operator, left }: BinaryExpr): string {
  const isBare = operator === '^' && left.kind === 'number' && left.value === Infinity;
  return isBare ? 'Inf' : print(left, arithmetic.has(operator));
}

const bareMetric = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const bareLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function printMatcher({ name, operator, value }: Matcher): string {
  return `${bareLabel.test(name) ? name : quoteString(name)}${operator}${quoteString(value)}`;
}

/** The order of matchers says nothing, so they are printed in that of their text. */
function printSeries({ name, matchers }: VectorSelector): string {
  const isBare = bareMetric.test(name) && isMetricName(kindOfWord(name));
  const printed = (name === '' ? matchers : matchers.filter((matcher) => !isAboutName(matcher, name)))
    .map(printMatcher)
    .sort(byCodePoint);
  if (isBare) {
    return printed.length === 0 ? name : `${name}{${printed.join(',')}}`;
  }
  return `{${(name === '' ? printed : [quoteString(name), ...printed]).join(',')}}`;
}

function isAboutName(matcher: Matcher, name: string): boolean {
  return matcher.name === METRIC_NAME && matcher.operator === '=' && matcher.value === name;
}

function byCodePoint(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at < 0) {
    return left.length - right.length;
  }
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1);
}

function printAt(at: AtModifier | null): string {
  if (at === null) {
    return '';
  }
  return at.at === 'timestamp' ? ` @ ${formatFixed(at.ms / 1000, 3)}` : ` @ ${at.at}()`;
}

function printExtent({ extent }: VectorSelector): string {
  return extent === null ? '' : ` ${extent}`;
}

/**
 * Behind `offset`, a literal, a call or what stands in parentheses behind a sign ends the offset, and anything else goes
 * on: see {@link ./parse-duration.js}. Signs that say nothing by themselves choose the one or the other.
 */
function printOffset(offset: DurationExpr | null, isFollowed: boolean): string {
  if (offset === null) {
    return '';
  }
  const text = printLength(offset);
  if (offset.kind === 'duration_paren') {
    return ` offset ${isFollowed ? '+' : ''}${text}`;
  }
  if (endsByItself(offset) || beginsWithParen(offset)) {
    return ` offset ${text}`;
  }
  const signs = text.startsWith('--') ? '' : text.startsWith('-') ? '+' : '++';
  return ` offset ${signs}${text}`;
}

function endsByItself(offset: DurationExpr): boolean {
  const inner = offset.kind === 'duration_unary' ? offset.expr : offset;
  const isGroup = inner.kind === 'duration_paren' || inner.kind === 'duration_call';
  return offset.kind === 'duration' || isGroup;
}

function beginsWithParen(duration: DurationExpr): boolean {
  return duration.kind === 'duration_binary' ? beginsWithParen(duration.left) : duration.kind === 'duration_paren';
}

function printLength(duration: DurationExpr): string {
  switch (duration.kind) {
    case 'duration':
      return printLiteral(duration.seconds, duration.isDuration);
    case 'duration_paren':
      return `(${printLength(duration.expr)})`;
    case 'duration_unary':
      return `${duration.operator}${printLength(duration.expr)}`;
    case 'duration_binary':
      return `${printLength(duration.left)} ${duration.operator} ${printLength(duration.right)}`;
    case 'duration_call':
      return `${duration.func}(${duration.args.map(printLength).join(', ')})`;
  }
}

function printLabels(labels: readonly string[]): string {
  const printed = labels.map((label) =>
    bareLabel.test(label) && isLabelName(kindOfWord(label)) ? label : quoteString(label),
  );
  return `(${printed.join(', ')})`;
}

function printGrouping({ grouping, without }: { grouping: readonly string[]; without: boolean }): string {
  if (without) {
    return ` without ${printLabels(grouping)} `;
  }
  return grouping.length > 0 ? ` by ${printLabels(grouping)} ` : '';
}

function printModifiers({ bool, matching }: BinaryExpr): string {
  const parts = [bool ? 'bool' : ''];
  if (matching !== null) {
    const { card, mode, labels, include } = matching;
    const isGrouped = card === 'many-to-one' || card === 'one-to-many';
    parts.push(
      matching.isExplicit ? `${mode} ${printLabels(labels)}` : '',
      isGrouped ? `${card === 'many-to-one' ? 'group_left' : 'group_right'} ${printLabels(include)}` : '',
      ...printFills(matching.fillLeft, matching.fillRight),
    );
  }
  return parts
    .filter((part) => part !== '')
    .map((part) => ` ${part}`)
    .join('');
}

function printFills(left: number | null, right: number | null): string[] {
  if (left !== null && Object.is(left, right)) {
    return [`fill (${formatShortest(left)})`];
  }
  return [
    left === null ? '' : `fill_left (${formatShortest(left)})`,
    right === null ? '' : `fill_right (${formatShortest(right)})`,
  ];
}
