import type {
  AggregateExpr,
  BinaryExpr,
  Call,
  Expr,
  MatrixSelector,
  SubqueryExpr,
  UnaryExpr,
  VectorSelector,
} from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { formatNumber } from '../promql/go-text.js';
import { printExpr } from '../promql/printer.js';
import { AdditiveAggregation, Aggregation, ValueCounts } from './aggregates.js';
import { stringOf, withoutParens } from './arguments.js';
import { arithmetic, comparisons, isComparison, isSetOperator, largerOf, ofScalars, smallerOf } from './arithmetic.js';
import { leastDelay } from './change-delay.js';
import { compileCall } from './compile-call.js';
import { durationOf } from './durations.js';
import { ElementFilter, ElementFunction } from './elements.js';
import { Pairing, SetOperation } from './matching.js';
import { type Operator, ScalarOperator, type Scope, VectorOperator } from './operator.js';
import { FirstOfGroups, ShareOfElements } from './ranking.js';
import { BoundScalar, OnlyElement, ScalarFunction, TimeScalar } from './scalars.js';
import { LastSamples, type RangeOperator, reachOf, SampleRange, type Shift, SmoothedSamples } from './selectors.js';
import { Subquery } from './subquery.js';

/** Makes operators of expressions. Equal expressions of one scope share their operators. */
export class Compiler {
  readonly #known: Map<string, Operator>;

  /** @param given - operators that stand in for expressions, by their text */
  constructor(
    readonly scope: Scope,
    given: ReadonlyMap<string, Operator> = new Map(),
  ) {
    this.#known = new Map(given);
  }

  /** The operator of an expression whose type is scalar or instant vector. */
  compile(expr: Expr): ScalarOperator | VectorOperator {
    return valueTypeOf(expr) === 'scalar' ? this.scalar(expr) : this.vector(expr);
  }

  scalar(expr: Expr): ScalarOperator {
    return this.#shared(expr, () => this.#scalarOf(expr));
  }

  vector(expr: Expr): VectorOperator {
    return this.#shared(expr, () => this.#vectorOf(expr));
  }

  range(expr: Expr): RangeOperator {
    return this.#shared(expr, () => {
      if (expr.kind === 'paren') return this.range(expr.expr);
      if (expr.kind === 'matrix_selector') return this.#sampleRange(expr);
      if (expr.kind === 'subquery') return this.#subquery(expr);
      throw new TypeError(`${expr.kind} gives no range vector`);
    });
  }

  /** The samples of a selector themselves. */
  samples(selector: VectorSelector): LastSamples {
    const expr: VectorSelector = { ...selector, extent: null };
    return this.#shared(expr, () => new LastSamples(this.scope, expr, this.#shift(expr)));
  }

  #shared<Kind extends Operator>(expr: Expr, make: () => Kind): Kind {
    const key = printExpr(expr);
    const known = this.#known.get(key);
    if (known !== undefined) return known as Kind;
    const made = make();
    this.#known.set(key, made);
    return made;
  }

  #shift({ at, offset }: Pick<VectorSelector, 'at' | 'offset'>): Shift {
    return { at, offsetMs: offset === null ? 0 : durationOf(offset, this.scope.query, true) };
  }

  #sampleRange({ vector, range }: MatrixSelector): RangeOperator {
    return new SampleRange(this.scope, vector, this.#shift(vector), durationOf(range, this.scope.query, false));
  }

  #subquery(expr: SubqueryExpr): RangeOperator {
    const { scope } = this;
    const { query, subqueryStepMs } = scope;
    const shift = this.#shift(expr);
    const stepMs = expr.step === null ? subqueryStepMs : durationOf(expr.step, query, false);
    const rangeMs = durationOf(expr.range, query, false);
    const steps = { areMany: true };
    const inner = new Compiler({ ...scope, delayMs: reachOf(scope, shift, rangeMs), steps }).vector(expr.expr);
    const changesAfterMs = leastDelay(expr.expr, scope);
    return new Subquery(scope, inner, { shift, rangeMs, stepMs, changesAfterMs, steps });
  }

  #scalarOf(expr: Expr): ScalarOperator {
    const { scope } = this;
    switch (expr.kind) {
      case 'number':
        return new TimeScalar(scope, String(expr.value), () => expr.value);
      case 'paren':
        return this.scalar(expr.expr);
      case 'unary': {
        const input = this.scalar(expr.expr);
        return expr.operator === '+' ? input : new ScalarFunction(scope, '-', [input], (value) => -value);
      }
      case 'binary': {
        const { operator, left, right } = expr;
        if (isSetOperator(operator)) break;
        return new ScalarFunction(scope, operator, [this.scalar(left), this.scalar(right)], ofScalars(operator));
      }
      case 'call':
        return this.#scalarCall(expr);
    }
    throw new TypeError(`${expr.kind} gives no scalar`);
  }

  #scalarCall({ func, args }: Call): ScalarOperator {
    const { scope } = this;
    const { query } = scope;
    const isRange = query !== null && query.start !== query.end;
    switch (func) {
      case 'scalar':
        return new OnlyElement(scope, this.vector(args[0] as Expr));
      case 'max_of':
      case 'min_of': {
        const of = func === 'max_of' ? largerOf : smallerOf;
        const inputs = args.map((arg) => this.scalar(arg));
        return new ScalarFunction(scope, func, inputs, of as (...values: number[]) => number);
      }
      case 'pi':
        return new TimeScalar(scope, func, () => Math.PI);
      case 'time':
        return new TimeScalar(scope, func, (time) => time / 1_000);
      case 'start':
      case 'end':
        return new BoundScalar(scope, func);
      case 'range':
        return new TimeScalar(scope, func, () => (isRange ? (query.end - query.start) / 1_000 : 0));
      case 'step':
        return new TimeScalar(scope, func, () => (isRange ? query.step / 1_000 : 0));
    }
    throw new TypeError(`${func} gives no scalar`);
  }

  #vectorOf(expr: Expr): VectorOperator {
    switch (expr.kind) {
      case 'vector_selector':
        if (expr.extent === 'smoothed') return new SmoothedSamples(this.scope, expr, this.#shift(expr));
        return new LastSamples(this.scope, expr, this.#shift(expr));
      case 'paren':
        return this.vector(expr.expr);
      case 'unary':
        return this.#negated(expr);
      case 'binary':
        return this.#binary(expr);
      case 'aggregate':
        return this.#aggregate(expr);
      case 'call':
        return compileCall(expr, this);
    }
    throw new TypeError(`${expr.kind} gives no instant vector`);
  }

  #negated({ operator, expr }: UnaryExpr): VectorOperator {
    const input = this.vector(expr);
    return operator === '+' ? input : new ElementFunction(this.scope, '-', input, [], (value) => -value);
  }

  #binary({ operator, left, right, bool, matching }: BinaryExpr): VectorOperator {
    const { scope } = this;
    if (matching !== null) {
      const [a, b] = [this.vector(left), this.vector(right)];
      if (isSetOperator(operator)) return new SetOperation(scope, operator, a, b, matching);
      return new Pairing(scope, a, b, { operator, bool, matching });
    }
    if (isSetOperator(operator)) throw new TypeError(`${operator} needs two instant vectors`);
    const swaps = valueTypeOf(left) === 'scalar';
    const [vector, scalar] = swaps ? [this.vector(right), this.scalar(left)] : [this.vector(left), this.scalar(right)];
    if (isComparison(operator) && !bool) {
      const compare = comparisons[operator];
      const turned = (value: number, other: number): boolean => compare(other, value);
      return new ElementFilter(scope, operator, vector, scalar, swaps ? turned : compare);
    }
    const of = isComparison(operator) ? ofScalars(operator) : arithmetic[operator];
    const turned = (value: number, other: number): number => of(other, value);
    return new ElementFunction(scope, operator, vector, [scalar], (swaps ? turned : of) as (value: number) => number);
  }

  #aggregate(expr: AggregateExpr): VectorOperator {
    const { scope } = this;
    const { annotations } = scope;
    const { operator } = expr;
    const input = this.vector(expr.expr);
    const grouping = { labels: expr.grouping, without: expr.without };
    const { param } = expr;
    const tell = (how: 'tellOfQuantile' | 'tellOfRatio') => (value: number) =>
      annotations[how](value, withoutParens(param as Expr).span);
    switch (operator) {
      case 'count_values':
        return new ValueCounts(scope, input, stringOf(param as Expr), grouping, formatNumber);
      case 'topk':
      case 'bottomk':
      case 'limitk':
        return new FirstOfGroups(scope, operator, input, grouping, this.scalar(param as Expr));
      case 'limit_ratio':
        return new ShareOfElements(scope, input, this.scalar(param as Expr), tell('tellOfRatio'));
      case 'sum':
      case 'avg':
      case 'count':
      case 'min':
      case 'max':
      case 'group':
        return new AdditiveAggregation(scope, operator, input, grouping);
      default: {
        const parameter = param === null ? null : this.scalar(param);
        return new Aggregation(scope, operator, input, grouping, parameter, tell('tellOfQuantile'));
      }
    }
  }
}
