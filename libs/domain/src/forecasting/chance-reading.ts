import { durationOf } from '../plan/durations.js';
import { LOOKBACK_MS_DEFAULT } from '../plan/plan.js';
import type { Expr, Matcher } from '../promql/ast.js';
import { parseExpr } from '../promql/parser.js';
import { walkExpr } from '../promql/walk.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { isDerived } from '../rules/condition-source.js';
import { leavesOf } from '../rules/condition-walk.js';
import { derivedQuery } from '../rules/rule-query.js';

/** Why the chance of a rule is never told, whatever its series do. */
export type NoChance =
  /** It is decided by scores or forecasts, and these are not forecast in their turn. */
  | 'reads_predictions'
  /** It waits for a series to be silent; how series go on is simulated, not whether they do. */
  | 'reads_silence'
  /** It is decided by texts of events. */
  | 'reads_events'
  /** It looks at fixed times, by `@`. */
  | 'reads_fixed_times';

/** Functions of PromQL that read a counter by what it adds, and a fall of it as a new beginning. */
const countingFunctions: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);
/** Samples that conditions of single series decide by may be so far apart before they count as old. */
const SAMPLES_APART_MS_MAX = 600_000;

/** Null where a chance can be told, as far as the rule is concerned. */
export function whyNoChance(rule: AlertRule): NoChance | null {
  for (const { condition } of leavesOf(rule.conditions)) {
    if (condition.type === 'anomaly' || condition.type === 'forecast') return 'reads_predictions';
    if (condition.type === 'absence') return 'reads_silence';
    if (condition.type === 'pattern') return 'reads_events';
  }
  for (const expr of exprsOf(rule)) {
    let isPinned = false;
    walkExpr(expr, (part) => {
      if ((part.kind === 'vector_selector' || part.kind === 'subquery') && part.at !== null) isPinned = true;
    });
    if (isPinned) return 'reads_fixed_times';
  }
  return null;
}

/** Matchers of the series that a rule reads as counters. */
export function counterMatchersOf(rule: AlertRule): (readonly Matcher[])[] {
  const found: (readonly Matcher[])[] = [];
  for (const expr of exprsOf(rule))
    walkExpr(expr, (part) => {
      if (part.kind !== 'call' || !countingFunctions.has(part.func)) return;
      for (const arg of part.args) if (arg.kind === 'matrix_selector') found.push(arg.vector.matchers);
    });
  return found;
}

/**
 * How far apart samples may be at most for the rule to find what it looks for, ms: two in each window, and one within the
 * time that a sample stands for its series.
 *
 * @throws EvaluationError when a duration of an expression cannot be worked out
 */
export function samplesApartMs(rule: AlertRule): number {
  let least = SAMPLES_APART_MS_MAX;
  for (const expr of exprsOf(rule)) {
    const ranged = new Set<Expr>();
    walkExpr(expr, (part) => {
      if (part.kind === 'vector_selector' && !ranged.has(part)) least = Math.min(least, LOOKBACK_MS_DEFAULT);
      if (part.kind !== 'matrix_selector') return;
      ranged.add(part.vector);
      least = Math.min(least, durationOf(part.range, null, false) / 2);
    });
  }
  return least;
}

function exprsOf({ conditions }: AlertRule): Expr[] {
  return leavesOf(conditions).flatMap(({ condition }) => {
    const parsed = isDerived(condition) ? parseExpr(derivedQuery(condition)) : null;
    return parsed?.kind === 'parsed' ? [parsed.expr] : [];
  });
}
