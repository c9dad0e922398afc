import { neededSamples, type NeededSamples } from '@tocsin/domain/plan/needed-samples';
import type { Expr } from '@tocsin/domain/promql/ast';
import type { QueryTime } from './query-job.js';

export type Selection = NeededSamples;

/**
 * What must be read to answer a query: each set of series once for each stretch of time.
 *
 * @throws EvaluationError when a duration of the expression cannot be worked out
 */
export function selectionsOf(expr: Expr, at: QueryTime, lookbackMs: number): Selection[] {
  if (at.kind === 'instant') return neededSamples([expr], { from: at.time, to: at.time, query: null }, lookbackMs);
  const last = at.start + at.step * Math.floor((at.end - at.start) / at.step);
  return neededSamples([expr], { from: at.start, to: last, query: at }, lookbackMs);
}
