import { Worker } from 'node:worker_threads';
import { PrometheusError, TOO_MANY_SAMPLES } from '../prometheus-answer.js';
import type { QueryAnswer, QueryJob } from './query-job.js';

/** Most memory for objects of one thread, samples not among them; a result of some ten million points fits. */
const HEAP_MB_MAX = 512;

/** Evaluates one query at a time, where it holds up nobody else. */
export interface QueryThread {
  /** @throws PrometheusError when the result does not fit into memory */
  run(job: QueryJob): Promise<QueryAnswer>;
  /** Ends it, whatever it is doing; a job that it has not answered is not answered any more. */
  stop(): Promise<void>;
}

/** The code that runs in a thread. */
export const queryThreadCode = new URL('./query-thread-main.js', import.meta.url);

/** A thread of Node's. */
export class WorkerQueryThread implements QueryThread {
  readonly #worker: Worker;

  constructor(code: URL = queryThreadCode) {
    this.#worker = new Worker(code, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
    // An idle thread keeps no process alive; whoever waits for an answer does.
    this.#worker.unref();
  }

  run(job: QueryJob): Promise<QueryAnswer> {
    const worker = this.#worker;
    return new Promise<QueryAnswer>((resolve, reject) => {
      const fail = (error: Error): void => reject(failureOf(error));
      const leave = (): void => reject(new Error('the thread of a query has ended'));
      worker.once('message', (answer: QueryAnswer) => {
        worker.off('error', fail).off('exit', leave);
        resolve(answer);
      });
      worker.once('error', fail).once('exit', leave);
      worker.postMessage(
        job,
        job.samples.map(({ buffer }) => buffer),
      );
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

function failureOf(error: Error & { code?: string }): Error {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new PrometheusError('execution', TOO_MANY_SAMPLES) : error;
}
