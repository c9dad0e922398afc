import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';

/** Writes the ledger of the token's tenant to standard output, as it comes. */
export const run: Run = async (invocation) => {
  const { out, signal } = invocation.surroundings;
  const tocsin = await connect(invocation);
  const onPart = (part: Uint8Array): Promise<void> => {
    out.write(part);
    return out.drained();
  };
  await tocsin.exportLedger({}, { signal, onPart });
  return exit.ok;
};
