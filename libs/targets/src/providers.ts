import { nodeHostProbe } from '@tocsin/adapter-host/node-host-probe';
import { AddressGuard } from '@tocsin/adapter-http-out/address-guard';
import { GuardedHttp } from '@tocsin/adapter-http-out/guarded-http';
import { PostgresAccessStore } from '@tocsin/adapter-postgres/access-store';
import { PostgresAuditLedger } from '@tocsin/adapter-postgres/audit-ledger';
import { PostgresConfigurationStore } from '@tocsin/adapter-postgres/configuration-store';
import { SmtpMailer } from '@tocsin/adapter-mail/smtp-mailer';
import { PostgresDeliveryLedger } from '@tocsin/adapter-postgres/delivery-ledger';
import { PostgresDeliveryStore } from '@tocsin/adapter-postgres/delivery-store';
import { PostgresRetentionStore } from '@tocsin/adapter-postgres/retention-store';
import { PostgresHealingStore } from '@tocsin/adapter-postgres/healing-store';
import { PostgresInventoryStore } from '@tocsin/adapter-postgres/inventory-store';
import { PostgresRunRequests } from '@tocsin/adapter-postgres/run-requests';
import { startEmbeddedServer } from '@tocsin/adapter-postgres/embedded-server';
import { PostgresResultArchive } from '@tocsin/adapter-postgres/result-archive';
import { FlexibleRateCounter } from '@tocsin/adapter-rate-counter/flexible-rate-counter';
import { BentoResultCache } from '@tocsin/adapter-result-cache/bento-result-cache';
import { TenantKeys } from '@tocsin/runtime/tenant-keys';
import { cacheReadCounter } from '@tocsin/service-gateway/evaluation/cache-reads';
import { databaseMetrics } from './database-metrics.js';
import { keyRingOf } from './key-encryption.js';
import { historyProviders } from './history-providers.js';
import type { TopicDefinition } from '@tocsin/contracts/define-topic';
import type { TocsinProvider, Surroundings } from './ports.js';
import { logProvider } from './log-provider.js';
import { openNamedDatabase } from './named-servers.js';

const nothingToStop = async (): Promise<void> => undefined;

/**
 * Adapters for the ports: embedded ones in standalone mode, those that the configuration names in production.
 *
 * @param topics - those that the process writes or reads
 */
export function providersFor(surroundings: Surroundings, topics: readonly TopicDefinition[]): TocsinProvider[] {
  const { config, secret, clock, registry, traces, logger } = surroundings;
  return [
    logProvider(surroundings, topics),
    {
      provides: 'database',
      needs: [],
      start: async () => {
        const embedded = config.databaseUrl === null ? await startEmbeddedServer(`${config.home}/postgres`) : null;
        const url = config.databaseUrl ?? embedded?.url ?? '';
        const database = await openNamedDatabase(url, secret, databaseMetrics(registry, logger, clock));
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
      provides: 'accessStore',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresAccessStore(database), stop: nothingToStop }),
    },
    {
      provides: 'tenantKeys',
      needs: ['accessStore'],
      start: async ({ accessStore }) => ({
        port: new TenantKeys(accessStore, keyRingOf(config)),
        stop: nothingToStop,
      }),
    },
    {
      provides: 'deliveryStore',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresDeliveryStore(database), stop: nothingToStop }),
    },
    {
      provides: 'deliveryLedger',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresDeliveryLedger(database), stop: nothingToStop }),
    },
    {
      provides: 'auditLedger',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresAuditLedger(database), stop: nothingToStop }),
    },
    {
      provides: 'healingStore',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresHealingStore(database), stop: nothingToStop }),
    },
    {
      provides: 'runRequests',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresRunRequests(database), stop: nothingToStop }),
    },
    {
      provides: 'inventoryStore',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresInventoryStore(database), stop: nothingToStop }),
    },
    {
      provides: 'retentionStore',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresRetentionStore(database), stop: nothingToStop }),
    },
    {
      provides: 'mailer',
      needs: [],
      start: async () => {
        if (config.mail === null) return { port: null, stop: nothingToStop };
        const mailer = new SmtpMailer({ url: config.mail.smtpUrl, from: config.mail.from });
        return { port: mailer, stop: () => mailer.close() };
      },
    },
    {
      provides: 'outbound',
      needs: [],
      start: async () => {
        const http = new GuardedHttp(new AddressGuard(config.allowedReceiverNetworks));
        return { port: traces.http(http), stop: () => http.close() };
      },
    },
    {
      provides: 'languageModel',
      needs: ['outbound'],
      start: async ({ outbound: http }) => {
        if (config.languageModel === null) return { port: null, stop: nothingToStop };
        const { ChatCompletions } = await import('@tocsin/adapter-llm/chat-completions');
        return { port: new ChatCompletions({ ...config.languageModel, http }), stop: nothingToStop };
      },
    },
    {
      provides: 'rateCounter',
      needs: [],
      start: async () => {
        const counter = new FlexibleRateCounter({ redisUrl: config.redisUrl, clock });
        return { port: counter, stop: () => counter.close() };
      },
    },
    {
      provides: 'resultArchive',
      needs: ['database'],
      start: async ({ database }) => ({ port: new PostgresResultArchive(database), stop: nothingToStop }),
    },
    {
      provides: 'resultCache',
      needs: [],
      start: async () => {
        const onRead = cacheReadCounter(registry);
        const cache = new BentoResultCache({ redisUrl: config.redisUrl, clock, onRead });
        return { port: cache, stop: () => cache.close() };
      },
    },
    { provides: 'hostProbe', needs: [], start: async () => ({ port: nodeHostProbe, stop: nothingToStop }) },
    ...historyProviders(surroundings),
  ];
}
