import type { Expr, Matcher } from '../promql/ast.js';
import { printDuration } from '../promql/duration-text.js';
import { formatNumber, quoteString } from '../promql/go-text.js';
import { printExpr } from '../promql/printer.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { Aspect, Measure } from './concept.js';
import { asked, type Decisions, refused } from './decisions.js';
import { exprOf, labelsUsedIn, metricsIn, narrowed, operand, overTime, selectorOfMetric } from './expression.js';
import type { KnownSeries } from './known-series.js';
import { labelsSent } from './labels-sent.js';
import type { Subject } from './resolve-subject.js';
import { resolveTarget } from './resolve-target.js';
import type { SaidClause, Target } from './said-rule.js';
import { isCounter, type Unit, unitOfMetric, units } from './unit.js';

/** Over how long rates and averages are taken where nobody says. */
export const WINDOW_MS_USUAL = 300_000;
/** Which requests are asked how long they took where nobody says: the slowest but one in twenty, as the rule templates do. */
const QUANTILE_USUAL = 0.95;

/** A number that a clause speaks of: an expression that gives it, and what it counts. */
export interface Measured {
  readonly expr: Expr;
  /** Null: nothing tells. */
  readonly unit: Unit | null;
  /** The series as they are, where it is no more than that. */
  readonly series: { readonly metric: string; readonly matchers: readonly Matcher[] } | null;
  /** What people call it. */
  readonly text: string;
}

export interface MeasureWorld {
  readonly known: KnownSeries;
  readonly decisions: Decisions;
}

/** What narrows a clause, for the metrics that it comes to read and beside the labels that it uses itself. */
export type Narrowing = (metrics: readonly string[], taken?: ReadonlySet<string>) => readonly Matcher[];

/** What the number that is compared with tells about what is measured. */
export type Dimension = Unit['dimension'] | null;

/** The metrics that a subject reads. */
export const metricsOf = (subject: Subject): readonly string[] =>
  subject.kind === 'metric' ? [subject.metric] : subject.source.needs;

/** The matchers of all that narrows a clause. */
export function matchersOf(
  metrics: readonly string[],
  own: readonly Target[],
  said: readonly Target[],
  { known, decisions }: MeasureWorld,
  taken: ReadonlySet<string> = new Set(),
): Matcher[] {
  const owned = own.map((target) => ({
    target,
    matcher: resolveTarget(target, metrics, known, decisions, true, taken),
  }));
  const found = [
    ...owned.flatMap(({ matcher }) => matcher ?? []),
    ...said.flatMap((target) => resolveTarget(target, metrics, known, decisions, false, taken) ?? []),
  ];
  // Where something else narrows the series, a word that says nothing of them need not be told.
  if (found.length === 0 && metrics.some((metric) => known.has(metric)))
    for (const { target } of owned)
      if (target.value !== '')
        decisions.assume(
          `"${target.value}" is no value of a label, so that all series of ${metrics.join(' and ')} are meant.`,
        );
  const seen = new Map<string, Matcher>();
  for (const matcher of found) {
    const before = seen.get(matcher.name);
    if (before !== undefined && before.value !== matcher.value && before.operator === '=' && matcher.operator === '=')
      throw refused(
        'contradiction',
        `It asks for series of ${matcher.name} "${before.value}" and "${matcher.value}" at once`,
      );
    seen.set(`${matcher.name}${before === undefined ? '' : matcher.operator + matcher.value}`, matcher);
  }
  return [...new Map([...seen.values()].map((one) => [JSON.stringify(one), one])).values()];
}

/**
 * What a clause measures: the subject with its window, its aggregate and its grouping.
 *
 * @param matchers - what narrows it, for the metrics that it comes to read
 * @param dimension - of the number that it is compared with
 * @param value - that number
 */
export function measure(
  subject: Subject,
  matchers: Narrowing,
  clause: SaidClause,
  dimension: Dimension,
  value: number,
  world: MeasureWorld,
): Measured {
  const by = groupingOf(clause, subject, world);
  if (subject.kind === 'metric') return ofMetric(subject, matchers, clause, by, dimension, world);
  return ofSource(subject, matchers, clause, by, dimension, value, world);
}

/** The labels that are grouped by; empty: all together; null: nobody said. */
function groupingOf({ by }: SaidClause, subject: Subject, { known, decisions }: MeasureWorld): string[] | null {
  if (by === null) return null;
  const [metric] = metricsOf(subject);
  const labels = known.get(metric ?? '')?.labels;
  return by.map((names) => {
    const found = names.find((name) => labels?.has(name));
    if (found !== undefined) return found;
    const [first = ''] = names;
    if (labels !== undefined) {
      // "per host" is said of what is told apart by its instance, too.
      throw refused(
        'unknown_label',
        `It is grouped by "${first}", which ${metric} does not carry; its labels are ${[...labels.keys()].slice(0, 10).join(', ')}`,
      );
    }
    const usual = first === 'service' ? 'job' : first === 'host' || first === 'node' ? 'instance' : first;
    decisions.assume(`Series are grouped by ${usual}; none has come yet that would tell.`);
    return usual;
  });
}

function ofMetric(
  subject: Subject & { kind: 'metric' },
  matchers: Narrowing,
  clause: SaidClause,
  by: readonly string[] | null,
  dimension: Dimension,
  world: MeasureWorld,
): Measured {
  const { metric } = subject;
  const own = matchers([metric]);
  const expr = narrowed(selectorOfMetric(metric), own);
  if (isCounter(metric) && dimension === 'byte_rate' && clause.per === null)
    return ofByteCounter(metric, expr, clause, by, world);
  if (isCounter(metric)) return ofCounter(metric, expr, clause, by, world);
  if (clause.per !== null)
    throw refused('not_counted', `${metric} is a level, not a count, so that it has no rate per time`);
  const measured: Measured = { expr, unit: unitOfMetric(metric), series: { metric, matchers: own }, text: metric };
  return aggregated(measured, clause, by, world, false);
}

/** Bytes per time are looked at series by series, as the concepts of traffic are, unless some labels are to stay. */
function ofByteCounter(
  metric: string,
  expr: Expr,
  { window, aggregate }: SaidClause,
  by: readonly string[] | null,
  { decisions }: MeasureWorld,
): Measured {
  const own = unitOfMetric(metric);
  if (own?.dimension !== 'bytes')
    throw refused(
      'unit_misfit',
      `It is compared in bytes per time, and the name of ${metric} does not say that it counts bytes`,
    );
  if (aggregate !== null && aggregate !== 'sum')
    throw refused(
      'not_used',
      `It names a way of putting values together, which words cannot say of bytes per time of ${metric}; write PromQL for it`,
    );
  const ms = window ?? WINDOW_MS_USUAL;
  const rate = `rate(${printExpr(expr)}[${printDuration(ms)}])`;
  if (window === null) decisions.assume(`The rate of ${metric} is taken over ${printDuration(ms)}.`);
  if (aggregate === null && by === null) decisions.assume(`Each series of ${metric} is looked at by itself.`);
  const labels = by === null || by.length === 0 ? '' : ` by (${by.map(quoteString).join(', ')})`;
  const isEach = aggregate === null && by === null;
  return {
    expr: exprOf(isEach ? rate : `sum${labels} (${rate})`),
    unit: { dimension: 'byte_rate', size: own.size, name: `${own.name}/s` },
    series: null,
    text: metric,
  };
}

/** A counter is looked at by how much it grew, all its series together unless some labels are to stay. */
function ofCounter(
  metric: string,
  expr: Expr,
  clause: SaidClause,
  by: readonly string[] | null,
  { decisions }: MeasureWorld,
): Measured {
  const { per, window, aggregate } = clause;
  if (aggregate !== null && aggregate !== 'sum' && !(aggregate === 'avg' && per !== null))
    throw refused(
      'not_a_level',
      `${metric} counts up for good, so that it has no ${typeof aggregate === 'string' ? aggregate : 'quantile'}; say how many of it in what time`,
    );
  const grouping = by === null || by.length === 0 ? 'sum' : `sum by (${by.map(quoteString).join(', ')})`;
  if (by === null) decisions.assume(`All series of ${metric} are counted together.`);
  const summed = (func: string, ms: number): Expr =>
    exprOf(`${grouping} (${func}(${printExpr(expr)}[${printDuration(ms)}]))`);
  if (per !== null) {
    const rate = summed('rate', window ?? WINDOW_MS_USUAL);
    return { expr: scaled(rate, per), unit: perUnit(per), series: null, text: metric };
  }
  if (window === null)
    throw asked(
      'no_time',
      `${metric} counts up for good: how many in what time? Say "… in 10 minutes" or "… per minute".`,
    );
  return { expr: summed('increase', window), unit: units.count, series: null, text: metric };
}

const scaled = (expr: Expr, per: number): Expr =>
  per === 1 ? expr : exprOf(`${operand(expr)} * ${formatNumber(per)}`);
const perUnit = (per: number): Unit => ({
  dimension: 'rate',
  size: 1 / per,
  name: per === 1 ? '/s' : per === 60 ? '/min' : '/h',
});

function ofSource(
  subject: Subject & { kind: 'source' },
  matchers: Narrowing,
  clause: SaidClause,
  by: readonly string[] | null,
  dimension: Dimension,
  value: number,
  world: MeasureWorld,
): Measured {
  const { source, text } = subject;
  const aspect = aspectOf(subject, clause, dimension, value, world);
  const taken = source.measures[aspect] as Measure;
  const { aggregate, window, per } = clause;
  const isOwnQuantile = taken.isQuantile === true && typeof aggregate === 'object' && aggregate !== null;
  const isOwnMean = aspect === 'mean' || (taken.isWindowed === true && aggregate === 'avg' && by === null);
  const isOwnGrouping =
    taken.isGrouped === true &&
    by !== null &&
    by.length > 0 &&
    (aggregate === null || isOwnQuantile || aspect === 'mean' || aggregate === 'sum');
  const isOwnWindow =
    taken.isWindowed === true &&
    (aggregate === null || isOwnQuantile || isOwnMean || aggregate === 'sum' || aggregate === 'avg');
  const quantile = isOwnQuantile ? aggregate.quantile : QUANTILE_USUAL;
  if (taken.isQuantile === true && !isOwnQuantile)
    world.decisions.assume(`Of "${text}", the 95th percentile is taken: one request in twenty takes longer.`);
  if (taken.isWindowed === true && window === null)
    world.decisions.assume(`"${text}" is taken over ${printDuration(WINDOW_MS_USUAL)}.`);
  const status = statusLabel(source.needs[0] ?? '', world.known);
  const given = {
    window: printDuration(isOwnWindow ? (window ?? WINDOW_MS_USUAL) : WINDOW_MS_USUAL),
    quantile,
    by: isOwnGrouping ? by : null,
    sent: (labels: readonly string[]) => labelsSent(labels, source.needs, world.known),
    status,
  };
  const whole = exprOf(taken.expr(given));
  const expr = narrowed(whole, matchers(metricsIn(whole), labelsUsedIn(whole)));
  const isRate = taken.unit.dimension === 'rate' && per !== null;
  const measured: Measured = {
    expr: isRate ? scaled(expr, per) : expr,
    unit: isRate ? perUnit(per) : taken.unit,
    series: null,
    text,
  };
  const asSeries = seriesOf(measured.expr);
  const rest: SaidClause = {
    ...clause,
    aggregate: isOwnQuantile || isOwnMean || (isOwnGrouping && aggregate !== null) ? null : aggregate,
    window: isOwnWindow ? null : window,
  };
  return aggregated(
    { ...measured, series: asSeries },
    rest,
    isOwnGrouping || (aspect === 'mean' && by?.length === 0) ? null : by,
    world,
    taken.isWindowed === true,
  );
}

/** An expression that is a metric's series as they are. */
function seriesOf(expr: Expr): Measured['series'] {
  if (expr.kind !== 'vector_selector') return null;
  return { metric: expr.name, matchers: expr.matchers.filter(({ name }) => name !== METRIC_NAME) };
}

/** The number that is compared with, and the words around it, tell which of a thing's measures is meant. */
function aspectOf(
  subject: Subject & { kind: 'source' },
  clause: SaidClause,
  dimension: Dimension,
  value: number,
  { decisions }: MeasureWorld,
): Aspect {
  const { concept, source, text } = subject;
  const has = (aspect: Aspect): boolean => source.measures[aspect] !== undefined;
  const ofDimension = (['share', 'level', 'rate', 'count'] as const).find(
    (aspect) => dimension !== null && source.measures[aspect]?.unit.dimension === dimension,
  );
  const { predicate } = clause;
  if (predicate?.kind === 'none' && has('count')) return 'count';
  if (clause.aggregate === 'avg' && has('mean') && (dimension === 'time' || dimension === null)) return 'mean';
  if (clause.per !== null || dimension === 'rate') {
    if (has('rate')) return 'rate';
    if (has('count'))
      throw refused('no_rate', `"${text}" is so rare that it is counted in a time, such as "in an hour", not per time`);
    throw refused('not_counted', `"${text}" is a level, not a count, so that it has no rate per time`);
  }
  if (ofDimension !== undefined) return ofDimension;
  if (dimension !== null && dimension !== 'count') return concept.usual ?? 'count';
  const saysShare = /rate|ratio|percentage/.test(text.toLowerCase());
  if (has('share') && has('count')) {
    if (saysShare || predicate?.kind === 'changes') return 'share';
    if (clause.window !== null) return 'count';
    if (value > 0 && value < 1) return 'share';
    throw asked(
      'no_time',
      `How many "${text}" in what time? Say "… in 5 minutes", "… per second", or a share such as "5 %".`,
    );
  }
  if (has('count') && has('rate')) {
    if (/rate|throughput|traffic|rps|qps/.test(text.toLowerCase()) || predicate?.kind === 'changes') return 'rate';
    if (clause.window !== null) return 'count';
    if (predicate?.kind === 'compares')
      throw asked('no_time', `How many "${text}" in what time? Say "… in 5 minutes" or "… per second".`);
    return 'rate';
  }
  if (concept.usual !== null) return concept.usual;
  if (clause.window === null && has('count'))
    throw asked('no_time', `How many "${text}" in what time? Say "… in an hour".`);
  decisions.assume(`"${text}" are counted.`);
  return 'count';
}

/** What the label of a status is called. */
const statusLabel = (metric: string, known: KnownSeries): string => {
  const labels = known.get(metric)?.labels;
  if (labels === undefined || labels.has('code')) return 'code';
  return ['status', 'status_code', 'http_status'].find((name) => labels.has(name)) ?? 'code';
};

/** Values of one series over time, or of many series at once, become one. */
function aggregated(
  measured: Measured,
  clause: SaidClause,
  by: readonly string[] | null,
  world: MeasureWorld,
  isWindowed: boolean,
): Measured {
  const { aggregate, window, windowWord } = clause;
  const { decisions } = world;
  if (aggregate === null) {
    const isCompared = clause.predicate?.kind === 'compares' || clause.predicate?.kind === 'between';
    if (window !== null && isCompared && clause.future === null) {
      const ways = windowWord === 'in' ? (['avg', 'max', 'min'] as const) : (['avg'] as const);
      const told = { avg: 'their average', max: 'any moment of it', min: 'all of the time' };
      const way = decisions.choose(`What of the ${printDuration(window)} is meant?`, ways, (one) => told[one]);
      decisions.assume(`Of the ${printDuration(window)}, ${told[way]} is meant.`);
      return { ...measured, expr: overTime(`${way}_over_time`, measured.expr, window), series: null };
    }
    if (by === null || by.length > 0) return measured;
    const way = decisions.choose('How are all series put together?', ['sum', 'avg', 'max'] as const, (one) => one);
    return { ...measured, expr: exprOf(`${way}(${printExpr(measured.expr)})`), series: null };
  }
  if (aggregate === 'count')
    throw refused('count', 'It counts series, which rules in words cannot say yet; write PromQL for it');
  const isSum = aggregate === 'sum';
  if ((aggregate === 'max' || aggregate === 'min') && window === null && by === null) {
    const most = aggregate === 'max' ? 'highest' : 'lowest';
    const way = decisions.choose(`The ${most} of what?`, ['series', 'time'] as const, (one) =>
      one === 'series'
        ? `the ${most} of all series`
        : `the ${most} of the last ${printDuration(WINDOW_MS_USUAL)}, of each series`,
    );
    return aggregated(
      measured,
      { ...clause, window: way === 'time' ? WINDOW_MS_USUAL : null },
      way === 'series' ? [] : null,
      world,
      isWindowed,
    );
  }
  const isOverTime = !isSum && (window !== null || by === null);
  let { expr } = measured;
  if (isSum && window !== null && !isWindowed)
    throw refused('sum_over_time', 'It adds up a level over a time, which means nothing; say its average');
  if (isOverTime) {
    const ms = window ?? WINDOW_MS_USUAL;
    if (window === null) decisions.assume(`It is taken over ${printDuration(ms)}.`);
    expr =
      typeof aggregate === 'string'
        ? overTime(`${aggregate}_over_time`, expr, ms)
        : overTime('quantile_over_time', expr, ms, `${aggregate.quantile}, `);
  }
  if (by !== null || isSum) {
    const labels = by === null || by.length === 0 ? '' : ` by (${by.map(quoteString).join(', ')})`;
    const inner = printExpr(expr);
    expr =
      typeof aggregate === 'string'
        ? exprOf(`${aggregate}${labels} (${inner})`)
        : exprOf(`quantile${labels} (${aggregate.quantile}, ${inner})`);
  }
  return { ...measured, expr, series: null };
}
