import { parentPort } from 'node:worker_threads';
import { RunningReplay } from './replay-job.js';
import type { ReplayOrder } from './replay-thread.js';

/** What runs in a thread for a replay: each order but the first is answered by one message. */
let running: RunningReplay | null = null;
parentPort?.on('message', (order: ReplayOrder) => {
  if (order.kind === 'begin') running = new RunningReplay(order.job);
  else if (order.kind === 'take') parentPort?.postMessage(running?.take(order.records) ?? null);
  else parentPort?.postMessage(running?.answer());
});
