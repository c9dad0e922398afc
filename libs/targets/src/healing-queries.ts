import type { LookAnswer } from '@tocsin/domain/healing/next-move';
import type { SeriesHistory } from '@tocsin/ports/series-history';
import type { HealingQueries } from '@tocsin/service-auto-healing/healing-world';
import { askComparison } from '@tocsin/service-gateway/healing/ask-comparison';
import { QueryEngine } from '@tocsin/service-gateway/prometheus/query/query-engine';
import { QueryPool } from '@tocsin/service-gateway/prometheus/query/query-pool';

/** Two are enough: healing asks before a step, and each few seconds while it verifies. */
const THREADS = 2;
/** A look that takes longer is taken again. */
const TIMEOUT_MS = 10_000;

/** Asks the engine that answers people's queries; playbooks are verified by what everybody sees. */
export class EngineQueries implements HealingQueries {
  readonly #pool = new QueryPool({ threads: THREADS });
  readonly #engine: QueryEngine;

  constructor(history: SeriesHistory) {
    this.#engine = new QueryEngine({ history, pool: this.#pool, timeoutMs: TIMEOUT_MS });
  }

  ask(tenant: string, text: string, time: number, signal: AbortSignal): Promise<LookAnswer> {
    return askComparison(this.#engine, tenant, text, time, signal);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
