import type { Expr, Matcher } from '../promql/ast.js';
import { printDuration } from '../promql/duration-text.js';
import { parseExpr } from '../promql/parser.js';
import { printExpr } from '../promql/printer.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { RuleDraft } from '../rules/alert-rule.js';
import type { Comparison, LeafCondition, RuleCondition } from '../rules/condition.js';
import type { Labels } from '../rules/labels.js';
import { metricOfPath } from '../rules/metric-path.js';
import { unitOfExpression } from './unit-of-expression.js';
import { rounded, type Unit, unitOfMetric } from './unit.js';

/** What of a rule a sentence can be made of. */
export type ExplainableRule = Pick<RuleDraft, 'conditions' | 'for' | 'keep_firing_for' | 'severity'>;

/** Says a rule in one sentence. */
export function explainRule({ conditions, for: hold, keep_firing_for: keep, severity }: ExplainableRule): string {
  const when = joined(conditions, ' and ');
  const held = hold === '0' ? '' : `, and has been so for ${hold}`;
  const kept = keep === '0' ? '' : `; it goes on firing for ${keep} after that`;
  return `Fires with severity ${severity} when ${when}${held}${kept}.`;
}

const joined = (conditions: readonly RuleCondition[], word: string): string =>
  conditions.map((one) => explainCondition(one, conditions.length > 1)).join(word);

/** @param isPart - it stands beside others, so that what joins needs brackets */
function explainCondition(condition: RuleCondition, isPart = false): string {
  if (condition.type === 'sequence')
    return `one after the other, each within ${condition.within} of the one before: first ${condition.conditions.map((one) => explainCondition(one, true)).join(', then ')}`;
  if (condition.type !== 'composite') return explainLeaf(condition);
  const { match, n, conditions } = condition;
  const inner = (word: string): string => {
    const text = joined(conditions, word);
    return isPart && conditions.length > 1 ? `(${text})` : text;
  };
  switch (match) {
    case 'all':
      return inner(' and ');
    case 'any':
      return inner(' or ');
    case 'not':
      return `it is not so that ${joined(conditions, ' or ')}`;
    case 'n_of':
      return `at least ${n ?? 1} of these hold: ${conditions.map((one) => explainCondition(one, true)).join('; ')}`;
  }
}

function explainLeaf(condition: LeafCondition): string {
  if (condition.type === 'promql') return explainPromql(condition.expr);
  const metric = metricOfPath(condition.metric_path) ?? condition.metric_path;
  const series = `${metric}${ofLabels(condition.labels)}`;
  const unit = unitOfMetric(metric);
  switch (condition.type) {
    case 'threshold': {
      const recovery = condition.recovery_threshold;
      const until =
        recovery === undefined ? '' : `, until it is no longer ${amount(condition.operator, recovery, unit)}`;
      return `${series} is ${amount(condition.operator, condition.threshold, unit)}${until}`;
    }
    case 'change': {
      const { mode, threshold, operator, window } = condition;
      const how = {
        absolute: amount(operator, threshold, unit),
        percent: `${amount(operator, threshold, null)} %`,
        rate: `${amount(operator, threshold, unit)} per second`,
      }[mode];
      return `the change of ${series} over ${window} is ${how}`;
    }
    case 'absence':
      return `${series}, of which something was heard before, sends nothing for ${condition.window}`;
    case 'anomaly':
      return `the anomaly score of ${series} is at least ${condition.score}`;
    case 'forecast':
      return `${series} is forecast to be ${amount(condition.operator, condition.threshold, unit)} in ${condition.horizon}${condition.quantile === '0.5' ? '' : `, by the ${condition.quantile} quantile`}`;
    case 'outlier': {
      const peers = condition.by.length === 0 ? 'all others' : `those of the same ${condition.by.join(' and ')}`;
      const means = condition.window === undefined ? '' : `, by its mean over ${condition.window},`;
      return `a series of ${series}${means} is an outlier among ${peers} (${condition.method}, tolerance ${condition.tolerance})`;
    }
    case 'pattern':
      return `the number of events of ${series} whose ${condition.label} matches "${condition.pattern}" within ${condition.window} is ${amount(condition.operator, condition.threshold, null)}`;
  }
}

const comparisons: Readonly<Record<Comparison, string>> = {
  '>': 'above',
  '>=': 'at least',
  '<': 'below',
  '<=': 'at most',
  '==': 'equal to',
  '!=': 'other than',
};

function amount(operator: Comparison, value: number, unit: Unit | null): string {
  return `${comparisons[operator]} ${valueText(value, unit)}`;
}

function valueText(value: number, unit: Unit | null): string {
  if (unit?.dimension === 'share' && unit.size === 1) return `${rounded(value * 100)} %`;
  return unit === null || unit.name === ''
    ? String(value)
    : `${value}${unit.name.startsWith('/') ? '' : ' '}${unit.name}`;
}

function ofLabels(labels: Labels | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([name, value]) => `${name} "${value}"`);
  return pairs.length === 0 ? '' : ` of ${pairs.join(', ')}`;
}

function explainPromql(text: string): string {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') return `the expression ${text} gives something`;
  const { expr } = parsed;
  if (expr.kind !== 'binary' || !(expr.operator in comparisons)) return `the expression ${text} gives something`;
  if (expr.right.kind !== 'number') {
    const isPlain = !expr.bool && expr.matching?.isExplicit !== true;
    const operator = comparisons[expr.operator as Comparison];
    return isPlain
      ? `${explainExpr(expr.left)} is ${operator} ${explainExpr(expr.right)}`
      : `the expression ${text} gives something`;
  }
  const unit = unitOfExpression(expr.left);
  return `${explainExpr(expr.left)} is ${amount(expr.operator as Comparison, expr.right.value, unit)}`;
}

const overTime: ReadonlyMap<string, string> = new Map([
  ['avg_over_time', 'the average'],
  ['max_over_time', 'the maximum'],
  ['min_over_time', 'the minimum'],
  ['sum_over_time', 'the sum'],
  ['rate', 'the rate per second'],
  ['increase', 'the increase'],
]);

/** An expression in words as far as they are shorter than itself. */
function explainExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'vector_selector':
      return explainSelector(expr.matchers) ?? printExpr(expr);
    case 'paren':
      return explainExpr(expr.expr);
    case 'matrix_selector':
    case 'subquery': {
      const inner = expr.kind === 'subquery' ? expr.expr : expr.vector;
      const range = expr.range.kind === 'duration' ? printDuration(expr.range.seconds * 1_000) : 'a window';
      return `${explainExpr(inner)} over ${range}`;
    }
    case 'aggregate': {
      const names: Readonly<Record<string, string>> = {
        sum: 'the sum',
        avg: 'the average',
        max: 'the highest',
        min: 'the lowest',
      };
      const name = names[expr.operator];
      if (name === undefined || expr.without) return printExpr(expr);
      const by = expr.grouping.length === 0 ? ' of all series' : ` by ${expr.grouping.join(' and ')}`;
      return `${name} of ${explainExpr(expr.expr)}${by}`;
    }
    case 'call': {
      const [first, second] = expr.args;
      const name = overTime.get(expr.func);
      if (name !== undefined && first !== undefined) return `${name} of ${explainExpr(first)}`;
      if (expr.func === 'histogram_quantile' && first?.kind === 'number' && second !== undefined)
        return `the ${rounded(first.value * 100)}th percentile of ${bucketsOf(second)}`;
      if (expr.func === 'quantile_over_time' && first?.kind === 'number' && second !== undefined)
        return `the ${rounded(first.value * 100)}th percentile of ${explainExpr(second)}`;
      if (expr.func === 'predict_linear' && first !== undefined && second?.kind === 'number')
        return `what ${explainExpr(first)} leads to in ${printDuration(second.value * 1_000)} by a straight line`;
      return printExpr(expr);
    }
    case 'binary':
      return expr.operator === '/'
        ? `the ratio of ${explainExpr(expr.left)} to ${explainExpr(expr.right)}`
        : printExpr(expr);
    default:
      return printExpr(expr);
  }
}

/** What a histogram's buckets are of, with what narrows them and over how long. */
function bucketsOf(expr: Expr): string {
  const inner = expr.kind === 'aggregate' ? expr.expr : expr;
  const rated = inner.kind === 'call' && inner.args[0] !== undefined ? inner.args[0] : inner;
  const by = expr.kind === 'aggregate' ? expr.grouping.filter((label) => label !== 'le') : [];
  const text = explainExpr(rated).replace('_bucket', '');
  return by.length === 0 ? text : `${text} by ${by.join(' and ')}`;
}

function explainSelector(matchers: readonly Matcher[]): string | null {
  const metric = matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value;
  if (metric === undefined) return null;
  const others = matchers.filter(({ name }) => name !== METRIC_NAME);
  const words = { '=': '', '!=': 'not ', '=~': 'like ', '!~': 'not like ' };
  const told = others.map(({ name, operator, value }) => `${name} ${words[operator]}"${value}"`);
  return told.length === 0 ? metric : `${metric} of ${told.join(', ')}`;
}
