import type { AlertWorld } from '../groups/alerting-evaluator.js';
import { evaluateInstant } from '../plan/plan.js';
import type { SeriesStore } from '../plan/series-store.js';
import { parseExpr } from '../promql/parser.js';
import { promqlErrorText } from '../promql/promql-error.js';

/** How long a sample stands for its series' value, as live. */
export const LOOKBACK_MS = 300_000;

/** What templates are answered that ask; they see what the rules of their group see. */
export function templateQuery(store: SeriesStore, text: string, time: number): ReturnType<AlertWorld['query']> {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') return { error: parsed.errors.map(promqlErrorText)[0] ?? 'unreadable' };
  const outcome = evaluateInstant(parsed.expr, store, time, { lookbackMs: LOOKBACK_MS });
  if (outcome.kind === 'failed') return { error: outcome.message };
  const { value } = outcome;
  if (value.type === 'scalar') return [{ labels: {}, value: value.value }];
  if (value.type !== 'vector') return { error: `gives a ${value.type}` };
  return value.elements.map((element) => ({ labels: element.labels.toLabels(), value: element.value }));
}
