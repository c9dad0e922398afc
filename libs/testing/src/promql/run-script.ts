import { LabelSet } from '@tocsin/domain/plan/label-set';
import { isAlmostEqual } from '@tocsin/domain/plan/histogram-math';
import {
  annotationText,
  evaluateInstant,
  evaluateRange,
  type Points,
  type QueryOptions,
  type QueryOutcome,
} from '@tocsin/domain/plan/plan';
import { asValue, NO_VALUE, SeriesStore } from '@tocsin/domain/plan/series-store';
import { compileMatcher } from '@tocsin/domain/promql/match-label';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { promqlErrorText } from '@tocsin/domain/promql/promql-error';
import { walkExpr } from '@tocsin/domain/promql/walk';
import { RE2JS } from 're2js';
import { type Command, type Evaluation, type Expectation, parseScript, type ToldExpectation } from './script.js';

export type Verdict =
  | { kind: 'passed'; line: number }
  | { kind: 'failed'; line: number; expr: string; why: string }
  /** It is about native histograms, which are not supported yet. */
  | { kind: 'unsupported'; line: number; expr: string; why: string };

/** Evaluates expressions on a store; what the plan does, or another implementation that is to be held against it. */
export interface ScriptEvaluator {
  instant(text: string, store: SeriesStore, time: number, options: QueryOptions): QueryOutcome;
  range(
    text: string,
    store: SeriesStore,
    query: { start: number; end: number; step: number },
    options: QueryOptions,
  ): QueryOutcome;
}

/** Evaluates by parser and plan. What the parser refuses is a failed evaluation with the parser's words. */
export const byPlan: ScriptEvaluator = {
  instant: (text, store, time, options) => {
    const parsed = parseExpr(text);
    return parsed.kind === 'refused' ? refusal(parsed) : evaluateInstant(parsed.expr, store, time, options);
  },
  range: (text, store, query, options) => {
    const parsed = parseExpr(text);
    return parsed.kind === 'refused' ? refusal(parsed) : evaluateRange(parsed.expr, store, query, options);
  },
};

export function refusal(parsed: Extract<ReturnType<typeof parseExpr>, { kind: 'refused' }>): QueryOutcome {
  const message = parsed.errors.map(promqlErrorText).join('\n');
  return { kind: 'failed', message, annotations: [] };
}

/** How far values may lie from those that a script expects, as a share of their sum: Prometheus's own measure. */
const TOLERANCE = 1e-6;
const OPTIONS: QueryOptions = { dropsNamesLate: true };

/** Runs a script of Prometheus's PromQL tests. */
export function runScript(text: string, evaluator: ScriptEvaluator = byPlan): Verdict[] {
  let world = new World();
  const verdicts: Verdict[] = [];
  for (const command of parseScript(text)) {
    if (command.kind === 'clear') world = new World();
    else if (command.kind === 'load') world.load(command);
    else verdicts.push(judge(command, world, evaluator));
  }
  return verdicts;
}

/** What a script has loaded. */
class World {
  readonly store = new SeriesStore();
  /** Series that have native histograms among their points. */
  readonly native: LabelSet[] = [];

  load({ step, series, convertsToNative }: Extract<Command, { kind: 'load' }>): void {
    const last = new Map(series.map((noted) => [noted.labels.key, noted]));
    for (const { labels, points } of last.values()) {
      if (points.some(({ kind }) => kind === 'native_histogram')) this.native.push(labels);
      const isBucket = convertsToNative && labels.metric.endsWith('_bucket');
      if (isBucket) this.native.push(labels.without(new Set(['le'])).with('__name__', labels.metric.slice(0, -7)));
      const own = this.store.series(labels);
      points.forEach((point, i) => {
        if (point.kind !== 'value') return;
        this.store.append(own, i * step, point.value === NO_VALUE ? NO_VALUE : asValue(point.value));
      });
    }
  }
}

function judge(evaluation: Evaluation, world: World, evaluator: ScriptEvaluator): Verdict {
  const { line, expr } = evaluation;
  const native = whyNative(evaluation, world);
  if (native !== null) return { kind: 'unsupported', line, expr, why: native };
  const why = differenceOf(evaluation, world, evaluator);
  return why === null ? { kind: 'passed', line } : { kind: 'failed', line, expr, why };
}

function whyNative({ expr, series }: Evaluation, { native }: World): string | null {
  if (series.some(({ points }) => points.some(({ kind }) => kind === 'native_histogram')))
    return 'expects native histograms';
  const parsed = parseExpr(expr);
  if (parsed.kind === 'refused') {
    const refused = parsed.errors.find(({ message }) => /native histogram/i.test(message));
    return refused?.message ?? null;
  }
  let why: string | null = null;
  walkExpr(parsed.expr, (node) => {
    if (node.kind !== 'vector_selector') return;
    const tests = node.matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
    const found = native.find((labels) => tests.every(({ name, test }) => test(labels.get(name))));
    if (found !== undefined) why = `reads the native histogram ${found.toString()}`;
  });
  return why;
}

function differenceOf(evaluation: Evaluation, world: World, evaluator: ScriptEvaluator): string | null {
  const { expr, start, range, expectations } = evaluation;
  const { store } = world;
  const outcome =
    range === null
      ? evaluator.instant(expr, store, start, OPTIONS)
      : evaluator.range(expr, store, { start, ...range }, OPTIONS);
  const fails = expectations.filter((one): one is ToldExpectation => one.kind === 'fail');
  if (fails.length > 0) return failureDifference(outcome, fails);
  if (outcome.kind === 'failed') return `fails: ${outcome.message}`;
  const difference = annotationDifference(outcome, expectations, expr) ?? valueDifference(outcome, evaluation);
  const { type } = outcome.value;
  if (difference !== null || range !== null || (type !== 'vector' && type !== 'scalar')) return difference;
  if (/\b(start|end|range|step)\(\)/.test(expr) || expectations.some(({ kind }) => kind === 'ordered')) return null;
  return rangeDifference(evaluation, store, evaluator);
}

/** An instant must come out the same as the middle step of a range query. */
function rangeDifference(evaluation: Evaluation, store: SeriesStore, evaluator: ScriptEvaluator): string | null {
  const { expr, start } = evaluation;
  const query = { start: start - 60_000, end: start + 60_000, step: 60_000 };
  const outcome = evaluator.range(expr, store, query, OPTIONS);
  if (outcome.kind === 'failed') return `as a range query fails: ${outcome.message}`;
  if (outcome.value.type !== 'matrix') return `as a range query gives a ${outcome.value.type}`;
  const middle = outcome.value.series.flatMap(({ labels, times, values }) => {
    const at = times.indexOf(start);
    return at < 0 ? [] : [{ labels, value: values[at] as number }];
  });
  const value =
    evaluation.scalar === null
      ? ({ type: 'vector', elements: middle } as const)
      : ({ type: 'scalar', value: middle[0]?.value ?? Number.NaN } as const);
  const difference = valueDifference({ ...outcome, value }, evaluation);
  return difference === null ? null : `as a range query: ${difference}`;
}

function failureDifference(outcome: QueryOutcome, fails: readonly ToldExpectation[]): string | null {
  if (outcome.kind !== 'failed') return 'does not fail';
  const { message } = outcome;
  for (const fail of fails)
    if (!says(fail, message)) return `fails with "${message}", expected ${fail.message ?? fail.pattern ?? ''}`;
  return null;
}

/** Whether a text is what an expectation asks for; the position may be missing from what it says. */
function says(asked: ToldExpectation, text: string): boolean {
  if (asked.message !== null)
    return text === asked.message || text.replace(/^\d+:\d+: parse error: /, '') === asked.message;
  return asked.pattern === null || RE2JS.compile(asked.pattern).matcher(text).find();
}

function annotationDifference(
  { annotations }: Extract<QueryOutcome, { kind: 'evaluated' }>,
  expectations: readonly Expectation[],
  expr: string,
): string | null {
  for (const expectation of expectations) {
    const kind = expectation.kind.endsWith('warn') ? 'warning' : expectation.kind.endsWith('info') ? 'info' : null;
    if (kind === null) continue;
    const texts = annotations.filter((one) => one.kind === kind).map((one) => annotationText(one, expr));
    if (expectation.kind === 'no_warn' || expectation.kind === 'no_info') {
      if (texts.length > 0) return `unexpected ${kind}: ${texts.join('; ')}`;
    } else if (expectation.kind === 'warn' || expectation.kind === 'info') {
      if (!texts.some((text) => says(expectation, text)))
        return `expected ${kind} ${expectation.message ?? expectation.pattern ?? ''}, got [${texts.join('; ')}]`;
    }
  }
  return null;
}

function valueDifference(
  { value }: Extract<QueryOutcome, { kind: 'evaluated' }>,
  evaluation: Evaluation,
): string | null {
  const { expectations, series, scalar, start, range } = evaluation;
  switch (value.type) {
    case 'string': {
      const text = expectations.find(({ kind }) => kind === 'string') as { text: string } | undefined;
      return text?.text === value.value ? null : `gives the string ${JSON.stringify(value.value)}`;
    }
    case 'scalar':
      if (scalar === null) return `gives the scalar ${value.value}`;
      return isAlmostEqual(value.value, scalar, TOLERANCE) ? null : `gives ${value.value}, expected ${scalar}`;
    case 'matrix': {
      const asked = expectations.find(({ kind }) => kind === 'range') as { start: number; step: number } | undefined;
      return matrixDifference(value.series, series, asked ?? { start, step: range?.step ?? 0 });
    }
    case 'vector': {
      if (scalar !== null) return 'gives a vector, expected a scalar';
      const found = value.elements.map(({ labels, value: own }) => ({ labels, times: [start], values: [own] }));
      const isOrdered = expectations.some(({ kind }) => kind === 'ordered');
      const misplaced = found.findIndex(({ labels }, i) => labels.key !== series[i]?.labels.key);
      if (isOrdered && misplaced >= 0) return `${found[misplaced]?.labels.toString() ?? ''} is out of order`;
      return matrixDifference(found, series, { start, step: 0 });
    }
  }
}

function matrixDifference(
  found: readonly Points[],
  expected: Evaluation['series'],
  grid: { start: number; step: number },
): string | null {
  const asked = new Map(expected.map((series) => [series.labels.key, series.points]));
  for (const { labels, times, values } of found) {
    const points = asked.get(labels.key);
    if (points === undefined) return `unexpected ${labels.toString()} = ${values.join(' ')}`;
    asked.delete(labels.key);
    const wanted = points.flatMap((point, i) =>
      point.kind === 'value' ? [{ time: grid.start + i * grid.step, value: point.value }] : [],
    );
    const isSame =
      wanted.length === times.length &&
      wanted.every(({ time, value }, i) => time === times[i] && isAlmostEqual(value, values[i] as number, TOLERANCE));
    if (!isSame)
      return (
        `${labels.toString()} is ${times.map((time, i) => `${values[i] as number}@${time}`).join(' ')}, ` +
        `expected ${wanted.map(({ time, value }) => `${value}@${time}`).join(' ')}`
      );
  }
  for (const [key, points] of asked)
    if (points.some(({ kind }) => kind === 'value'))
      return `${LabelSet.fromEntries([]).key === key ? '{}' : key} is missing`;
  return null;
}
