import { parentPort } from 'node:worker_threads';
import { EvaluationJob, type EvaluationOrder } from './evaluation-job.js';

const job = new EvaluationJob();

/** What runs in a thread for evaluations on demand: each rule is answered by one message. */
parentPort?.on('message', (order: EvaluationOrder) => {
  if (order.kind === 'load') job.load(order.selections);
  else parentPort?.postMessage(job.evaluate(order.rule, order.at, order.reads));
});
