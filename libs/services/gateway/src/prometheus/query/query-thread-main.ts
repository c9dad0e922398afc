import { parentPort } from 'node:worker_threads';
import { evaluateJob } from './evaluate-job.js';
import type { QueryJob } from './query-job.js';

/** What runs in a thread for queries: one job after the other, each answered by one message. */
parentPort?.on('message', (job: QueryJob) => {
  const answer = evaluateJob(job);
  parentPort?.postMessage(answer, answer.kind === 'evaluated' ? [answer.content.buffer] : []);
});
