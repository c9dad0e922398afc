import { sign } from 'node:crypto';
import { FileWitness } from '@tocsin/adapter-host/file-witness';
import { installationKey } from '@tocsin/runtime/installation-key';
import { nodeLedgerCrypto, rawPublicKey } from '@tocsin/runtime/ledger-crypto';
import { defineTarget } from '@tocsin/runtime/target';
import { libraryControls } from '@tocsin/domain/compliance/library/controls';
import { ComplianceMonitor } from '@tocsin/service-compliance/compliance-monitor';
import { LedgerKeeper, type LedgerKey } from '@tocsin/service-compliance/ledger-keeper';
import type { Surroundings, TocsinTarget } from './ports.js';

/** Keeps the ledger of audit events, signs for it, and judges them by the controls. */
export function complianceTarget({ config, clock, logger, registry }: Surroundings): TocsinTarget {
  return defineTarget({
    name: 'compliance',
    needs: ['log', 'auditLedger'],
    consumes: ['audit'],
    produces: ['posted-alerts'],
    start: async ({ log, auditLedger }) => {
      const { topicPrefix } = config;
      const controls = libraryControls;
      const monitor = new ComplianceMonitor({ ledger: auditLedger, log, topicPrefix, clock, controls, registry });
      const keeper = new LedgerKeeper({
        log,
        topicPrefix,
        clock,
        ledger: auditLedger,
        crypto: nodeLedgerCrypto,
        key: ledgerKeyOf(config.ledger.keyFile),
        witness: config.ledger.witnessFile === null ? null : new FileWitness(config.ledger.witnessFile),
        monitor,
        onError: (error, what) => logger.error({ err: error }, what),
      });
      await keeper.start();
      return { stop: () => keeper.stop() };
    },
  });
}

function ledgerKeyOf(file: string): LedgerKey {
  const { privateKey, publicKey } = installationKey(file);
  return {
    publicKey: rawPublicKey(publicKey),
    publicKeyPem: publicKey,
    sign: (message) => sign(null, message, privateKey),
  };
}
