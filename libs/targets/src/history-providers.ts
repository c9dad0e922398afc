import { HistoryClient } from '@tocsin/adapter-history-client/history-client';
import { tenants as tenantsTopic } from '@tocsin/contracts/topics/tenants';
import { defaultQuotas } from '@tocsin/domain/access/quotas';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { ConfigError } from '@tocsin/runtime/config';
import { HistoryMetrics } from '@tocsin/service-history/history-metrics';
import { historyTokenOf } from '@tocsin/service-history/history-token';
import { SampleHistory } from '@tocsin/service-history/sample-history';
import type { Surroundings, TocsinProvider } from './ports.js';

const HOUR_MS = 3_600_000;

const nothingToStop = async (): Promise<void> => undefined;

/** The history of this process and its blocks; and the whole history, which is the same in standalone mode. */
export function historyProviders(surroundings: Surroundings): TocsinProvider[] {
  const { config, secret, clock, registry, ids, processName } = surroundings;
  return [
    blockStoreProvider(surroundings),
    {
      provides: 'sampleHistory',
      needs: ['log', 'blockStore'],
      start: async ({ log, blockStore: store }) => {
        const metrics = new HistoryMetrics(registry);
        const { retentionMs } = config.history;
        const tenants = new CompactedDirectory(tenantsTopic, ({ tenant_id }) => tenant_id);
        const following = await tenants.follow(log, config.topicPrefix, processName, 'history');
        const retentionMsOf = (tenant: string): number => {
          const { history_hours: hours } = tenants.get(tenant, tenant)?.quotas ?? defaultQuotas;
          return Math.min(retentionMs, hours * HOUR_MS);
        };
        return {
          port: new SampleHistory({ store, clock, retentionMsOf, metrics, run: ids.next() }),
          stop: () => following.stop(),
        };
      },
    },
    {
      provides: 'seriesHistory',
      needs: config.mode === 'standalone' ? ['sampleHistory'] : [],
      start: async ({ sampleHistory }) => {
        const { urls } = config.history;
        const isAlone = config.mode === 'standalone';
        return {
          port: isAlone ? sampleHistory : new HistoryClient({ urls, token: historyTokenOf(secret) }),
          stop: nothingToStop,
        };
      },
    },
  ];
}

function blockStoreProvider({ config, logger }: Surroundings): TocsinProvider {
  return {
    provides: 'blockStore',
    needs: [],
    start: async () => {
      // DuckDB is loaded only where blocks are: a gateway of a cluster need not hold it.
      const { openBlockStore } = await import('@tocsin/adapter-duckdb/open-block-store');
      const { DirectoryInUse } = await import('@tocsin/adapter-duckdb/duckdb-engine');
      const store = await openBlockStore({
        directory: config.history.directory,
        onSetAside: ({ path, reason }) =>
          logger.error({ path, reason }, `${path} was set aside: ${reason}. Delete it once it has been looked at.`),
      }).catch((error: unknown) => {
        if (error instanceof DirectoryInUse) throw new ConfigError(`${error.message} by TOCSIN_HISTORY_DIRECTORY`);
        throw error;
      });
      return { port: store, stop: () => store.close() };
    },
  };
}
