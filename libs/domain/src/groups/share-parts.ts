import { stepsOf } from '../plan/cost.js';
import type { StandingQueries } from '../plan/plan.js';
import type { AggregateExpr, Expr } from '../promql/ast.js';
import type { SharePart } from './group-share.js';
import { exceededText, type ExceededLimit } from './limits.js';
import type { SharedPart } from './split-expression.js';
import type { UnsharedSamples } from './unshared-samples.js';

/**
 * Makes a part ready to be evaluated again and again by one partition.
 *
 * @param unshared - the samples of parts that are shared as samples, by the parts' keys
 * @param stepsMax - most elements that one evaluation may look at; what would be more is not begun
 */
export function makePart(
  queries: StandingQueries,
  key: string,
  part: SharedPart,
  unshared: ReadonlyMap<string, UnsharedSamples>,
  stepsMax: number,
): (time: number) => SharePart {
  if (part.kind === 'samples') return () => (unshared.get(key) as UnsharedSamples).take();
  const evaluate = part.kind === 'sums' ? sumsOf(queries, key, part.expr) : elementsOf(queries, key, part.expr);
  return (time) => {
    const use = stepsOf(part.expr, ({ matchers }) => queries.store.select(matchers).series.length);
    if (use <= stepsMax) return evaluate(time);
    const limit: ExceededLimit = { name: 'steps', max: stepsMax, use };
    return { kind: 'failed', key, message: exceededText(limit), limit };
  };
}

function sumsOf(queries: StandingQueries, key: string, expr: AggregateExpr): (time: number) => SharePart {
  const evaluate = queries.prepareParts(expr);
  return (time) => {
    const outcome = evaluate(time);
    if (outcome.kind === 'failed') return { kind: 'failed', key, message: outcome.message, limit: null };
    return { kind: 'sums', key, groups: outcome.groups.map((group) => [group.labels.key, group.part] as const) };
  };
}

function elementsOf(queries: StandingQueries, key: string, expr: Expr): (time: number) => SharePart {
  const evaluate = queries.prepare(expr);
  return (time) => {
    const outcome = evaluate(time);
    if (outcome.kind === 'failed') return { kind: 'failed', key, message: outcome.message, limit: null };
    const elements = outcome.elements.map(({ labels, value }) => [labels.key, value] as const);
    return { kind: 'elements', key, elements };
  };
}
