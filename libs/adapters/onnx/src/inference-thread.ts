import { Worker } from 'node:worker_threads';
import type { InferenceAnswer, InferenceJob } from './inference-job.js';

/** The code that runs in a thread; it alone imports ONNX Runtime. */
export const inferenceThreadCode = new URL('./inference-thread-main.js', import.meta.url);

/** A thread of Node's that does one job at a time. */
export class InferenceThread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #waiting: ((answer: InferenceAnswer) => void) | undefined;
  #failure: string | undefined;

  constructor(code: URL) {
    this.#worker = new Worker(code);
    this.#worker.on('message', (answer: InferenceAnswer) => this.#answer(answer));
    this.#worker.on('error', (error: Error) => this.#fail(error.message));
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#fail(`the thread has ended with code ${code}`);
        resolve();
      });
    });
    // An idle thread keeps no process alive.
    this.#worker.unref();
  }

  /** Why it does no more jobs; undefined as long as it does. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** One job at a time: the one before must have been answered. */
  run(job: InferenceJob): Promise<InferenceAnswer> {
    if (this.#waiting !== undefined) throw new Error('a thread does one job at a time');
    if (this.#failure !== undefined) return Promise.resolve({ kind: 'failed', message: this.#failure });
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#worker.ref();
      this.#worker.postMessage(job);
    });
  }

  /** Asks it to end, and gives what waits for it as failed. A thread that is inside native code ends when it comes out. */
  stop(): Promise<void> {
    this.#fail('the thread was stopped');
    void this.#worker.terminate();
    return this.#ended;
  }

  #fail(message: string): void {
    this.#failure ??= message;
    this.#answer({ kind: 'failed', message });
  }

  #answer(answer: InferenceAnswer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#worker.unref();
    waiting?.(answer);
  }
}
