import { Worker } from 'node:worker_threads';
import { ProblemError } from '../problem.js';
import type { PackedRecords, ReplayAnswers, ReplayJob, ReplayQuestion } from './replay-job.js';

/** Most memory for objects of one thread; the series of a large tenant and their windows fit. */
const HEAP_MB_MAX = 1_024;

/** Where a replay runs: it is given records one batch after the other and then asked. */
export interface ReplayThread {
  /** Resolves when the records are taken in, so that no more of them wait than one batch. */
  take(records: PackedRecords): Promise<void>;
  answer(): Promise<ReplayAnswers[keyof ReplayAnswers]>;
  /** Ends it, whatever it is doing. */
  stop(): Promise<void>;
}

export type StartReplay = (job: ReplayJob) => ReplayThread;

/** What a thread is told. */
export type ReplayOrder =
  | { readonly kind: 'begin'; readonly job: ReplayJob<ReplayQuestion> }
  | { readonly kind: 'take'; readonly records: PackedRecords }
  | { readonly kind: 'answer' };

/** The code that runs in a thread. */
export const replayThreadCode = new URL('./replay-thread-main.js', import.meta.url);

/** A replay in a thread of Node's, where it holds up nobody else. */
export class WorkerReplay implements ReplayThread {
  readonly #worker: Worker;
  readonly #failed: Promise<never>;

  constructor(job: ReplayJob, code: URL = replayThreadCode) {
    const worker = new Worker(code, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
    this.#worker = worker;
    this.#failed = new Promise((_, reject) => {
      worker.once('error', (error: Error & { code?: string }) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : error),
      );
      worker.once('exit', () => reject(new Error('the thread of a replay has ended')));
    });
    // Whoever asks next is told; nobody may be asking now.
    this.#failed.catch(() => undefined);
    worker.postMessage({ kind: 'begin', job } satisfies ReplayOrder);
  }

  async take(records: PackedRecords): Promise<void> {
    await this.#ask({ kind: 'take', records }, [records.bytes.buffer]);
  }

  async answer(): Promise<ReplayAnswers[keyof ReplayAnswers]> {
    return (await this.#ask({ kind: 'answer' }, [])) as ReplayAnswers[keyof ReplayAnswers];
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(order: ReplayOrder, transferred: ArrayBuffer[]): Promise<unknown> {
    const answered = new Promise((resolve) => this.#worker.once('message', resolve));
    this.#worker.postMessage(order, transferred);
    return Promise.race([answered, this.#failed]);
  }
}

/** A replay that needs more than it may have. */
export const tooLarge = (): ProblemError =>
  new ProblemError(
    422,
    'replay-too-large',
    'The replay is too large',
    'It needs more records of the log, or more memory, than one replay may have; take a shorter time.',
  );
