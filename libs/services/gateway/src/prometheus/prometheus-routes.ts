import { availableParallelism } from 'node:os';
import type { SeriesHistory } from '@tocsin/ports/series-history';
import type { RuleEvaluationCache } from '../evaluation/rule-evaluation-cache.js';
import type { Route } from '../route.js';
import { type AlertmanagerRoutesOptions, alertmanagerRoutes } from './alertmanager/alertmanager-routes.js';
import { CachedQueries } from './query/cached-queries.js';
import { QueryEngine } from './query/query-engine.js';
import { QueryPool } from './query/query-pool.js';
import { queryRoutes } from './query-routes.js';
import { type RuleListingOptions, ruleListingRoutes } from './rules/rule-routes.js';
import { seriesRoutes } from './series-routes.js';
import { statusRoutes } from './status-routes.js';

/** Most queries that are evaluated at once: each may hold a gigabyte. */
const THREADS_MAX = 4;

export type PrometheusApiOptions = RuleListingOptions &
  AlertmanagerRoutesOptions & {
    history: SeriesHistory;
    cache: RuleEvaluationCache;
    /** How long a query may take; ms. */
    queryTimeoutMs: number;
  };

/** The API of Prometheus, as far as it reads, and that of Alertmanager. */
export interface PrometheusApi {
  routes: readonly Route[];
  /** Answers queries of the gateway's own, in the same threads. */
  engine: Pick<QueryEngine, 'answer'>;
  close(): Promise<void>;
}

export function prometheusApi(options: PrometheusApiOptions): PrometheusApi {
  const { history, cache, clock, queryTimeoutMs } = options;
  // One core is left for everything else that the process does.
  const pool = new QueryPool({ threads: Math.min(THREADS_MAX, Math.max(1, availableParallelism() - 1)) });
  const engine = new QueryEngine({ history, pool, timeoutMs: queryTimeoutMs });
  return {
    routes: [
      ...queryRoutes(new CachedQueries(engine, cache), clock),
      ...seriesRoutes(history),
      ...ruleListingRoutes(options),
      ...statusRoutes(),
      ...alertmanagerRoutes(options),
    ],
    engine,
    close: () => pool.close(),
  };
}
