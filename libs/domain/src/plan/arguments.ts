import type { Expr, Matcher, VectorSelector } from '../promql/ast.js';
import { LabelSet, METRIC_NAME } from './label-set.js';

/** How arguments of functions and aggregations are written, where that matters beside what they give. */

/** An argument as Prometheus sees it: without the parentheses around it. */
export function withoutParens(expr: Expr): Expr {
  return expr.kind === 'paren' ? withoutParens(expr.expr) : expr;
}

export function stringOf(expr: Expr): string {
  const inner = withoutParens(expr);
  if (inner.kind !== 'string') throw new TypeError(`${inner.kind} is not a string`);
  return inner.value;
}

export function selectorOf(matchers: readonly Matcher[]): VectorSelector {
  const span = { from: 0, to: 0 };
  return { kind: 'vector_selector', name: '', matchers, offset: null, at: null, extent: null, span };
}

/** The labels that an absent vector is sure to have: those that its selector asks for by one value. */
export function absentLabels(expr: Expr): LabelSet {
  let matchers: readonly Matcher[] = [];
  if (expr.kind === 'vector_selector') matchers = expr.matchers;
  if (expr.kind === 'matrix_selector') matchers = expr.vector.matchers;
  const labels = new Map<string, string>();
  const asked = new Set<string>();
  for (const { name, operator, value } of matchers) {
    if (name === METRIC_NAME) continue;
    if (operator === '=' && !asked.has(name)) {
      labels.set(name, value);
      asked.add(name);
    } else {
      labels.delete(name);
    }
  }
  return LabelSet.fromEntries([...labels]);
}
