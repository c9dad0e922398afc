import { KEPT_BYTES_MAX, type ResultContent } from '@tocsin/ports/result-cache';
import { cacheHeaders, type Freshness } from '../../evaluation/cache-status.js';
import type { RuleEvaluationCache } from '../../evaluation/rule-evaluation-cache.js';
import { PrometheusError } from '../prometheus-answer.js';
import type { Query, QueryEngine } from './query-engine.js';

/** Counts up when the same query and the same samples come to another text than before. */
const FORMAT = 1;
const decoder = new TextDecoder();

/** A query's answer in JSON, and what is said of the cache. */
export interface CachedAnswer {
  readonly content: ResultContent;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers of queries, kept for as long as the same query gives the same answer. */
export class CachedQueries {
  constructor(
    private readonly engine: Pick<QueryEngine, 'answer' | 'timesOf'>,
    private readonly cache: RuleEvaluationCache,
  ) {}

  /**
   * @param isOfNow - the caller named no time, so that nobody asks for the same again
   * @param gone - aborted when nobody waits for the answer any more
   * @throws PrometheusError, HistoryUnavailable or TooManySamples when there is none
   */
  async answer(query: Query, isOfNow: boolean, freshness: Freshness, gone?: AbortSignal): Promise<CachedAnswer> {
    const { tenant, text: expr, at, lookbackMs, limit } = query;
    const times = this.engine.timesOf(query);
    const make = async (signal?: AbortSignal): Promise<ResultContent> => {
      const bytes = await this.engine.answer(query, signal);
      return bytes.byteLength > KEPT_BYTES_MAX ? bytes : decoder.decode(bytes);
    };
    try {
      const { content, status } = await this.cache.answer({
        tenant,
        kind: 'query',
        subject: JSON.stringify([FORMAT, expr, at, lookbackMs, limit]),
        from: times?.from ?? 0,
        to: times?.to ?? 0,
        revision: isOfNow || times === null ? null : await this.cache.revision(tenant, times.to),
        freshness,
        gone,
        make,
      });
      return { content, headers: cacheHeaders(status) };
    } catch (error) {
      if (gone?.aborted !== true || error instanceof PrometheusError) throw error;
      throw new PrometheusError('canceled', 'query was canceled while it was awaited', { cause: error });
    }
  }
}
