import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEventLog } from '@tocsin/ports/event-log.contract';
import { systemClock } from '@tocsin/runtime/system-clock';
import { openMemoryLog } from './open-memory-log.js';

describeEventLog('the log with files', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'memory-log-'));
  let log = await openMemoryLog({ directory, clock: systemClock });
  return {
    log,
    reopen: async () => {
      await log.close();
      log = await openMemoryLog({ directory, clock: systemClock });
      return log;
    },
    close: async () => {
      await log.close();
      await rm(directory, { recursive: true });
    },
  };
});

describeEventLog('the log without files', async () => {
  const log = await openMemoryLog({ directory: null, clock: systemClock });
  return { log, close: () => log.close() };
});
