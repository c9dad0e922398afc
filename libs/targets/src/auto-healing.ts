import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { defineTarget } from '@tocsin/runtime/target';
import { AlertDirectory } from '@tocsin/service-auto-healing/alert-directory';
import { AuditLog } from '@tocsin/service-auto-healing/audit-log';
import { AutoHealingOrchestrator } from '@tocsin/service-auto-healing/auto-healing-orchestrator';
import { HealingAlerts } from '@tocsin/service-auto-healing/healing-alerts';
import { InventoryWatch } from '@tocsin/service-auto-healing/inventory-watch';
import { openHealingReach } from './healing-reach.js';
import { EngineQueries } from './healing-queries.js';
import { linkBaseOf } from './link-base.js';
import type { Surroundings, TocsinTarget } from './ports.js';

/** Does what playbooks say about alerts, with whatever the operator has switched on. */
export function autoHealingTarget(surroundings: Surroundings): TocsinTarget {
  const { config, clock, logger, registry, processName } = surroundings;
  return defineTarget({
    name: 'auto-healing',
    needs: ['log', 'healingStore', 'runRequests', 'inventoryStore', 'seriesHistory', 'outbound'],
    consumes: ['transitions'],
    produces: ['audit', 'posted-alerts'],
    start: async ({ log, healingStore: store, runRequests: requests, inventoryStore, seriesHistory, outbound }) => {
      const { topicPrefix } = config;
      const alerts = new AlertDirectory();
      const following = await alerts.follow(log, topicPrefix, processName);
      const queries = new EngineQueries(seriesHistory);
      const people = new HealingAlerts({ log, topicPrefix, clock, externalUrl: linkBaseOf(config) });
      const auditLog = new AuditLog(log, topicPrefix);
      const onError = (error: unknown, what: string): void => logger.error({ err: error }, what);
      const { executorsOf, inventories } = await openHealingReach(surroundings, outbound);
      const inventoryWatch = new InventoryWatch({ inventories, store: inventoryStore, clock, onError });
      const orchestrator = new AutoHealingOrchestrator({
        store,
        requests,
        executorsOf,
        queries,
        alerts,
        notifier: people,
        audit: {
          record: async (entries) => {
            await auditLog.record(entries);
            await people.answered(entries);
          },
        },
        log,
        topicPrefix,
        crypto: nodeLedgerCrypto,
        clock,
        registry,
        onError,
      });
      await orchestrator.start();
      inventoryWatch.start();
      return {
        stop: async () => {
          await orchestrator.stop();
          await Promise.all([inventoryWatch.stop(), following.stop(), queries.close()]);
        },
      };
    },
  });
}
