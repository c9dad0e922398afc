import type { AlertWorld } from './alerting-evaluator.js';
import { evaluateInstant, type QueryOptions } from '../plan/plan.js';
import type { SeriesStore } from '../plan/series-store.js';
import { parseExpr } from '../promql/parser.js';
import { promqlErrorText } from '../promql/promql-error.js';

/** What templates are answered that ask; they see what the rules of their group see, and what `template-selectors.ts` finds. */
export function templateQuery(
  store: SeriesStore,
  text: string,
  time: number,
  options: QueryOptions = {},
): ReturnType<AlertWorld['query']> {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') return { error: parsed.errors.map(promqlErrorText)[0] ?? 'unreadable' };
  const outcome = evaluateInstant(parsed.expr, store, time, options);
  if (outcome.kind === 'failed') return { error: outcome.message };
  const { value } = outcome;
  if (value.type === 'scalar') return [{ labels: {}, value: value.value }];
  if (value.type !== 'vector') return { error: `gives a ${value.type}` };
  return value.elements.map((element) => ({ labels: element.labels.toLabels(), value: element.value }));
}
