import type { Expr, Matcher } from '../promql/ast.js';
import { printDuration } from '../promql/duration-text.js';
import { printExpr } from '../promql/printer.js';
import { type Comparison, type RuleCondition, WINDOW_MS_MAX } from '../rules/condition.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import { type Labels, labelsFrom } from '../rules/labels.js';
import { asked, refused } from './decisions.js';
import { comparison } from './expression.js';
import type { Measured, MeasureWorld } from './measured.js';
import type { Subject } from './resolve-subject.js';
import type { Target } from './said-rule.js';

/** Beside a clause: what the whole rule says. */
export interface ClauseContext extends MeasureWorld {
  /** Targets of all clauses. */
  readonly targets: readonly Target[];
  /** Ms for which the rule must hold; where the clause says it, it is the window of what is silent. */
  readonly hold: number | null;
}

/** A condition of its own kind where series are compared as they are, PromQL where something is calculated. */
export function compared(
  measured: Measured,
  operator: Comparison,
  threshold: number,
  recovery: number | null = null,
): RuleCondition {
  const { series, expr } = measured;
  if (series !== null && series.matchers.every((one) => one.operator === '=')) {
    const recovers = recovery === null ? {} : { recovery_threshold: recovery };
    return ConditionFactory.threshold(series.metric, operator, threshold, { ...only(series.matchers), ...recovers });
  }
  if (recovery !== null)
    throw refused(
      'no_recovery',
      'It recovers at another value than it fires at, which only a metric as it is can; leave that out',
    );
  return promql(comparison(expr, operator, threshold));
}

export const promql = (expr: Expr): RuleCondition => ConditionFactory.promql(printExpr(expr));

export function windowText(ms: number): string {
  if (ms > WINDOW_MS_MAX)
    throw refused(
      'window_too_long',
      `It looks back ${printDuration(ms)}; a condition looks back ${printDuration(WINDOW_MS_MAX)} at most`,
    );
  return printDuration(ms);
}

/** Conditions of their own kind know labels that are equal, and no others. */
export function only(matchers: readonly Matcher[]): { labels?: Labels } {
  if (matchers.length === 0) return {};
  if (matchers.some(({ operator }) => operator !== '='))
    throw refused(
      'exception',
      'It leaves out some series, which this kind of condition cannot; say which series are meant instead',
    );
  return { labels: labelsFrom(matchers.map(({ name, value }) => [name, value])) };
}

/** Scores, forecasts and peers are of series as they come. */
export function rawMetric(subject: Subject, what: string): string {
  if (subject.kind === 'metric') return subject.metric;
  const level = subject.source.measures.level?.expr({
    window: '5m',
    quantile: 0.5,
    by: null,
    sent: (labels) => labels,
    status: 'code',
  });
  const [metric] = subject.source.needs;
  if (level !== undefined && level === metric) return metric;
  throw refused(
    'calculated',
    `"${subject.text}" is calculated from other series, and there are ${what} of series as they come only; name a metric`,
  );
}

export function vagueOf(concept: Subject['concept'], text: string) {
  const { limit, usual } = concept ?? {};
  const share = usual === 'share';
  const proposal =
    limit === undefined
      ? '"above 80"'
      : `"${limit.operator === '>' ? 'above' : 'below'} ${share ? `${limit.value * 100} %` : limit.value}"`;
  return asked('no_number', `How much is too much for "${text}"? Say a number, such as ${proposal}.`);
}
