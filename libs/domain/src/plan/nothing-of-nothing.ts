import type { BinaryExpr, Expr } from '../promql/ast.js';
import { functions } from '../promql/functions.js';

/** Functions that give an element where there is none. */
const makers = new Set(['absent', 'absent_over_time', 'vector']);

/** Whether an expression gives no element, whatever the time, as long as no series has a sample. */
export function isNothingOfNothing(expr: Expr): boolean {
  switch (expr.kind) {
    case 'vector_selector':
    case 'matrix_selector':
      return true;
    case 'number':
    case 'string':
      return false;
    case 'paren':
    case 'unary':
    case 'subquery':
    case 'aggregate':
      return isNothingOfNothing(expr.expr);
    case 'binary':
      return isBinaryNothing(expr);
    case 'call': {
      const signature = functions.get(expr.func);
      if (signature === undefined || signature.returns === 'scalar' || makers.has(expr.func)) return false;
      // What a function gives goes by its first vector; without one, by the time.
      const vector = signature.args.findIndex((type) => type === 'vector' || type === 'matrix');
      const arg = expr.args[vector];
      return arg !== undefined && isNothingOfNothing(arg);
    }
  }
}

function isBinaryNothing({ operator, left, right, matching }: BinaryExpr): boolean {
  const [l, r] = [isNothingOfNothing(left), isNothingOfNothing(right)];
  if (operator === 'unless') return l;
  const needsBoth =
    operator === 'or' || (matching?.fillLeft ?? null) !== null || (matching?.fillRight ?? null) !== null;
  return needsBoth ? l && r : l || r;
}
