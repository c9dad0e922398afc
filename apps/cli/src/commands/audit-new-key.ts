import { existsSync } from 'node:fs';
import { introductionLine } from '@tocsin/domain/ledger/key-succession';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { replaceLedgerKey } from '@tocsin/runtime/ledger-key';

/**
 * Changes the ledger's key for a new one, which the old one introduces.
 *
 * @param file - of the key
 * @returns the exit status: 0, or 2 when there is no key, or it could not be changed
 */
export function runAuditNewKey(file: string): 0 | 2 {
  if (!existsSync(file)) return failed(`${file}: is not there; give ledger-key.pem of the installation's home`);
  try {
    const introduce: Parameters<typeof replaceLedgerKey>[1] = (from, to, sign) =>
      introductionLine(nodeLedgerCrypto, from, to, sign);
    const { after } = replaceLedgerKey(file, introduce);
    process.stdout.write(after);
    console.error(
      `${file}: holds a new key, which ${file}.succession leads to; give both to every process, and start compliance and gateway anew. Whoever verifies keeps the key that they have.`,
    );
    return 0;
  } catch (error) {
    return failed(`${file}: ${(error as Error).message}`);
  }
}

function failed(message: string): 2 {
  console.error(message);
  return 2;
}
