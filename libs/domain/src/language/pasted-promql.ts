import { METRIC_NAME } from '../plan/label-set.js';
import type { Expr } from '../promql/ast.js';
import { parseExpr } from '../promql/parser.js';
import { walkExpr } from '../promql/walk.js';
import { metricsIn } from './expression.js';
import type { KnownSeries } from './known-series.js';
import type { Unreadable } from './said-rule.js';
import { unreadable } from './unreadable.js';

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^', 'atan2']);

/**
 * Whether a text as a whole is PromQL that words do not say: it calls functions, or calculates with metrics. What only
 * compares, as `cpu_usage > 80` does, is a sentence as well.
 */
export function pastedPromql(text: string, known: KnownSeries): Unreadable | null {
  const parsed = parseExpr(text);
  if (parsed.kind !== 'parsed' || !isCalculated(parsed.expr, known)) return null;
  return unreadable(
    'promql',
    'It is PromQL, not a sentence; a rule takes it as it is, as the condition {"type": "promql", "expr": "…"} of POST /api/rules',
  );
}

function isCalculated(expr: Expr, known: KnownSeries): boolean {
  let calls = false;
  let calculates = false;
  let selects = false;
  walkExpr(expr, (part) => {
    calls ||= ['call', 'aggregate', 'subquery', 'matrix_selector'].includes(part.kind);
    calculates ||= part.kind === 'binary' && arithmetic.has(part.operator);
    selects ||= part.kind === 'vector_selector' && part.matchers.some(({ name }) => name !== METRIC_NAME);
  });
  // "cpu-usage > 80" and "requests / minute > 5" parse as well; nobody writes a metric so in a sentence.
  const isWritten = metricsIn(expr).every((metric) => known.has(metric) || /[_:]/.test(metric));
  return calls || (calculates && (selects || isWritten));
}
