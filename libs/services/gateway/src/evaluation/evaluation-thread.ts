import { Worker } from 'node:worker_threads';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { tooLarge } from './evaluation-problems.js';
import type { EvaluationAnswer, EvaluationOrder, RuleRead } from './evaluation-job.js';

/** Most memory for objects of one thread, the samples as they came not among them. */
const HEAP_MB_MAX = 512;

/** Evaluates one rule at a time, where it holds up nobody else. */
export interface EvaluationThread {
  /** Gives it the samples of the rules that follow. */
  load(selections: readonly (readonly Uint8Array<ArrayBuffer>[])[]): void;
  /** @throws ProblemError when the evaluation does not fit into memory */
  run(rule: AlertRule, at: number, reads: readonly RuleRead[]): Promise<EvaluationAnswer>;
  /** Ends it, whatever it is doing; a rule that it has not answered is not answered any more. */
  stop(): Promise<void>;
}

/** The code that runs in a thread. */
export const evaluationThreadCode = new URL('./evaluation-thread-main.js', import.meta.url);

/** A thread of Node's. */
export class WorkerEvaluationThread implements EvaluationThread {
  readonly #worker: Worker;

  constructor(code: URL = evaluationThreadCode) {
    this.#worker = new Worker(code, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
    // What it dies of is told to whoever waits; while nobody does, it must not end the process.
    this.#worker.on('error', () => undefined);
    // An idle thread keeps no process alive; whoever waits for an answer does.
    this.#worker.unref();
  }

  load(selections: readonly (readonly Uint8Array<ArrayBuffer>[])[]): void {
    this.#tell(
      { kind: 'load', selections },
      selections.flatMap((packs) => packs.map(({ buffer }) => buffer)),
    );
  }

  run(rule: AlertRule, at: number, reads: readonly RuleRead[]): Promise<EvaluationAnswer> {
    const worker = this.#worker;
    return new Promise<EvaluationAnswer>((resolve, reject) => {
      const fail = (error: Error & { code?: string }): void =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : error);
      const leave = (): void => reject(new Error('the thread of an evaluation has ended'));
      worker.once('message', (answer: EvaluationAnswer) => {
        worker.off('error', fail).off('exit', leave);
        resolve(answer);
      });
      worker.once('error', fail).once('exit', leave);
      this.#tell({ kind: 'evaluate', rule, at, reads });
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(order: EvaluationOrder, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(order, transfer);
  }
}
