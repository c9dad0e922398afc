import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { defineTarget } from '@tocsin/runtime/target';
import { libraryControls } from '@tocsin/domain/compliance/library/controls';
import { ComplianceMonitor } from '@tocsin/service-compliance/compliance-monitor';
import { LedgerKeeper } from '@tocsin/service-compliance/ledger-keeper';
import { RetentionKeeper } from '@tocsin/service-compliance/retention-keeper';
import { Witnesses } from '@tocsin/service-compliance/witnesses';
import { openLedgerKey } from './open-ledger-key.js';
import { openWitnesses } from './open-witnesses.js';
import type { Surroundings, TocsinTarget } from './ports.js';

/** How often it is looked for what something should have followed; that is judged by days. */
const SILENCE_PERIOD_MS = 3_600_000;

/** Keeps the ledger of audit events, signs for it, judges them by the controls, and deletes what is kept no longer. */
export function complianceTarget({ config, clock, ids, logger, registry, processName }: Surroundings): TocsinTarget {
  return defineTarget({
    name: 'compliance',
    needs: ['log', 'auditLedger', 'accessStore', 'retentionStore', 'outbound'],
    consumes: ['audit'],
    produces: ['posted-alerts'],
    start: async ({ log, auditLedger, accessStore, retentionStore, outbound }) => {
      const { topicPrefix } = config;
      const controls = libraryControls;
      const monitor = new ComplianceMonitor({ ledger: auditLedger, log, topicPrefix, clock, controls, registry });
      const onError = (error: unknown, what: string): void => logger.error({ err: error }, what);
      const witnesses = new Witnesses({
        witnesses: await openWitnesses(config.ledger, outbound, processName),
        ledger: auditLedger,
        crypto: nodeLedgerCrypto,
        clock,
        registry,
        report: (witness, event) =>
          event.kind === 'recovered'
            ? logger.info({ witness }, 'the witness of the ledger has every checkpoint again')
            : logger.error(
                { witness, behind_ms: event.sinceMs, reason: event.reason },
                'a witness of the ledger does not take checkpoints, and is told again later; what is changed meanwhile would not be found by it',
              ),
        onError,
      });
      const keeper = new LedgerKeeper({
        log,
        topicPrefix,
        clock,
        ledger: auditLedger,
        crypto: nodeLedgerCrypto,
        key: openLedgerKey(config.ledger.keyFile),
        witnesses,
        monitor,
        onError,
      });
      const retention = new RetentionKeeper({
        store: retentionStore,
        // Nobody makes anything in a tenant without having been let in, for which it gets a key.
        tenants: () => accessStore.tenantsWithKeys(),
        clock,
        ids,
        onError: (error, what) => logger.error({ err: error }, what),
      });
      await keeper.start();
      retention.start();
      const stopTimer = clock.every(SILENCE_PERIOD_MS, async () => {
        await accessStore
          .tenantsWithKeys()
          .then((tenants) => monitor.judgeSilence(tenants))
          .catch((error: unknown) => logger.error({ err: error }, 'what nothing has followed could not be judged'));
      });
      return {
        stop: async () => {
          stopTimer();
          await retention.stop();
          await keeper.stop();
        },
      };
    },
  });
}
