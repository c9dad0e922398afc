import type { BinaryOperator, Expr, Matcher } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { parseExpr } from '../promql/parser.js';
import { printExpr } from '../promql/printer.js';
import { promqlErrorText } from '../promql/promql-error.js';
import { walkExpr } from '../promql/walk.js';
import { withSelectors } from '../rule-templates/narrow.js';
import type { Labels } from '../rules/labels.js';
import { readLabelTemplate } from './label-template.js';

/** Why an expression cannot be asked by a playbook. */
export interface QueryProblem {
  readonly code: 'unreadable' | 'no_comparison' | 'bad_template';
  readonly message: string;
  readonly fix: string;
}

const comparisons: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '>', '<', '>=', '<=']);

/**
 * Finds fault with a query of a playbook: it must compare, so that it gives something where it holds and nothing where it
 * does not, and labels of the alert may only stand as whole values of `=` and `!=`.
 */
export function queryProblem(text: string): QueryProblem | null {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused')
    return {
      code: 'unreadable',
      message: `cannot be read: ${parsed.errors.map(promqlErrorText).join('; ')}`,
      fix: 'Write an expression of PromQL.',
    };
  return comparisonProblem(parsed.expr) ?? templateProblem(parsed.expr);
}

function comparisonProblem(expr: Expr): QueryProblem | null {
  if (isComparing(expr)) return null;
  return {
    code: 'no_comparison',
    message: 'gives a value whether it holds or not',
    fix: 'Compare a vector with something, without bool: up{job="shop"} == 1.',
  };
}

/** Whether all that it gives has passed a comparison. */
function isComparing(expr: Expr): boolean {
  if (expr.kind === 'paren') return isComparing(expr.expr);
  if (expr.kind !== 'binary' || valueTypeOf(expr) !== 'vector') return false;
  if (expr.operator === 'and' || expr.operator === 'unless') return isComparing(expr.left);
  if (expr.operator === 'or') return isComparing(expr.left) && isComparing(expr.right);
  return comparisons.has(expr.operator) && !expr.bool;
}

function templateProblem(expr: Expr): QueryProblem | null {
  let problem: QueryProblem | null = null;
  const refuse = (message: string): void => {
    const fix = 'Write {{ $labels.NAME }} as the value of a matcher with = or !=.';
    problem ??= { code: 'bad_template', message, fix };
  };
  walkExpr(expr, (part) => {
    if (part.kind === 'string' && part.value.includes('{{')) refuse('has a template in a string that is no matcher');
    if (part.kind !== 'vector_selector') return;
    for (const matcher of part.matchers) {
      if (matcher.name.includes('{{')) refuse('has a template in the name of a label');
      if (!matcher.value.includes('{{')) continue;
      const read = readLabelTemplate(matcher.value);
      if (read.kind === 'refused') refuse(read.message);
      else if (matcher.operator.endsWith('~'))
        refuse('has a template in a pattern, where a label would be read as one');
    }
  });
  return problem;
}

/**
 * The query for one alert. Labels are put into the tree, as whole values, and so cannot change what is asked.
 *
 * @param text - one that {@link queryProblem} finds no fault with
 * @returns null when the alert lacks a label
 */
export function queryFor(text: string, labels: Labels): string | null {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new TypeError(`not a query of a playbook: ${text}`);
  let isWhole = true;
  const filled = (matcher: Matcher): Matcher => {
    const read = readLabelTemplate(matcher.value);
    if (read.kind === 'refused' || read.labels.length === 0) return matcher;
    if (read.labels.some((label) => !hasLabel(labels, label))) isWhole = false;
    return { ...matcher, value: read.filledWith((label) => labels[label] ?? '') };
  };
  const expr = withSelectors(parsed.expr, (selector) => ({ ...selector, matchers: selector.matchers.map(filled) }));
  return isWhole ? printExpr(expr) : null;
}

/** Whether an alert has the label; one without a value is none. */
export const hasLabel = (labels: Labels, name: string): boolean => Object.hasOwn(labels, name) && labels[name] !== '';
