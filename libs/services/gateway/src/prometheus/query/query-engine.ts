import { setImmediate } from 'node:timers/promises';
import { encodeHistory } from '@tocsin/contracts/http/history-select';
import { EvaluationError } from '@tocsin/domain/plan/operator';
import type { Expr } from '@tocsin/domain/promql/ast';
import type { HistorySeries, SeriesHistory } from '@tocsin/ports/series-history';
import { invalidParameter, PrometheusError, TOO_MANY_SAMPLES } from '../prometheus-answer.js';
import type { QueryJob, QueryTime } from './query-job.js';
import type { QueryPool } from './query-pool.js';
import { type Selection, selectionsOf } from './selections.js';

/** Most samples that one query reads, as with Prometheus's `--query.max-samples`. */
const SAMPLES_MAX = 50_000_000;
/** So much is packed for a thread at once: some milliseconds of copying, then others have their turn. */
const BATCH_SAMPLES = 500_000;
const BATCH_SERIES = 5_000;
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
      for (const batch of batchesOf(series)) {
        signal.throwIfAborted();
        samples.push(encodeHistory(batch));
        await setImmediate();
      }
    }
    const { text, expr, at, lookbackMs, limit } = query;
    return { text, expr, at, lookbackMs, limit, samples };
  }
}

function* batchesOf(series: readonly HistorySeries[]): Generator<readonly HistorySeries[]> {
  let begin = 0;
  let samples = 0;
  for (const [i, { times }] of series.entries()) {
    samples += times.length;
    if (samples < BATCH_SAMPLES && i - begin + 1 < BATCH_SERIES) continue;
    yield series.slice(begin, i + 1);
    begin = i + 1;
    samples = 0;
  }
  if (begin < series.length) yield series.slice(begin);
}
