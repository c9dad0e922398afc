import type { Expr, VectorSelector } from '../promql/ast.js';
import { childrenOf } from '../promql/walk.js';
import { durationOf } from './durations.js';
import { EvaluationError } from './operator.js';

/** What an evaluation of an expression comes to at most. */
interface Cost {
  /** Elements, or series, of its result. */
  readonly size: number;
  /** Elements of all results on the way to it. */
  readonly steps: number;
}

/** The step of a subquery that names none; ms. */
const SUBQUERY_STEP_MS = 60_000;

/**
 * How many elements are looked at, at most, when an expression is evaluated once with nothing kept from before. It hangs
 * on the expression and on how many series there are, and on nothing that an evaluation has left behind, so that whoever
 * evaluates it again comes to the same.
 *
 * @param seriesOf - how many series a selector has
 */
export function stepsOf(expr: Expr, seriesOf: (selector: VectorSelector) => number): number {
  return costOf(expr, seriesOf).steps;
}

function costOf(expr: Expr, seriesOf: (selector: VectorSelector) => number): Cost {
  if (expr.kind === 'vector_selector') {
    const size = seriesOf(expr);
    return { size, steps: size };
  }
  const inner = childrenOf(expr).map((child) => costOf(child, seriesOf));
  const size = Math.max(1, ...inner.map((cost) => cost.size));
  const steps = inner.reduce((sum, cost) => sum + cost.steps, size);
  if (expr.kind !== 'subquery') return { size, steps };
  try {
    const stepMs = expr.step === null ? SUBQUERY_STEP_MS : durationOf(expr.step, null, false);
    return { size, steps: steps * Math.max(1, durationOf(expr.range, null, false) / stepMs) };
  } catch (error) {
    // A duration that cannot be worked out is told when the expression is evaluated.
    if (error instanceof EvaluationError) return { size, steps };
    throw error;
  }
}
