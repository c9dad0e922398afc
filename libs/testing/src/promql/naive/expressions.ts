import type { BinaryExpr, Call, Expr, SubqueryExpr, VectorSelector } from '@tocsin/domain/promql/ast';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import { valueTypeOf } from '@tocsin/domain/promql/check-types';
import { aggregate, countValues } from './aggregations.js';
import { callDateFunction } from './date-functions.js';
import { lengthMs } from './durations.js';
import { callElementFunction, mapValues } from './element-functions.js';
import { largerOf, smallerOf } from './go-math.js';
import { callHistogramFunction } from './histogram-functions.js';
import { addInfo } from './info-function.js';
import { absentLabels, checkJoin, compileReplacement, labelJoin, labelReplace } from './label-functions.js';
import { type Moment, refuseTwins, type Sample, type Value, type Windows, type WindowSeries } from './moment.js';
import { scalarResult } from './scalar-operators.js';
import { referenceTime, selectTimes, selectVector, selectWindows } from './selection.js';
import { sortByLabels, sortByValue } from './sorting.js';
import { combineSets, combineVectors, withScalar } from './vector-operators.js';
import { callWindowFunction } from './window-functions.js';

/** What an expression gives at a moment. */
export function evaluate(expr: Expr, moment: Moment): Value {
  switch (expr.kind) {
    case 'number':
      return { type: 'scalar', value: expr.value };
    case 'string':
      return { type: 'string', value: expr.value };
    case 'paren':
      return evaluate(expr.expr, moment);
    case 'unary':
      return expr.operator === '-' ? negated(evaluate(expr.expr, moment), moment) : evaluate(expr.expr, moment);
    case 'vector_selector':
      return { type: 'vector', samples: selectVector(expr, moment) };
    case 'matrix_selector':
      return { type: 'matrix', windows: selectWindows(expr, moment) };
    case 'subquery':
      return { type: 'matrix', windows: evaluateSubquery(expr, moment) };
    case 'binary':
      return evaluateBinary(expr, moment);
    case 'aggregate': {
      const param = expr.param === null ? null : evaluate(expr.param, moment);
      const samples = vectorOf(expr.expr, moment);
      if (param?.type === 'string') return checked(countValues(expr, param.value, samples), moment);
      const number = param?.type === 'scalar' ? param.value : null;
      return { type: 'vector', samples: aggregate(expr, number, samples, moment) };
    }
    case 'call':
      return call(expr, moment);
  }
}

function vectorOf(expr: Expr, moment: Moment): readonly Sample[] {
  const value = evaluate(expr, moment);
  if (value.type !== 'vector') throw new Error(`expected a vector, not a ${value.type}`);
  return value.samples;
}

function scalarOf(expr: Expr, moment: Moment): number {
  const value = evaluate(expr, moment);
  if (value.type !== 'scalar') throw new Error(`expected a scalar, not a ${value.type}`);
  return value.value;
}

function textOf(expr: Expr | undefined, moment: Moment): string {
  const value = evaluate(expr as Expr, moment);
  if (value.type !== 'string') throw new Error(`expected a string, not a ${value.type}`);
  return value.value;
}

/** A vector that must have no two elements of the same labels; where names go late, that is seen at the end. */
function checked(samples: readonly Sample[], moment: Moment): Value {
  if (!moment.dropsNamesLate || moment.isOneOfMany) refuseTwins(samples);
  return { type: 'vector', samples };
}

function negated(value: Value, moment: Moment): Value {
  if (value.type === 'scalar') return { type: 'scalar', value: -value.value };
  if (value.type !== 'vector') throw new Error(`a ${value.type} has no negative`);
  const samples = mapValues(value.samples, moment, (own) => -own);
  if (!moment.dropsNamesLate) refuseTwins(samples);
  return { type: 'vector', samples };
}

function evaluateBinary(expr: BinaryExpr, moment: Moment): Value {
  const left = evaluate(expr.left, moment);
  const right = evaluate(expr.right, moment);
  if (left.type === 'scalar' && right.type === 'scalar')
    return { type: 'scalar', value: scalarResult(expr.operator, left.value, right.value) };
  if (left.type === 'vector' && right.type === 'scalar')
    return checked(withScalar(expr, left.samples, right.value, false, moment), moment);
  if (left.type === 'scalar' && right.type === 'vector')
    return checked(withScalar(expr, right.samples, left.value, true, moment), moment);
  if (left.type !== 'vector' || right.type !== 'vector') throw new Error('operators take scalars and vectors');
  const isSet = expr.operator === 'and' || expr.operator === 'or' || expr.operator === 'unless';
  if (isSet) return checked(combineSets(expr, left.samples, right.samples), moment);
  return checked(combineVectors(expr, left.samples, right.samples, moment), moment);
}

/** Evaluates the inner expression at the multiples of the step that lie in the window. */
function evaluateSubquery({ expr, range, step, offset, at }: SubqueryExpr, moment: Moment): Windows {
  const end = referenceTime(at, offset, moment);
  const rangeMs = lengthMs(range, moment.query);
  const stepMs = step === null ? moment.subqueryStepMs : lengthMs(step, moment.query);
  const start = end - rangeMs;
  const first = (Math.floor(start / stepMs) + 1) * stepMs;
  const series = new Map<string, WindowSeries & { points: { time: number; value: number }[] }>();
  for (let time = first; time <= end; time += stepMs) {
    const samples = vectorOf(expr, { ...moment, time, isOneOfMany: first !== end });
    if (first !== end) refuseTwins(samples);
    for (const { labels, dropsName, value } of samples) {
      const known = series.get(labels.key);
      if (known === undefined) series.set(labels.key, { labels, dropsName, points: [{ time, value }] });
      else known.points.push({ time, value });
    }
  }
  return { series: [...series.values()], start, end, rangeMs, extent: null };
}

/** Arguments are seen without the parentheses around them. */
function unwrapped(expr: Expr): Expr {
  return expr.kind === 'paren' ? unwrapped(expr.expr) : expr;
}

function call(written: Call, moment: Moment): Value {
  const expr: Call = { ...written, args: written.args.map(unwrapped) };
  const scalar = callScalarFunction(expr, moment);
  if (scalar !== null) return { type: 'scalar', value: scalar };
  const special = callSpecialFunction(expr, moment);
  if (special !== null) return special;
  const params = expr.args.filter((arg) => valueTypeOf(arg) === 'scalar').map((arg) => scalarOf(arg, moment));
  const texts = expr.args.filter((arg) => valueTypeOf(arg) === 'string').map((arg) => textOf(arg, moment));
  const range = expr.args.find((arg) => valueTypeOf(arg) === 'matrix');
  if (range !== undefined) return callOnWindows(written, expr, range, params, moment);
  const vector = expr.args.find((arg) => valueTypeOf(arg) === 'vector');
  const samples = vector === undefined ? null : vectorOf(vector, moment);
  return checked(callVectorFunction(expr, samples, params, texts, moment), moment);
}

/** Functions that give a scalar; null for any other function. */
function callScalarFunction({ func, args }: Call, moment: Moment): number | null {
  const { query } = moment;
  const [first, second] = args as [Expr, Expr];
  switch (func) {
    case 'time':
      return moment.time / 1000;
    case 'pi':
      return Math.PI;
    case 'start':
      return query.start / 1000;
    case 'end':
      return query.end / 1000;
    case 'range':
      return (query.end - query.start) / 1000;
    case 'step':
      return query.start === query.end ? 0 : query.step / 1000;
    case 'max_of':
      return largerOf(scalarOf(first, moment), scalarOf(second, moment));
    case 'min_of':
      return smallerOf(scalarOf(first, moment), scalarOf(second, moment));
    case 'scalar': {
      const samples = vectorOf(first, moment);
      return samples.length === 1 ? (samples[0] as Sample).value : Number.NaN;
    }
    default:
      return null;
  }
}

/** Functions that look at how their arguments are written, or that check them first; null for any other function. */
function callSpecialFunction({ func, args }: Call, moment: Moment): Value | null {
  const [first, ...others] = args as [Expr, ...Expr[]];
  switch (func) {
    case 'timestamp': {
      const isSelector = first.kind === 'vector_selector';
      const times = isSelector ? selectTimes(first, moment) : vectorOf(first, moment);
      return checked(
        mapValues(times, moment, (time) => (isSelector ? time : moment.time / 1000)),
        moment,
      );
    }
    case 'absent': {
      const isThere = vectorOf(first, moment).length > 0;
      const samples = isThere ? [] : [{ labels: absentLabels(first), value: 1, dropsName: false }];
      return { type: 'vector', samples };
    }
    case 'label_replace': {
      const [destination, template, source, pattern] = others.map((arg) => textOf(arg, moment)) as [
        string,
        string,
        string,
        string,
      ];
      const compiled = compileReplacement(pattern, destination);
      const samples = labelReplace(vectorOf(first, moment), [destination, template, source], compiled);
      refuseTwins(samples);
      return { type: 'vector', samples };
    }
    case 'label_join': {
      const [destination, separator, ...sources] = others.map((arg) => textOf(arg, moment)) as [
        string,
        string,
        ...string[],
      ];
      checkJoin(destination, sources);
      const samples = labelJoin(vectorOf(first, moment), destination, separator, sources);
      refuseTwins(samples);
      return { type: 'vector', samples };
    }
    case 'info':
      return {
        type: 'vector',
        samples: addInfo(vectorOf(first, moment), first, (others[0] as VectorSelector | undefined) ?? null, moment),
      };
    default:
      return null;
  }
}

/** Calls a function of a range vector, of which `written` is the place in the expression. */
function callOnWindows(written: Call, expr: Call, range: Expr, params: readonly number[], moment: Moment): Value {
  const value = evaluate(range, moment);
  if (value.type !== 'matrix') throw new Error(`expected a range vector, not a ${value.type}`);
  const { windows } = value;
  const results = callWindowFunction(expr, windows, params, moment);
  if (expr.func === 'absent_over_time') {
    const samples = results.length > 0 ? [] : [{ labels: absentLabels(range), value: 1, dropsName: true }];
    return { type: 'vector', samples };
  }
  if (!moment.dropsNamesLate) for (const { labels, origin } of results) moment.origins.claim(written, labels, origin);
  return { type: 'vector', samples: results };
}

function callVectorFunction(
  expr: Call,
  samples: readonly Sample[] | null,
  params: readonly number[],
  texts: readonly string[],
  moment: Moment,
): readonly Sample[] {
  const { func } = expr;
  if (func === 'vector') return [{ labels: LabelSet.empty, value: params[0] as number, dropsName: false }];
  const dates = callDateFunction(func, samples, moment);
  if (dates !== null) return dates;
  if (samples === null) throw new Error(`${func} has no vector to work on`);
  if (func.startsWith('sort')) return sorted(expr, samples, texts, moment);
  // Samples carry no start times here, so that there is nothing to tell.
  if (func === 'start_timestamp') return [];
  const elements = callElementFunction(func, samples, params, moment);
  const histograms = elements ?? callHistogramFunction(expr, samples, params, texts[0] ?? '', moment);
  if (histograms === null) throw new Error(`${func} is no function`);
  return histograms;
}

function sorted({ func, span }: Call, samples: readonly Sample[], texts: readonly string[], moment: Moment): Sample[] {
  if (moment.isOneOfMany) {
    const message = 'sort is ineffective for range queries since results are always ordered by labels';
    moment.notes.annotate('warning', message, span);
  }
  if (func === 'sort' || func === 'sort_desc') return sortByValue(samples, func === 'sort_desc');
  return sortByLabels(samples, texts, func === 'sort_by_label_desc');
}
