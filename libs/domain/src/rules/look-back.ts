import { LOOK_BACK_MS_MAX } from '../groups/limits.js';
import { lookBackMsOf } from '../plan/needed-samples.js';
import { EvaluationError } from '../plan/operator.js';
import { LOOKBACK_MS_DEFAULT } from '../plan/plan.js';
import { printDuration } from '../promql/duration-text.js';
import { parseExpr } from '../promql/parser.js';

/** What is wrong with how far an expression looks back; null where nothing is, or where it does not parse. */
export function lookBackFault(text: string): string | null {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') return null;
  try {
    const ms = lookBackMsOf(parsed.expr, LOOKBACK_MS_DEFAULT);
    if (ms <= LOOK_BACK_MS_MAX) return null;
    return `looks back ${printDuration(ms)}, more than ${printDuration(LOOK_BACK_MS_MAX)}: samples are not kept for so long; use a shorter range or offset`;
  } catch (error) {
    if (error instanceof EvaluationError) return error.message;
    throw error;
  }
}
