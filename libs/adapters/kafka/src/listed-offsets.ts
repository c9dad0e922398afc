import { AsyncLocalStorage } from 'node:async_hooks';
import Broker from 'kafkajs/src/broker/index.js';

/** As the protocol has it; kafkajs asks for what is committed and lets nobody choose. */
const READ_UNCOMMITTED = 0;

const chosen = new AsyncLocalStorage<number>();
const listOffsets = Broker.prototype.listOffsets;

Broker.prototype.listOffsets = function listChosenOffsets(request) {
  return listOffsets.call(this, { ...request, isolationLevel: chosen.getStore() ?? request.isolationLevel });
};

/** Asks for offsets so that partitions end behind all that was written, not before the first open transaction. */
export const undecidedToo = <Answer>(ask: () => Promise<Answer>): Promise<Answer> => chosen.run(READ_UNCOMMITTED, ask);
