import { nodeHostProbe } from '@tocsin/adapter-host/node-host-probe';
import { AddressGuard } from '@tocsin/adapter-http-out/address-guard';
import { GuardedHttp } from '@tocsin/adapter-http-out/guarded-http';
import { PostgresConfigurationStore } from '@tocsin/adapter-postgres/configuration-store';
import { openDatabase } from '@tocsin/adapter-postgres/database';
import { PostgresDeliveryStore } from '@tocsin/adapter-postgres/delivery-store';
import { startEmbeddedServer } from '@tocsin/adapter-postgres/embedded-server';
import { FlexibleRateCounter } from '@tocsin/adapter-rate-counter/flexible-rate-counter';
import { historyProviders } from './history-providers.js';
import type { TocsinProvider, Surroundings } from './ports.js';
import { logProvider } from './log-provider.js';

const nothingToStop = async (): Promise<void> => undefined;

/** Adapters for the ports: embedded ones in standalone mode, those that the configuration names in production. */
export function providersFor(surroundings: Surroundings): TocsinProvider[] {
  const { config, secret } = surroundings;
  return [
    logProvider(surroundings),
    {
      provides: 'database',
      needs: [],
      start: async () => {
        const embedded = config.databaseUrl === null ? await startEmbeddedServer(`${config.home}/postgres`) : null;
        const url = config.databaseUrl ?? embedded?.url ?? '';
        const database = await openDatabase(url, secret);
        return {
          port: database,
          stop: async () => {
            await database.close();
            await embedded?.stop();
          },
        };
      },
    },
    {
      provides: 'configurationStore',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresConfigurationStore(database), stop: nothingToStop }),
    },
    {
      provides: 'deliveryStore',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresDeliveryStore(database), stop: nothingToStop }),
    },
    {
      provides: 'outbound',
      needs: [],
      start: async () => {
        const http = new GuardedHttp(new AddressGuard(config.allowedReceiverNetworks));
        return { port: http, stop: () => http.close() };
      },
    },
    {
      provides: 'rateCounter',
      needs: [],
      start: async () => {
        const counter = new FlexibleRateCounter(config.redisUrl);
        return { port: counter, stop: () => counter.close() };
      },
    },
    { provides: 'hostProbe', needs: [], start: async () => ({ port: nodeHostProbe, stop: nothingToStop }) },
    ...historyProviders(surroundings),
  ];
}
