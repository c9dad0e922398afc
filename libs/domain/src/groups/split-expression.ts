import type { AggregateOperator, Call, Expr, VectorSelector } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { additiveOperators } from '../plan/additive-cells.js';
import { elementFunctions } from '../plan/element-functions.js';
import { infoMatchers } from '../plan/info-function.js';
import { windowFunctions } from '../plan/window-functions.js';
import { childrenOf } from '../promql/walk.js';

/**
 * A part of a rule's expression that each partition of the samples evaluates for its own series, so that a group is
 * finished in one place of what its partitions send:
 * `elements` the elements that the part has;
 * `sums` what an aggregation of them comes to, group by group, so far;
 * `samples` the samples themselves, where neither will do.
 */
export type SharedPart =
  | { readonly kind: 'elements'; readonly expr: Expr }
  | { readonly kind: 'sums'; readonly expr: Extract<Expr, { kind: 'aggregate' }> }
  | { readonly kind: 'samples'; readonly expr: VectorSelector };

const additive: ReadonlySet<AggregateOperator> = new Set(additiveOperators);

/**
 * Which series meet. `one`: each element is made of one series, or of series with the same labels, and tells by its own
 * labels in which partition; `apart`: of such a series, but its labels no longer tell; `none`: no series at all;
 * `many`: of series that may lie anywhere.
 */
type Reach = 'none' | 'one' | 'apart' | 'many';

/**
 * Splits an expression into what partitions evaluate for themselves and what is left to do with it.
 *
 * @param isKept - whether a selector may read what the group itself records; that is kept where the group is finished
 */
export function splitExpression(expr: Expr, isKept: (selector: VectorSelector) => boolean): SharedPart[] {
  const reach = reachOf(expr, isKept);
  const type = valueTypeOf(expr);
  if (reach === 'none') return [];
  if (type === 'vector' && reach !== 'many') return [{ kind: 'elements', expr }];
  if (expr.kind === 'aggregate' && additive.has(expr.operator) && reachOf(expr.expr, isKept) !== 'many')
    return [{ kind: 'sums', expr }];
  if (type === 'matrix') return samplesOf(expr, isKept);
  if (expr.kind === 'vector_selector') return [];
  if (expr.kind === 'call' && expr.func === 'absent_over_time')
    return splitExpression({ ...expr, func: 'last_over_time' }, isKept);
  if (expr.kind === 'call' && expr.func === 'info') return splitInfo(expr, isKept);
  return childrenOf(expr).flatMap((child) => splitExpression(child, isKept));
}

/** The labels of `info` are looked up where the group is finished, in the info metrics' own samples. */
function splitInfo({ args, span }: Call, isKept: (selector: VectorSelector) => boolean): SharedPart[] {
  const [input, asked] = args as [Expr, Expr | undefined];
  const { names, labels } = infoMatchers(asked?.kind === 'vector_selector' ? asked.matchers : []);
  const matchers = [...names, ...labels];
  const selector = { kind: 'vector_selector', name: '', matchers, offset: null, at: null, extent: null, span } as const;
  return [...splitExpression(input, isKept), ...samplesOf(selector, isKept)];
}

/** The selectors of a range whose inside meets series of several partitions: it is evaluated where the group is. */
function samplesOf(expr: Expr, isKept: (selector: VectorSelector) => boolean): SharedPart[] {
  if (expr.kind === 'vector_selector') return isKept(expr) ? [] : [{ kind: 'samples', expr }];
  return childrenOf(expr).flatMap((child) => samplesOf(child, isKept));
}

function reachOf(expr: Expr, isKept: (selector: VectorSelector) => boolean): Reach {
  const inner = (child: Expr): Reach => reachOf(child, isKept);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return 'none';
    case 'vector_selector':
      return isKept(expr) ? 'many' : 'one';
    case 'matrix_selector':
      return inner(expr.vector);
    case 'subquery':
    case 'paren':
    case 'unary':
      return inner(expr.expr);
    case 'aggregate':
      return 'many';
    case 'binary': {
      const [left, right] = [inner(expr.left), inner(expr.right)];
      if (expr.matching === null) return left === 'none' ? right : right === 'none' ? left : 'many';
      // Elements with the same labels come from series that share a partition, whichever of their labels decide.
      const meetsEquals =
        expr.matching.mode === 'ignoring' && expr.matching.labels.length === 0 && expr.matching.include.length === 0;
      return left === 'one' && right === 'one' && meetsEquals ? 'one' : 'many';
    }
    case 'call':
      return reachOfCall(expr, inner);
  }
}

function reachOfCall({ func, args }: Call, inner: (expr: Expr) => Reach): Reach {
  if (func === 'scalar') return 'many';
  const reaches = args.map(inner);
  const reading = reaches.filter((reach) => reach !== 'none');
  if (reading.length === 0) return 'none';
  if (reading.length > 1 || reading[0] === 'many') return 'many';
  if (func === 'label_replace' || func === 'label_join') return 'apart';
  const isOfElements = Object.hasOwn(elementFunctions, func) || Object.hasOwn(windowFunctions, func);
  return isOfElements || func === 'timestamp' ? (reading[0] as Reach) : 'many';
}
