import { printMatcher } from '@tocsin/domain/alerting/print-matcher';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { printExpr } from '@tocsin/domain/promql/printer';
import { leavesOf } from '@tocsin/domain/rules/condition-walk';
import type { LeafCondition, RuleCondition } from '@tocsin/domain/rules/condition';
import { metricOfPath } from '@tocsin/domain/rules/metric-path';

/** What a condition looks at, as a chart shows it. */
export interface LookedAt {
  /** In PromQL. */
  readonly query: string;
  /** What it is compared with; null where a value is not compared with a number. */
  readonly threshold: number | null;
}

/** What each of a rule's conditions looks at, once each; what cannot be read is left out. */
export function lookedAtBy(conditions: readonly RuleCondition[]): LookedAt[] {
  const all = leavesOf(conditions).flatMap(({ condition }) => lookedAt(condition) ?? []);
  return all.filter(({ query }, i) => all.findIndex((one) => one.query === query) === i);
}

function lookedAt(condition: LeafCondition): LookedAt | null {
  if (condition.type === 'promql') return comparedIn(condition.expr);
  const metric = metricOfPath(condition.metric_path);
  if (metric === null) return null;
  const matchers = [
    printMatcher({ name: '__name__', operator: '=', value: metric }),
    ...Object.entries(condition.labels ?? {}).map(([name, value]) => printMatcher({ name, operator: '=', value })),
  ];
  // Of the other kinds, it is not the value itself that is compared.
  return {
    query: `{${matchers.join(', ')}}`,
    threshold: condition.type === 'threshold' ? condition.threshold : null,
  };
}

/** A comparison shows nothing where it does not hold, so its left side is looked at. */
function comparedIn(text: string): LookedAt | null {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') return null;
  const { expr } = parsed;
  if (expr.kind === 'binary' && expr.right.kind === 'number' && isComparison(expr.operator) && !expr.bool)
    return { query: printExpr(expr.left), threshold: expr.right.value };
  return { query: text, threshold: null };
}

const comparisons: ReadonlySet<string> = new Set(['>', '>=', '<', '<=', '==', '!=']);
const isComparison = (operator: string): boolean => comparisons.has(operator);
