import type { Expr } from './ast.js';

/** The expressions directly below one, in the order in which they are written; an aggregation's parameter comes first. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'vector_selector':
      return [];
    case 'matrix_selector':
      return [expr.vector];
    case 'subquery':
    case 'paren':
    case 'unary':
      return [expr.expr];
    case 'binary':
      return [expr.left, expr.right];
    case 'aggregate':
      return expr.param === null ? [expr.expr] : [expr.param, expr.expr];
    case 'call':
      return expr.args;
  }
}

/** Visits an expression and all below it, each before what is below it. */
export function walkExpr(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  for (const child of childrenOf(expr)) {
    walkExpr(child, visit);
  }
}
