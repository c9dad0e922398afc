import { HistoryClient } from '@tocsin/adapter-history-client/history-client';
import { ConfigError } from '@tocsin/runtime/config';
import { HistoryMetrics } from '@tocsin/service-history/history-metrics';
import { historyTokenOf } from '@tocsin/service-history/history-token';
import { SampleHistory } from '@tocsin/service-history/sample-history';
import type { Surroundings, TocsinProvider } from './ports.js';

const nothingToStop = async (): Promise<void> => undefined;

/** The history of this process and its blocks; and the whole history, which is the same in standalone mode. */
export function historyProviders(surroundings: Surroundings): TocsinProvider[] {
  const { config, secret, clock, registry } = surroundings;
  return [
    blockStoreProvider(surroundings),
    {
      provides: 'sampleHistory',
      needs: ['blockStore'],
      start: async ({ blockStore: store }) => {
        const metrics = new HistoryMetrics(registry);
        const { retentionMs } = config.history;
        return { port: new SampleHistory({ store, clock, retentionMs, metrics }), stop: nothingToStop };
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
