import type { Expr, Matcher, VectorSelector } from '../promql/ast.js';
import { isJoining } from '../rules/condition-walk.js';
import type { RuleCondition } from '../rules/condition.js';
import type { Labels } from '../rules/labels.js';

/** An expression that reads only series with these label values, and is else the same. */
export function narrowExpr(expr: Expr, labels: Labels): Expr {
  return narrowExprBy(
    expr,
    Object.entries(labels).map(([name, value]): Matcher => ({ name, operator: '=', value })),
  );
}

/** An expression that reads only series that these matchers fit, too, and is else the same. */
export function narrowExprBy(expr: Expr, matchers: readonly Matcher[]): Expr {
  return withSelectors(expr, (selector) => ({ ...selector, matchers: [...matchers, ...selector.matchers] }));
}

/** An expression with each of its selectors changed. */
export function withSelectors(expr: Expr, change: (selector: VectorSelector) => VectorSelector): Expr {
  const inner = (part: Expr): Expr => withSelectors(part, change);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr;
    case 'vector_selector':
      return change(expr);
    case 'matrix_selector':
      return { ...expr, vector: change(expr.vector) };
    case 'subquery':
    case 'paren':
    case 'unary':
      return { ...expr, expr: inner(expr.expr) };
    case 'binary':
      return { ...expr, left: inner(expr.left), right: inner(expr.right) };
    case 'aggregate':
      return { ...expr, expr: inner(expr.expr) };
    case 'call':
      return { ...expr, args: expr.args.map(inner) };
  }
}

/** Conditions that read only series with these label values. Expressions are left as they are: {@link narrowExpr}. */
export function narrowCondition(condition: RuleCondition, labels: Labels): RuleCondition {
  if (isJoining(condition))
    return { ...condition, conditions: condition.conditions.map((inner) => narrowCondition(inner, labels)) };
  if (condition.type === 'promql' || Object.keys(labels).length === 0) return condition;
  return { ...condition, labels: { ...condition.labels, ...labels } };
}
