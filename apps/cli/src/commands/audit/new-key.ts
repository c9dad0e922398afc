import { existsSync } from 'node:fs';
import path from 'node:path';
import { introductionLine } from '@tocsin/domain/ledger/key-succession';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { replaceLedgerKey } from '@tocsin/runtime/ledger-key';
import type { Run } from '../../frame/command.js';
import { CommandError, exit } from '../../frame/exit.js';

/** Changes the ledger's key for a new one, which the old one introduces. */
export const run: Run = async ({ args, surroundings }) => {
  const [given = ''] = args;
  const file = path.resolve(surroundings.directory, given);
  if (!existsSync(file))
    throw new CommandError(exit.usage, 'it is not there', given, "give ledger-key.pem of the installation's home");
  const introduce: Parameters<typeof replaceLedgerKey>[1] = (from, to, sign) =>
    introductionLine(nodeLedgerCrypto, from, to, sign);
  let after: string;
  try {
    ({ after } = replaceLedgerKey(file, introduce));
  } catch (error) {
    throw new CommandError(exit.usage, (error as Error).message, given);
  }
  surroundings.out.write(after);
  surroundings.err.write(
    `${given}: holds a new key, which ${given}.succession leads to; give both to every process, and start compliance and gateway anew. Whoever verifies keeps the key that they have.\n`,
  );
  return exit.ok;
};
