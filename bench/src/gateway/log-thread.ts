import { parentPort, workerData } from 'node:worker_threads';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { ThreadAnswer, ThreadRequest, ThreadSettings } from './threaded-log.js';

/** The thread that keeps what the gateway takes in: an embedded log with its file. */
const { directory, topics } = workerData as ThreadSettings;
const log = await openMemoryLog({ directory, clock: systemClock });
await log.ensureTopics(topics);

const answer = (said: ThreadAnswer): void => parentPort?.postMessage(said);

parentPort?.on('message', (request: ThreadRequest) => {
  if (request.kind === 'usage') {
    const { user, system } = process.threadCpuUsage();
    answer({ id: request.id, cpuSeconds: (user + system) / 1e6 });
    return;
  }
  log.append(request.topic, request.records).then(
    () => answer({ id: request.id }),
    (error: Error) => answer({ id: request.id, error: error.message }),
  );
});
