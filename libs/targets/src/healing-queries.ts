import type { LookAnswer } from '@tocsin/domain/healing/next-move';
import { parseExpr } from '@tocsin/domain/promql/parser';
import type { SeriesHistory } from '@tocsin/ports/series-history';
import type { HealingQueries } from '@tocsin/service-auto-healing/healing-world';
import { QueryEngine } from '@tocsin/service-gateway/prometheus/query/query-engine';
import { QueryPool } from '@tocsin/service-gateway/prometheus/query/query-pool';

/** Two are enough: healing asks before a step, and each few seconds while it verifies. */
const THREADS = 2;
/** A look that takes longer is taken again. */
const TIMEOUT_MS = 10_000;
/** How long a sample stands for its series, as in queries of people. */
const LOOKBACK_MS = 300_000;

/** Asks the engine that answers people's queries; playbooks are verified by what everybody sees. */
export class EngineQueries implements HealingQueries {
  readonly #pool = new QueryPool({ threads: THREADS });
  readonly #engine: QueryEngine;

  constructor(history: SeriesHistory) {
    this.#engine = new QueryEngine({ history, pool: this.#pool, timeoutMs: TIMEOUT_MS });
  }

  async ask(tenant: string, text: string, time: number, signal: AbortSignal): Promise<LookAnswer> {
    const read = parseExpr(text);
    if (read.kind === 'refused') return { kind: 'unanswered', reason: `${text} cannot be read` };
    const at = { kind: 'instant', time } as const;
    const query = { tenant, text, expr: read.expr, at, lookbackMs: LOOKBACK_MS, limit: 1, timeoutMs: null };
    try {
      const answer: unknown = JSON.parse(Buffer.from(await this.#engine.answer(query, signal)).toString());
      return { kind: hasElements(answer) ? 'holds' : 'fails' };
    } catch (error) {
      return { kind: 'unanswered', reason: (error as Error).message };
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** What a comparison of vectors gives is a vector: with elements where it holds. */
function hasElements(answer: unknown): boolean {
  const { data } = answer as { data: { result: unknown[] } };
  return data.result.length > 0;
}
