import type { Expr } from '../promql/ast.js';
import { printDuration } from '../promql/duration-text.js';
import { formatNumber } from '../promql/go-text.js';
import type { Comparison, RuleCondition } from '../rules/condition.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import { durationMs } from '../rules/duration.js';
import { type ClauseContext, only, promql, rawMetric, vagueOf } from './clause-condition.js';
import { asked, refused } from './decisions.js';
import { comparison, exprOf, labelsUsedIn, metricsIn, narrowed, overTime, selectorOfMetric } from './expression.js';
import { measure, type Narrowing } from './measured.js';
import type { Subject } from './resolve-subject.js';
import type { Predicate, SaidClause } from './said-rule.js';
import { thresholdOf } from './threshold.js';
import { rounded, unitOfMetric } from './unit.js';

/** A straight line is drawn through as much of the past as it looks ahead, within these. */
const [TREND_MS_MIN, TREND_MS_MAX] = [3_600_000, 86_400_000];

const HORIZONS = ['15m', '1h', '6h', '24h', '7d'] as const;

/** A value of the future: by the series of forecasts where a forecast was asked for, else by a straight line. */
export function foreseen(
  { operator, quantity }: Predicate & { kind: 'compares' },
  subject: Subject,
  matchers: Narrowing,
  clause: SaidClause,
  context: ClauseContext,
): RuleCondition {
  const ahead = clause.window;
  if (ahead === null) throw asked('no_horizon', 'Within what time? Say "within 6 hours".');
  const own: SaidClause = { ...clause, window: null };
  const measured = measure(subject, matchers, own, quantity.unit?.dimension ?? null, quantity.value, context);
  const threshold = thresholdOf(quantity, measured, context.decisions);
  if (clause.future === 'will') return promql(trend(measured.expr, ahead, operator, threshold, context));
  if (clause.aggregate !== null || clause.by !== null)
    throw refused('not_used', 'It puts series together, and there are forecasts of single series only');
  const metric = rawMetric(subject, 'forecasts');
  const exact = HORIZONS.find((one) => durationMs(one) === ahead);
  const horizon =
    exact ??
    context.decisions.choose(
      `Forecasts are made for ${HORIZONS.join(', ')}, not for ${printDuration(ahead)}. Which one is meant?`,
      HORIZONS,
      (one) => one,
    );
  context.decisions.assume('A forecast is known only while something forecasts the series.');
  return ConditionFactory.forecast(metric, horizon, operator, threshold, only(matchers([metric])));
}

function trend(expr: Expr, ahead: number, operator: Comparison, threshold: number, { decisions }: ClauseContext): Expr {
  const past = Math.min(TREND_MS_MAX, Math.max(TREND_MS_MIN, ahead));
  decisions.assume(`The future is a straight line through the last ${printDuration(past)}.`);
  return comparison(
    overTime('predict_linear', expr, past, '', `, ${formatNumber(ahead / 1_000)}`),
    operator,
    threshold,
  );
}

const narrowedBy = (expr: Expr, matchers: Narrowing): Expr =>
  narrowed(expr, matchers(metricsIn(expr), labelsUsedIn(expr)));

/** When nothing is left: of a share that grows to the whole, or of an amount that shrinks to nothing. */
export function runsOut(
  kind: 'full' | 'out',
  subject: Subject,
  matchers: Narrowing,
  clause: SaidClause,
  context: ClauseContext,
): RuleCondition {
  const { concept } = subject;
  if (clause.window === null) {
    if (clause.future !== null || kind === 'out') throw asked('no_horizon', 'Within what time? Say "within 6 hours".');
    throw vagueOf(concept, subject.text);
  }
  if (subject.kind === 'source') {
    if (concept?.left === undefined)
      throw refused('never_full', `"${subject.text}" is nothing that gets full or runs out`);
    return promql(trend(narrowedBy(exprOf(concept.left), matchers), clause.window, '<', 0, context));
  }
  const unit = unitOfMetric(subject.metric);
  const expr = narrowedBy(selectorOfMetric(subject.metric), matchers);
  const isLeft = concept?.id.endsWith('-free') === true;
  if (isLeft || unit?.dimension !== 'share') {
    if (!isLeft && kind === 'full')
      throw refused(
        'never_full',
        `${subject.metric} tells no share, so that nobody knows when it is full; say a number that it will exceed`,
      );
    return promql(trend(expr, clause.window, '<=', 0, context));
  }
  return promql(trend(expr, clause.window, '>=', rounded(1 / unit.size), context));
}
