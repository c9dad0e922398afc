import type { BinaryOperator, Expr, Matcher } from '../promql/ast.js';
import { printDuration } from '../promql/duration-text.js';
import { formatNumber } from '../promql/go-text.js';
import { parseExpr } from '../promql/parser.js';
import { printExpr } from '../promql/printer.js';
import { walkExpr } from '../promql/walk.js';
import { METRIC_NAME } from '../plan/label-set.js';
import { narrowExprBy } from '../rule-templates/narrow.js';
import { selectorText } from '../rules/rule-query.js';

/** Expressions that the lexicon makes are PromQL that this project wrote itself; what users gave stands in the tree alone. */
export function exprOf(text: string): Expr {
  const parsed = parseExpr(text);
  if (parsed.kind === 'parsed') return parsed.expr;
  throw new TypeError(`does not parse: ${text}: ${parsed.errors[0]?.message ?? ''}`);
}

export const selectorOfMetric = (metric: string): Expr => exprOf(selectorText(metric));

export const narrowed = (expr: Expr, matchers: readonly Matcher[]): Expr => narrowExprBy(expr, matchers);

/** What binds looser than a comparison or an arithmetic sign goes into brackets. */
export function operand(expr: Expr): string {
  return expr.kind === 'binary' ? `(${printExpr(expr)})` : printExpr(expr);
}

/** An operand of a comparison, for which arithmetic needs no brackets. */
function compared(expr: Expr): string {
  const isLoose = expr.kind === 'binary' && !['+', '-', '*', '/', '%', '^', 'atan2'].includes(expr.operator);
  return isLoose ? operand(expr) : printExpr(expr);
}

export const comparison = (expr: Expr, operator: BinaryOperator, value: number): Expr =>
  exprOf(`${compared(expr)} ${operator} ${formatNumber(value)}`);

/** A function of a window: of a series' samples, or of what an expression gave each minute. */
export function overTime(func: string, expr: Expr, ms: number, first = '', last = ''): Expr {
  const range =
    expr.kind === 'vector_selector'
      ? `${printExpr(expr)}[${printDuration(ms)}]`
      : `(${printExpr(expr)})[${printDuration(ms)}:1m]`;
  return exprOf(`${func}(${first}${range}${last})`);
}

/** The metrics that an expression reads by their names. */
export function metricsIn(expr: Expr): string[] {
  const found = new Set<string>();
  walkExpr(expr, (part) => {
    if (part.kind !== 'vector_selector') return;
    const metric = part.matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value;
    if (metric !== undefined) found.add(metric);
  });
  return [...found];
}

/** The labels that an expression asks for itself, or that do not come out of it. */
export function labelsUsedIn(expr: Expr): Set<string> {
  const used = new Set<string>(['le']);
  walkExpr(expr, (part) => {
    if (part.kind === 'vector_selector') for (const { name } of part.matchers) if (name !== METRIC_NAME) used.add(name);
    if (part.kind === 'aggregate' && part.without) for (const name of part.grouping) used.add(name);
  });
  return used;
}
