import type { Expr, VectorSelector } from '../promql/ast.js';
import { childrenOf } from '../promql/walk.js';
import { durationOf } from './durations.js';
import type { Scope } from './operator.js';

/**
 * The shortest time after which a sample can change what an expression gave; null when any past result may change, for
 * a selector that is pinned by `@`.
 */
export function leastDelay(expr: Expr, scope: Scope): number | null {
  if (expr.kind === 'vector_selector') return delayOfSelector(expr, scope);
  if (expr.kind === 'matrix_selector') return delayOfSelector(expr.vector, scope);
  const delays = childrenOf(expr).map((child) => leastDelay(child, scope));
  if (delays.includes(null)) return null;
  // Info metrics are read at the time of evaluation when the selectors look at several times.
  if (expr.kind === 'call' && expr.func === 'info') delays.push(0);
  const least = Math.min(Number.POSITIVE_INFINITY, ...(delays as number[]));
  if (expr.kind !== 'subquery') return least;
  const own = delayOf(expr, scope);
  return own === null ? null : least + own;
}

function delayOf({ at, offset }: Pick<VectorSelector, 'at' | 'offset'>, scope: Scope): number | null {
  if (at !== null) return null;
  return offset === null ? 0 : durationOf(offset, scope.query, true);
}

function delayOfSelector(selector: VectorSelector, scope: Scope): number | null {
  const delay = delayOf(selector, scope);
  return delay === null || selector.extent !== 'smoothed' ? delay : delay - scope.lookbackMs;
}
