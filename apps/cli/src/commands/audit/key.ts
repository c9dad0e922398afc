import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';

/** Writes the public key of the ledger to standard output. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  invocation.surroundings.out.write((await tocsin.getLedgerCheckpoint()).data.public_key);
  return exit.ok;
};
