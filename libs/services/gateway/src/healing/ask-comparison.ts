import type { LookAnswer } from '@tocsin/domain/healing/next-move';
import { parseExpr } from '@tocsin/domain/promql/parser';
import type { QueryEngine } from '../prometheus/query/query-engine.js';

/** How long a sample stands for its series, as in queries of people. */
export const LOOKBACK_MS = 300_000;

/** Asks whether an expression that compares gives anything at a time (ms since 1970); what fails is `unanswered`. */
export async function askComparison(
  engine: Pick<QueryEngine, 'answer'>,
  tenant: string,
  text: string,
  time: number,
  signal: AbortSignal,
): Promise<LookAnswer> {
  const read = parseExpr(text);
  if (read.kind === 'refused') return { kind: 'unanswered', reason: `${text} cannot be read` };
  const at = { kind: 'instant', time } as const;
  const query = { tenant, text, expr: read.expr, at, lookbackMs: LOOKBACK_MS, limit: 1, timeoutMs: null };
  try {
    const answer: unknown = JSON.parse(Buffer.from(await engine.answer(query, signal)).toString());
    return { kind: hasElements(answer) ? 'holds' : 'fails' };
  } catch (error) {
    return { kind: 'unanswered', reason: (error as Error).message };
  }
}

/** What a comparison of vectors gives is a vector: with elements where it holds. */
function hasElements(answer: unknown): boolean {
  const { data } = answer as { data: { result: unknown[] } };
  return data.result.length > 0;
}
