import type { Expr } from '../promql/ast.js';
import { METRIC_NAME } from '../plan/label-set.js';
import { isCounter, type Unit, unitOfMetric, units } from './unit.js';

/** What the value of an expression counts, as far as names and functions tell; null where they do not. */
export function unitOfExpression(expr: Expr): Unit | null {
  switch (expr.kind) {
    case 'vector_selector': {
      const metric = expr.matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value ?? '';
      return isCounter(metric) && unitOfMetric(metric) === null ? units.count : unitOfMetric(metric);
    }
    case 'matrix_selector':
      return unitOfExpression(expr.vector);
    case 'paren':
    case 'unary':
    case 'subquery':
    case 'aggregate':
      return expr.kind === 'aggregate' && expr.operator === 'count' ? units.count : unitOfExpression(expr.expr);
    case 'call':
      return unitOfCall(expr);
    case 'binary':
      return unitOfBinary(expr);
    default:
      return null;
  }
}

const timed: ReadonlySet<string> = new Set(['time', 'timestamp']);

function unitOfCall({ func, args }: Expr & { kind: 'call' }): Unit | null {
  if (timed.has(func)) return units.seconds;
  const [first, second] = args;
  if (func === 'rate' || func === 'irate')
    return perSecond(first === undefined ? null : unitOfExpression(first), first);
  if (func === 'increase' || func === 'changes' || func === 'resets') return units.count;
  const inner = func === 'histogram_quantile' || func === 'quantile_over_time' ? second : first;
  if (inner === undefined) return null;
  return func === 'histogram_quantile' ? bucketUnit(inner) : unitOfExpression(inner);
}

/** Buckets are counted, and say by their metric what they are buckets of. */
function bucketUnit(expr: Expr): Unit | null {
  if (expr.kind === 'call' || expr.kind === 'aggregate' || expr.kind === 'paren') {
    const inner = expr.kind === 'call' ? expr.args[0] : expr.expr;
    return inner === undefined ? null : bucketUnit(inner);
  }
  return expr.kind === 'matrix_selector' ? unitOfExpression(expr.vector) : null;
}

function perSecond(unit: Unit | null, expr: Expr | undefined): Unit | null {
  const name = expr?.kind === 'matrix_selector' ? expr.vector.name : '';
  if (name.endsWith('_sum')) return unit;
  if (unit?.dimension === 'bytes') return units.bytesPerSecond;
  // Seconds a second, of a counter of time, are a share.
  return unit?.dimension === 'time' && !name.endsWith('_count') ? units.ratio : units.perSecond;
}

function unitOfBinary({ operator, left, right }: Expr & { kind: 'binary' }): Unit | null {
  const [a, b] = [unitOfExpression(left), unitOfExpression(right)];
  switch (operator) {
    case '/':
      if (right.kind === 'number') return null;
      return isMean(left, right) ? a : a !== null && b !== null && a.dimension === b.dimension ? units.ratio : null;
    case '*': {
      const factor = right.kind === 'number' ? right.value : null;
      if (factor === null || a?.dimension !== 'rate') return null;
      return {
        dimension: 'rate',
        size: 1 / factor,
        name: factor === 60 ? '/min' : factor === 3_600 ? '/h' : `/${factor}s`,
      };
    }
    case '+':
    case '-':
      return a ?? b;
    default:
      return a;
  }
}

/** A sum by its count, as the parts of a histogram are divided. */
const isMean = (left: Expr, right: Expr): boolean =>
  lastName(left).endsWith('_sum') && lastName(right).endsWith('_count');

function lastName(expr: Expr): string {
  if (expr.kind === 'vector_selector') return expr.name;
  if (expr.kind === 'matrix_selector') return expr.vector.name;
  const inner = expr.kind === 'call' ? expr.args[0] : 'expr' in expr ? expr.expr : undefined;
  return inner === undefined ? '' : lastName(inner);
}
