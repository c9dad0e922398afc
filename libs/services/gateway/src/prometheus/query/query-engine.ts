import { EvaluationError } from '@tocsin/domain/plan/operator';
import type { Expr } from '@tocsin/domain/promql/ast';
import type { SeriesHistory } from '@tocsin/ports/series-history';
import { packSamples } from '../../packed-samples.js';
import { invalidParameter, PrometheusError, TOO_MANY_SAMPLES } from '../prometheus-answer.js';
import type { QueryJob, QueryTime } from './query-job.js';
import type { QueryPool } from './query-pool.js';
import { type Selection, selectionsOf } from './selections.js';

/** Most samples that one query reads, as with Prometheus's `--query.max-samples`. */
const SAMPLES_MAX = 50_000_000;
/** The longest time that a timer of Node's can wait. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export interface Query {
  tenant: string;
  text: string;
  expr: Expr;
  at: QueryTime;
  lookbackMs: number;
  /** Most elements or series of the result; 0: all. */
  limit: number;
  /** Null: as long as the platform allows. */
  timeoutMs: number | null;
}

export interface QueryEngineOptions {
  history: SeriesHistory;
  pool: Pick<QueryPool, 'run'>;
  /** How long a query may take, waiting included. */
  timeoutMs: number;
  /** Most samples that one query reads. Default fifty million. */
  samplesMax?: number;
}

/** Answers queries of PromQL from the samples that were kept. */
export class QueryEngine {
  constructor(private readonly options: QueryEngineOptions) {}

  /**
   * The answer in JSON.
   *
   * @param gone - aborted when nobody waits for the answer any more
   * @throws PrometheusError, HistoryUnavailable or TooManySamples when there is none
   */
  async answer(query: Query, gone?: AbortSignal): Promise<Uint8Array> {
    const selections = this.#selections(query);
    const late = AbortSignal.timeout(this.#timeoutOf(query));
    const signal = gone === undefined ? late : AbortSignal.any([late, gone]);
    let stage = 'query queueing';
    try {
      const answer = await this.options.pool.run(async () => {
        stage = 'query preparation';
        const job = await this.#jobOf(query, selections, signal);
        stage = 'expression evaluation';
        return job;
      }, signal);
      if (answer.kind === 'failed') throw new PrometheusError('execution', answer.message);
      return answer.content;
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
      throw late.aborted
        ? new PrometheusError('timeout', `query timed out in ${stage}`, { cause: error })
        : new PrometheusError('canceled', `query was canceled in ${stage}`, { cause: error });
    }
  }

  /** From when to when a query looks at samples, in ms since 1970; null when it looks at none. */
  timesOf(query: Query): { from: number; to: number } | null {
    const selections = this.#selections(query);
    if (selections.length === 0) return null;
    const [from, to] = [selections.map((one) => one.from), selections.map((one) => one.to)];
    return { from: Math.min(...from), to: Math.max(...to) };
  }

  #timeoutOf({ timeoutMs }: Query): number {
    const allowed = Math.min(this.options.timeoutMs, TIMER_MS_MAX);
    return timeoutMs === null ? allowed : Math.round(Math.min(Math.max(0, timeoutMs), allowed));
  }

  #selections({ expr, at, lookbackMs }: Query): Selection[] {
    try {
      return selectionsOf(expr, at, lookbackMs);
    } catch (error) {
      if (error instanceof EvaluationError) throw invalidParameter('query', error.message);
      throw error;
    }
  }

  /** Reads what the query looks at, one selection after the other, so that what is too much is found early. */
  async #jobOf(query: Query, selections: readonly Selection[], signal: AbortSignal): Promise<QueryJob> {
    const { history, samplesMax = SAMPLES_MAX } = this.options;
    const samples: Uint8Array<ArrayBuffer>[] = [];
    let count = 0;
    for (const selection of selections) {
      signal.throwIfAborted();
      const series = await history.select({ tenant: query.tenant, ...selection });
      count += series.reduce((sum, { times }) => sum + times.length, 0);
      if (count > samplesMax) throw new PrometheusError('execution', TOO_MANY_SAMPLES);
      for await (const pack of packSamples(series)) {
        signal.throwIfAborted();
        samples.push(pack);
      }
    }
    const { text, expr, at, lookbackMs, limit } = query;
    return { text, expr, at, lookbackMs, limit, samples };
  }
}
