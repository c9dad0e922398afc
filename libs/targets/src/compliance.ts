import { sign } from 'node:crypto';
import { FileWitness } from '@tocsin/adapter-host/file-witness';
import { installationKey } from '@tocsin/runtime/installation-key';
import { nodeLedgerCrypto, rawPublicKey } from '@tocsin/runtime/ledger-crypto';
import { defineTarget } from '@tocsin/runtime/target';
import { LedgerKeeper, type LedgerKey } from '@tocsin/service-compliance/ledger-keeper';
import type { Surroundings, TocsinTarget } from './ports.js';

/** Keeps the ledger of audit events, and signs for it. */
export function complianceTarget({ config, clock, logger }: Surroundings): TocsinTarget {
  return defineTarget({
    name: 'compliance',
    needs: ['log', 'auditLedger'],
    consumes: ['audit'],
    produces: [],
    start: async ({ log, auditLedger }) => {
      const keeper = new LedgerKeeper({
        log,
        topicPrefix: config.topicPrefix,
        clock,
        ledger: auditLedger,
        crypto: nodeLedgerCrypto,
        key: ledgerKeyOf(config.ledger.keyFile),
        witness: config.ledger.witnessFile === null ? null : new FileWitness(config.ledger.witnessFile),
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
