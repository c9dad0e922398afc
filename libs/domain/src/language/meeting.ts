import { entityLabelNames } from '../engine/sample-batch.js';
import type { Expr } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { METRIC_NAME } from '../plan/label-set.js';
import { isJoining } from '../rules/condition-walk.js';
import type { LeafCondition, RuleCondition } from '../rules/condition.js';
import { metricOfPath } from '../rules/metric-path.js';
import { exprOf } from './expression.js';
import type { KnownSeries } from './known-series.js';

/**
 * Why conditions that must hold together never meet: an engine brings together what has the same instance, host, pod or
 * service, and else what has the same labels. Null where they meet, or where nothing tells.
 */
export function strangersOf(conditions: readonly RuleCondition[], known: KnownSeries): string | null {
  const leaves = conditions.flatMap((condition) => mustMeet(condition));
  const keys = [...new Set(leaves.flatMap((leaf) => keyOf(leaf, known) ?? []))];
  const [one, other] = keys;
  if (one === undefined || other === undefined) return null;
  const told = (key: string): string => (key === '' ? 'no label at all' : key);
  return `Its parts never meet: one is told apart by ${told(one)}, another by ${told(other)}; make two rules of them, or write PromQL`;
}

/** Parts of which one is enough need no company. */
function mustMeet(condition: RuleCondition): LeafCondition[] {
  if (!isJoining(condition)) return [condition];
  if (condition.type === 'composite' && condition.match === 'any') return [];
  return condition.conditions.flatMap(mustMeet);
}

function keyOf(leaf: LeafCondition, known: KnownSeries): string | null {
  if (leaf.type !== 'promql') return keyOfMetric(metricOfPath(leaf.metric_path) ?? '', known);
  return keyOfExpr(exprOf(leaf.expr), known);
}

const keyOfMetric = (metric: string, known: KnownSeries): string | null => {
  const labels = known.get(metric)?.labels;
  return labels === undefined ? null : keyOfLabels([...labels.keys()]);
};

function keyOfLabels(labels: readonly string[]): string {
  const entity = entityLabelNames.find((name) => labels.includes(name));
  return entity ?? [...labels].sort().join(', ');
}

function keyOfExpr(expr: Expr, known: KnownSeries): string | null {
  switch (expr.kind) {
    case 'vector_selector': {
      const metric = expr.matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value;
      return metric === undefined ? null : keyOfMetric(metric, known);
    }
    case 'matrix_selector':
      return keyOfExpr(expr.vector, known);
    case 'paren':
    case 'subquery':
    case 'unary':
      return keyOfExpr(expr.expr, known);
    case 'aggregate':
      return expr.without ? keyOfExpr(expr.expr, known) : keyOfLabels(expr.grouping);
    case 'call': {
      const vector = expr.args.find((argument) => valueTypeOf(argument) !== 'scalar');
      const key = vector === undefined ? null : keyOfExpr(vector, known);
      // A quantile of buckets has their labels without the bound.
      return expr.func === 'histogram_quantile' && key !== null
        ? key
            .split(', ')
            .filter((label) => label !== 'le')
            .join(', ')
        : key;
    }
    case 'binary':
      return valueTypeOf(expr.left) === 'scalar' ? keyOfExpr(expr.right, known) : keyOfExpr(expr.left, known);
    default:
      return null;
  }
}
