import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import type { Expr, VectorSelector } from '@tocsin/domain/promql/ast';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { ComparisonSchema } from '@tocsin/domain/rules/condition';
import { metricOfPath } from '@tocsin/domain/rules/metric-path';
import { queryOf } from '@tocsin/domain/rules/rule-query';
import type { Fields } from './edited-rule.js';

const ConditionsSchema = RuleDraftSchema.shape.conditions;

/** All conditions of a rule as one expression in PromQL; empty where they are not complete yet. */
export function expressionOf({ conditions }: Fields): string {
  const read = ConditionsSchema.safeParse(conditions).data;
  return read === undefined ? '' : queryOf(read);
}

/**
 * The conditions that an expression says. A comparison of one series with a number is a threshold, which each sample decides,
 * unless the rule has an expression already; everything else is an expression, which the clock evaluates.
 *
 * @param former - of the rule until now; a threshold keeps what an expression does not say, such as when it recovers
 * @returns why it cannot be read, where it cannot be
 */
export function conditionsOf(text: string, former: unknown): readonly Fields[] | string {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') return parsed.errors[0]?.message ?? 'It is no expression.';
  const [first] = ConditionsSchema.safeParse(former).data ?? [];
  const compared = first?.type === 'promql' ? null : thresholdOf(parsed.expr);
  if (compared === null) return [{ type: 'promql', expr: text }];
  if (first?.type !== 'threshold') return [compared];
  const isSame = metricOfPath(first.metric_path) === compared['metric_path'];
  const { labels: _, ...kept } = first;
  return [{ ...kept, ...compared, ...(isSame ? { metric_path: first.metric_path } : {}) }];
}

function thresholdOf(expr: Expr): Fields | null {
  if (expr.kind !== 'binary' || expr.bool) return null;
  const operator = ComparisonSchema.safeParse(expr.operator).data;
  const threshold = numberOf(expr.right);
  const selected = expr.left.kind === 'vector_selector' ? seriesOf(expr.left) : null;
  if (operator === undefined || threshold === null || selected === null) return null;
  return { type: 'threshold', ...selected, operator, threshold };
}

/** A metric with values of labels, at the time of evaluation; null where a selector says more than that. */
function seriesOf({ name, matchers, offset, at, extent }: VectorSelector): Fields | null {
  const others = matchers.filter((matcher) => matcher.name !== METRIC_NAME);
  const names = new Set(others.map((matcher) => matcher.name));
  // An empty value asks for series without the label, which a threshold cannot.
  const isPlain = others.every(({ operator, value }) => operator === '=' && value !== '');
  if (!isPlain || names.size < others.length || offset !== null || at !== null || extent !== null) return null;
  if (metricOfPath(name) !== name) return null;
  const labels = Object.fromEntries(others.map((matcher) => [matcher.name, matcher.value]));
  return { metric_path: name, ...(others.length === 0 ? {} : { labels }) };
}

function numberOf(expr: Expr): number | null {
  if (expr.kind === 'unary') {
    const value = numberOf(expr.expr);
    return value === null ? null : expr.operator === '-' ? -value : value;
  }
  return expr.kind === 'number' && Number.isFinite(expr.value) ? expr.value : null;
}
