import type { Call, Expr } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { formatFixed } from '../promql/go-text.js';
import { absentLabels, selectorOf, stringOf, withoutParens } from './arguments.js';
import type { Compiler } from './compile.js';
import { dateFunctions, elementFunctions } from './element-functions.js';
import { Absent, ElementFunction, OneElement, SampleTimes } from './elements.js';
import { HistogramFraction, HistogramQuantiles } from './histogram-functions.js';
import { InfoJoin, infoMatchers, InfoSamples } from './info-function.js';
import { Relabelled } from './label-functions.js';
import { LabelSet, METRIC_NAME } from './label-set.js';
import { NeighborDistance } from './neighbor-distance.js';
import { EvaluationError, type VectorOperator } from './operator.js';
import { SortedByLabels, SortedByValue } from './ranking.js';
import { joinLabels, replaceLabel } from './relabel.js';
import { TimeScalar } from './scalars.js';
import { NO_VALUE } from './series-store.js';
import { windowFunctions } from './window-functions.js';
import { WindowedFunction } from './windowed-function.js';

/** The operator of a function that gives an instant vector. */
export function compileCall(expr: Call, compiler: Compiler): VectorOperator {
  const { scope } = compiler;
  const { func, args, span } = expr;
  const first = args[0] as Expr;
  // Prometheus sees arguments without the parentheses around them.
  const [about, second] = args.map(withoutParens) as [Expr, Expr | undefined];
  const date = dateFunctions[func];
  if (date !== undefined && first === undefined) {
    const time = new TimeScalar(scope, func, (at) => date(at / 1_000));
    return new OneElement(scope, LabelSet.empty, time);
  }
  const ofElement = elementFunctions[func];
  if (ofElement !== undefined) {
    const parameters = args.slice(1).map((arg) => compiler.scalar(arg));
    return new ElementFunction(scope, func, compiler.vector(first), parameters, ofElement);
  }
  if (windowFunctions[func] !== undefined) return windowed(expr, compiler);
  if (func.startsWith('histogram_')) return ofHistograms(expr, compiler);
  switch (func) {
    case 'absent':
      return new Absent(scope, func, absentLabels(about), compiler.vector(first));
    case 'absent_over_time':
      refuseExtent(func, about);
      // This keeps the names, so that no elements become the same.
      return new Absent(scope, func, absentLabels(about), compiler.vector({ ...expr, func: 'last_over_time' }));
    case 'info': {
      const matchers = infoMatchers(second?.kind === 'vector_selector' ? second.matchers : []);
      const info = new InfoSamples(scope, selectorOf([...matchers.names, ...matchers.labels]), first);
      return new InfoJoin(scope, compiler.vector(first), info, matchers);
    }
    case 'label_join':
    case 'label_replace': {
      const [target, ...others] = args.slice(1).map(stringOf) as [string, ...string[]];
      const relabel = func === 'label_join' ? joinLabels(target, others) : replaceLabel(target, others);
      return new Relabelled(scope, compiler.vector(first), { func, relabel, setsName: target === METRIC_NAME });
    }
    case 'neighbor_distance':
      return new NeighborDistance(scope, compiler.vector(first), compiler.scalar(args[1] as Expr), {
        labels: args.slice(2).map(stringOf),
        without: false,
      });
    case 'sort':
    case 'sort_desc':
      return new SortedByValue(scope, compiler.vector(first), func === 'sort_desc', span);
    case 'sort_by_label':
    case 'sort_by_label_desc': {
      const names = args.slice(1).map(stringOf);
      return new SortedByLabels(scope, compiler.vector(first), names, func === 'sort_by_label_desc', span);
    }
    case 'start_timestamp':
      // Samples carry no start times here.
      return new ElementFunction(scope, func, compiler.vector(first), [], () => NO_VALUE);
    case 'timestamp': {
      // Prometheus reads the samples themselves here, also of a selector that smooths.
      const samples = about.kind === 'vector_selector' ? compiler.samples(about) : null;
      return new SampleTimes(scope, samples ?? compiler.vector(first), samples);
    }
    case 'vector':
      return new OneElement(scope, LabelSet.empty, compiler.scalar(first));
  }
  throw new TypeError(`${func} gives no instant vector`);
}

function ofHistograms({ func, args }: Call, compiler: Compiler): VectorOperator {
  const { scope } = compiler;
  const [first, second, third] = args as [Expr, Expr, Expr];
  const scalars = (exprs: readonly Expr[]) => exprs.map((arg) => compiler.scalar(arg));
  const spans = (buckets: Expr, quantiles: readonly Expr[]) => ({
    buckets: withoutParens(buckets).span,
    quantiles: quantiles.map((arg) => withoutParens(arg).span),
  });
  switch (func) {
    case 'histogram_quantile': {
      const places = spans(second, [first]);
      return new HistogramQuantiles(scope, compiler.vector(second), scalars([first]), places, null);
    }
    case 'histogram_quantiles': {
      const quantiles = args.slice(2);
      const places = spans(first, quantiles);
      return new HistogramQuantiles(scope, compiler.vector(first), scalars(quantiles), places, stringOf(second));
    }
    case 'histogram_fraction':
      return new HistogramFraction(scope, func, compiler.vector(third), scalars([first, second]), spans(third, []));
    default:
      // The others ask for native histograms, of which there are none.
      return new ElementFunction(scope, func, compiler.vector(first), [], () => NO_VALUE);
  }
}

/** Which functions can make use of samples beyond their ranges. */
const functionsOfExtent = {
  anchored: ['changes', 'delta', 'increase', 'rate', 'resets'],
  smoothed: ['delta', 'increase', 'rate'],
};

function refuseExtent(func: string, range: Expr): void {
  const extent = range.kind === 'matrix_selector' ? range.vector.extent : null;
  if (extent === null || functionsOfExtent[extent].includes(func)) return;
  const allowed = functionsOfExtent[extent].join(', ');
  throw new EvaluationError(`${extent} modifier can only be used with: ${allowed} - not with ${func}`);
}

function windowed({ func, args }: Call, compiler: Compiler): VectorOperator {
  const { scope } = compiler;
  const { annotations } = scope;
  const matrix = args.find((arg) => valueTypeOf(arg) === 'matrix') as Expr;
  const { span } = withoutParens(matrix);
  refuseExtent(func, withoutParens(matrix));
  const parameters = args.filter((arg) => arg !== matrix);
  const scalars = parameters.map((arg) => compiler.scalar(arg));
  const isOfCounter = func === 'rate' || func === 'increase';
  const keepsName = func === 'last_over_time' || func === 'first_over_time';
  return new WindowedFunction(scope, compiler.range(matrix), scalars, func, {
    keepsName,
    ...(isOfCounter ? { onElement: (labels: LabelSet) => annotations.tellOfCounter(labels.metric, span) } : undefined),
    onParameters: ([a, b]) => {
      if (func === 'quantile_over_time') annotations.tellOfQuantile(a as number, withoutParens(args[0] as Expr).span);
      if (func === 'double_exponential_smoothing') checkFactors(a as number, b as number);
    },
  });
}

function checkFactors(smoothing: number, trend: number): void {
  const check = (name: string, symbol: string, factor: number): void => {
    if (factor <= 0 || factor >= 1)
      throw new EvaluationError(`invalid ${name} factor. Expected: 0 < ${symbol} < 1, got: ${formatFixed(factor, 6)}`);
  };
  check('smoothing', 'sf', smoothing);
  check('trend', 'tf', trend);
}
