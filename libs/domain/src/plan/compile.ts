import type {
  AggregateExpr,
  BinaryExpr,
  Call,
  Expr,
  MatrixSelector,
  Matcher,
  SubqueryExpr,
  UnaryExpr,
  VectorSelector,
} from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { printExpr } from '../promql/printer.js';
import { childrenOf } from '../promql/walk.js';
import { hash128 } from '../engine/hash.js';
import { AdditiveAggregation, Aggregation, ValueCounts } from './aggregates.js';
import { isComparison, isSetOperator, comparisons, arithmetic, ofScalars } from './arithmetic.js';
import { durationOf } from './durations.js';
import { dateFunctions, elementFunctions } from './element-functions.js';
import { Absent, ElementFilter, ElementFunction, OneElement, SampleTimes } from './elements.js';
import { HistogramFraction, HistogramQuantiles, type HistogramTelling } from './histogram-functions.js';
import { InfoJoin, infoMatchers, infoShift } from './info-function.js';
import { joinLabels, replaceLabel } from './relabel.js';
import { LabelSet, METRIC_NAME } from './label-set.js';
import { Relabelled } from './label-functions.js';
import { Pairing, SetOperation } from './matching.js';
import { decimalText, shortText } from './number-text.js';
import { EvaluationError, type Operator, ScalarOperator, type Scope, VectorOperator } from './operator.js';
import { FirstOfGroups, ShareOfElements, SortedByLabels, SortedByValue } from './ranking.js';
import { OnlyElement, ScalarFunction, TimeScalar } from './scalars.js';
import { LastSamples, type RangeOperator, SampleRange, type Shift, SmoothedSamples, Subquery } from './selectors.js';
import { windowFunctions } from './window-functions.js';
import { WindowedFunction } from './windowed-function.js';

/** Makes operators of expressions. Equal expressions of one scope share their operators. */
export class Compiler {
  readonly #known: Map<string, Operator>;

  /** @param given - operators that stand in for expressions, by their text */
  constructor(
    private readonly scope: Scope,
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
    const { query, subqueryStepMs } = this.scope;
    const shift = this.#shift(expr);
    const rangeMs = durationOf(expr.range, query, false);
    const delayMs =
      shift.at === null ? this.scope.delayMs + rangeMs + Math.max(0, shift.offsetMs) : Number.POSITIVE_INFINITY;
    const inner = new Compiler({ ...this.scope, delayMs }).vector(expr.expr);
    return new Subquery(this.scope, inner, {
      shift,
      rangeMs,
      stepMs: expr.step === null ? subqueryStepMs : durationOf(expr.step, query, false),
      changesAfterMs: leastDelay(expr.expr, this.scope),
    });
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
        const { operator } = expr;
        if (isSetOperator(operator)) break;
        return new ScalarFunction(
          scope,
          operator,
          [this.scalar(expr.left), this.scalar(expr.right)],
          ofScalars(operator),
        );
      }
      case 'call':
        return this.#scalarCall(expr);
    }
    throw new TypeError(`${expr.kind} gives no scalar`);
  }

  #scalarCall({ func, args }: Call): ScalarOperator {
    const { scope } = this;
    const { query } = scope;
    switch (func) {
      case 'scalar':
        return new OnlyElement(scope, this.vector(args[0] as Expr));
      case 'max_of':
      case 'min_of':
        return new ScalarFunction(
          scope,
          func,
          args.map((arg) => this.scalar(arg)),
          func === 'max_of' ? Math.max : Math.min,
        );
      case 'pi':
        return new TimeScalar(scope, func, () => Math.PI);
      case 'time':
        return new TimeScalar(scope, func, (time) => time / 1_000);
      case 'start':
      case 'end':
        return new TimeScalar(scope, func, (time) => (query?.[func] ?? time) / 1_000);
      case 'range':
        return new TimeScalar(scope, func, () => (query === null ? 0 : (query.end - query.start) / 1_000));
      case 'step':
        return new TimeScalar(scope, func, () => (query?.step ?? 0) / 1_000);
    }
    throw new TypeError(`${func} gives no scalar`);
  }

  #vectorOf(expr: Expr): VectorOperator {
    switch (expr.kind) {
      case 'vector_selector': {
        const Samples = expr.extent === 'smoothed' ? SmoothedSamples : LastSamples;
        return new Samples(this.scope, expr, this.#shift(expr));
      }
      case 'paren':
        return this.vector(expr.expr);
      case 'unary':
        return this.#negated(expr);
      case 'binary':
        return this.#binary(expr);
      case 'aggregate':
        return this.#aggregate(expr);
      case 'call':
        return this.#call(expr);
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
      return new ElementFilter(
        scope,
        operator,
        vector,
        scalar,
        swaps ? (value, other) => compare(other, value) : compare,
      );
    }
    const of = isComparison(operator) ? ofScalars(operator) : arithmetic[operator];
    const turned = (value: number, other: number): number => of(other, value);
    return new ElementFunction(scope, operator, vector, [scalar], (swaps ? turned : of) as (value: number) => number);
  }

  #aggregate(expr: AggregateExpr): VectorOperator {
    const { scope } = this;
    const { operator, param } = expr;
    const input = this.vector(expr.expr);
    const grouping = { labels: expr.grouping, without: expr.without };
    switch (operator) {
      case 'count_values':
        return new ValueCounts(scope, input, stringOf(param), grouping, decimalText);
      case 'topk':
      case 'bottomk':
      case 'limitk':
        return new FirstOfGroups(scope, operator, input, grouping, this.scalar(param as Expr));
      case 'limit_ratio':
        return new ShareOfElements(scope, input, this.scalar(param as Expr), placeOf, (ratio) => {
          if (Math.abs(ratio) <= 1) return;
          const message = `ratio value should be between -1 and 1, got ${shortText(ratio)}, capping to ${Math.sign(ratio)}`;
          scope.annotate({ kind: 'warning', message, span: (param as Expr).span });
        });
      case 'sum':
      case 'avg':
      case 'count':
      case 'min':
      case 'max':
      case 'group':
        return new AdditiveAggregation(scope, operator, input, grouping);
      default: {
        const parameter = param === null ? null : this.scalar(param);
        return new Aggregation(scope, operator, input, grouping, parameter, (q) =>
          this.#tellOfQuantile(q, param as Expr),
        );
      }
    }
  }

  #call(expr: Call): VectorOperator {
    const { scope } = this;
    const { func, args } = expr;
    const first = args[0] as Expr;
    const date = dateFunctions[func];
    if (date !== undefined && first === undefined) {
      const time = new TimeScalar(scope, func, (at) => date(at / 1_000));
      return new OneElement(scope, LabelSet.empty, time);
    }
    const ofElement = elementFunctions[func];
    if (ofElement !== undefined) {
      const parameters = args.slice(1).map((arg) => this.scalar(arg));
      return new ElementFunction(scope, func, this.vector(first), parameters, ofElement);
    }
    if (windowFunctions[func] !== undefined) return this.#windowed(expr);
    switch (func) {
      case 'absent':
        return new Absent(scope, absentLabels(first), this.vector(first));
      case 'absent_over_time':
        return new Absent(scope, absentLabels(first), this.vector({ ...expr, func: 'present_over_time' }));
      case 'histogram_quantile':
        return new HistogramQuantiles(
          scope,
          this.vector(args[1] as Expr),
          [this.scalar(first)],
          this.#histogramTelling(args[1] as Expr, [first]),
          null,
        );
      case 'histogram_quantiles': {
        const quantiles = args.slice(2);
        return new HistogramQuantiles(
          scope,
          this.vector(first),
          quantiles.map((arg) => this.scalar(arg)),
          this.#histogramTelling(first, quantiles),
          stringOf(args[1]),
        );
      }
      case 'histogram_fraction':
        return new HistogramFraction(
          scope,
          func,
          this.vector(args[2] as Expr),
          args.slice(0, 2).map((arg) => this.scalar(arg)),
          this.#histogramTelling(args[2] as Expr, []),
        );
      case 'info': {
        const selector = args[1];
        const matchers = infoMatchers(selector?.kind === 'vector_selector' ? selector.matchers : []);
        const info = new LastSamples(
          scope,
          selectorOf([...matchers.names, ...matchers.labels]),
          infoShift(first, scope),
        );
        return new InfoJoin(scope, this.vector(first), info, matchers);
      }
      case 'label_join':
      case 'label_replace': {
        const [target, ...others] = args.slice(1).map(stringOf) as [string, ...string[]];
        const relabel = func === 'label_join' ? joinLabels(target, others) : replaceLabel(target, others);
        return new Relabelled(scope, this.vector(first), { func, relabel, setsName: target === METRIC_NAME });
      }
      case 'sort':
      case 'sort_desc':
        this.#warnOfSorting(expr);
        return new SortedByValue(scope, this.vector(first), func === 'sort_desc');
      case 'sort_by_label':
      case 'sort_by_label_desc':
        this.#warnOfSorting(expr);
        return new SortedByLabels(
          scope,
          this.vector(first),
          args.slice(1).map(stringOf),
          func === 'sort_by_label_desc',
        );
      case 'timestamp':
        return new SampleTimes(scope, this.vector(first));
      case 'vector':
        return new OneElement(scope, LabelSet.empty, this.scalar(first));
    }
    throw new EvaluationError(`the function ${func} works on native histograms, which are not supported yet`);
  }

  #windowed({ func, args }: Call): VectorOperator {
    const at = args.findIndex((arg) => valueTypeOf(arg) === 'matrix');
    const matrix = args[at] as Expr;
    const range = this.range(matrix);
    const isAllowed = { anchored: anchoredFunctions, smoothed: smoothedFunctions };
    if (range.extent !== null && !isAllowed[range.extent].includes(func))
      throw new EvaluationError(
        `${range.extent} modifier can only be used with: ${isAllowed[range.extent].join(', ')} - not with ${func}`,
      );
    const parameters = args.filter((_, i) => i !== at);
    return new WindowedFunction(
      this.scope,
      range,
      parameters.map((arg) => this.scalar(arg)),
      func,
      {
        keepsName: func === 'last_over_time' || func === 'first_over_time',
        ...(func === 'rate' || func === 'increase'
          ? { onElement: (labels: LabelSet) => this.#tellOfCounter(labels.metric, matrix) }
          : {}),
        ...(parameters.length > 0
          ? {
              onParameters: (values: readonly number[], hasElements: boolean) =>
                this.#checkParameters(func, values, hasElements, parameters),
            }
          : {}),
      },
    );
  }

  #checkParameters(func: string, values: readonly number[], hasElements: boolean, args: readonly Expr[]): void {
    if (!hasElements) return;
    const [a, b] = values as [number, number];
    if (func === 'quantile_over_time') this.#tellOfQuantile(a, args[0] as Expr);
    if (func !== 'double_exponential_smoothing') return;
    if (!(a > 0 && a < 1))
      throw new EvaluationError(`invalid smoothing factor. Expected: 0 < sf < 1, got: ${a.toFixed(6)}`);
    if (!(b > 0 && b < 1))
      throw new EvaluationError(`invalid trend factor. Expected: 0 < tf < 1, got: ${b.toFixed(6)}`);
  }

  #histogramTelling(input: Expr, quantiles: readonly Expr[]): HistogramTelling {
    const { scope } = this;
    const ofMetric = (metric: string): string => (metric === '' ? '' : ` for metric name ${JSON.stringify(metric)}`);
    return {
      parameter: (q, index) => this.#tellOfQuantile(q, quantiles[index] as Expr),
      badBound: (metric, bound) => {
        const message = `bucket label "le" is missing or has a malformed value of ${JSON.stringify(bound)}`;
        scope.annotate({ kind: 'warning', message: message + ofMetric(metric), span: input.span });
      },
      mended: (metric, at, { minBound, maxBound, maxDifference }) => {
        const message =
          'input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)' +
          `${ofMetric(metric)}, from buckets ${shortText(minBound)} to ${shortText(maxBound)}, with a max diff of ` +
          `${Number(maxDifference.toPrecision(2))}, at ${new Date(at).toISOString()}`;
        scope.annotate({ kind: 'info', message, span: input.span });
      },
    };
  }

  #tellOfQuantile(q: number, arg: Expr): void {
    if (q >= 0 && q <= 1) return;
    const message = `quantile value should be between 0 and 1, got ${shortText(q)}`;
    this.scope.annotate({ kind: 'warning', message, span: arg.span });
  }

  #tellOfCounter(metric: string, arg: Expr): void {
    if (metric === '' || /_(total|sum|count|bucket)$/.test(metric)) return;
    const message = `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${JSON.stringify(metric)}`;
    this.scope.annotate({ kind: 'info', message, span: arg.span });
  }

  #warnOfSorting({ span }: Call): void {
    const { query } = this.scope;
    if (query === null || query.start === query.end) return;
    const message = 'sort is ineffective for range queries since results are always ordered by labels';
    this.scope.annotate({ kind: 'warning', message, span });
  }
}

const anchoredFunctions = ['changes', 'delta', 'increase', 'rate', 'resets'];
const smoothedFunctions = ['delta', 'increase', 'rate'];

function stringOf(expr: Expr | null | undefined): string {
  if (expr?.kind === 'paren') return stringOf(expr.expr);
  if (expr?.kind !== 'string') throw new TypeError('not a string');
  return expr.value;
}

function selectorOf(matchers: readonly Matcher[]): VectorSelector {
  const span = { from: 0, to: 0 };
  return { kind: 'vector_selector', name: '', matchers, offset: null, at: null, extent: null, span };
}

/** A place between 0 and 1 that an element has by its labels. */
function placeOf(labels: LabelSet): number {
  return Number.parseInt(hash128(labels.key).slice(0, 13), 16) / 2 ** 52;
}

/** The labels that an absent vector is sure to have: those that its selector asks for by one value. */
function absentLabels(expr: Expr): LabelSet {
  let matchers: readonly Matcher[] = [];
  if (expr.kind === 'vector_selector') matchers = expr.matchers;
  if (expr.kind === 'matrix_selector') matchers = expr.vector.matchers;
  const labels = new Map<string, string>();
  const asked = new Set<string>();
  for (const { name, operator, value } of matchers) {
    if (name === METRIC_NAME) continue;
    if (operator === '=' && !asked.has(name)) {
      labels.set(name, value);
      asked.add(name);
    } else {
      labels.delete(name);
    }
  }
  return LabelSet.fromEntries([...labels]);
}

/**
 * The shortest time after which a sample can change what an expression gave; null when any past result may change, for
 * a selector that is pinned by `@`.
 */
function leastDelay(expr: Expr, scope: Scope): number | null {
  const own = (modified: Pick<VectorSelector, 'at' | 'offset'>): number | null => {
    if (modified.at !== null) return null;
    return modified.offset === null ? 0 : durationOf(modified.offset, scope.query, true);
  };
  if (expr.kind === 'vector_selector') {
    const delay = own(expr);
    return delay === null || expr.extent !== 'smoothed' ? delay : delay - scope.lookbackMs;
  }
  if (expr.kind === 'matrix_selector') {
    const delay = own(expr.vector);
    return delay === null || expr.vector.extent !== 'smoothed' ? delay : delay - scope.lookbackMs;
  }
  const delays = childrenOf(expr).map((child) => leastDelay(child, scope));
  if (delays.includes(null)) return null;
  const least = Math.min(Number.POSITIVE_INFINITY, ...(delays as number[]));
  if (expr.kind !== 'subquery') return least;
  const delay = own(expr);
  return delay === null ? null : least + delay;
}
