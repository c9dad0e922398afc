import { Worker } from 'node:worker_threads';
import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { SampleBatch } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { JointQuestion } from './joint-rules.js';
import type { ModelAnswer, ModelInference, ModelRequest } from '@tocsin/ports/model-server';
import type { PredictorOptions, PredictorStats } from './predictor.js';

/** What a thread is told, one after the other; each is answered once. */
export type PredictionOrder =
  | { readonly kind: 'begin'; readonly options: Omit<PredictorOptions, 'elapsedMs'>; readonly asksModels: boolean }
  | {
      readonly kind: 'rules';
      readonly tenant: string;
      /** Rules that are new, or stand otherwise than before. */
      readonly put: readonly AlertRule[];
      readonly removed: readonly string[];
    }
  | { readonly kind: 'marks'; readonly tenant: string; readonly selectors: readonly string[] }
  | { readonly kind: 'new'; readonly tenant: string; readonly series: readonly string[] }
  | {
      readonly kind: 'admit';
      readonly tenant: string;
      readonly key: string;
      readonly times: Float64Array;
      readonly values: Float64Array;
    }
  | { readonly kind: 'take'; readonly batch: SampleBatch }
  | { readonly kind: 'joint'; readonly question: JointQuestion }
  | { readonly kind: 'hear'; readonly transition: Transition }
  | { readonly kind: 'stats' };

export interface PredictionAnswers {
  readonly begin: null;
  readonly rules: null;
  readonly marks: null;
  readonly new: readonly string[];
  readonly admit: null;
  readonly take: readonly Sample[];
  readonly joint: readonly Sample[] | null;
  readonly hear: null;
  readonly stats: PredictorStats;
}

/** What the thread says: what it was told to say, or that it wants to know something of a model. */
export type FromPrediction =
  | { readonly kind: 'answer'; readonly answer: PredictionAnswers[PredictionOrder['kind']] }
  | { readonly kind: 'infer'; readonly id: number; readonly request: ModelRequest };

/** What is said to the thread. */
export type ToPrediction =
  PredictionOrder | { readonly kind: 'inferred'; readonly id: number; readonly answer: ModelAnswer };

/** Where a {@link Predictor} runs. */
export interface PredictionThread {
  /** @throws when the thread has ended, or does not answer in time; it is of no use then */
  ask<Order extends PredictionOrder>(order: Order): Promise<PredictionAnswers[Order['kind']]>;
  stop(): Promise<void>;
}

export type StartPrediction = (options: Omit<PredictorOptions, 'elapsedMs'>) => PredictionThread;

/** Most memory for objects of the thread: twice what its series take when all places are taken. */
const HEAP_MB_MAX = 1_024;
/** A thread that takes longer for one batch is stuck. */
const ANSWER_MS_MAX = 60_000;

const predictionThreadCode = new URL('./prediction-thread-main.js', import.meta.url);

/** A predictor in a thread of Node's, where its sums hold up nobody. */
export class WorkerPrediction implements PredictionThread {
  readonly #worker: Worker;
  #turn: Promise<unknown> = Promise.resolve();
  /** Who waits for an answer. */
  #asking: PromiseWithResolvers<unknown> | null = null;
  /** Why nothing is answered any more. */
  #ended: Error | null = null;

  /** @param models - who is asked about series; null: nobody. They lie outside the thread, since others use them, too. */
  constructor(
    options: Omit<PredictorOptions, 'elapsedMs'>,
    models: ModelInference | null,
    code: URL = predictionThreadCode,
  ) {
    const worker = new Worker(code, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
    this.#worker = worker;
    worker.once('error', (error: Error) => this.#end(error));
    worker.once('exit', () => this.#end(new Error('the thread of predictions has ended')));
    worker.on('message', (message: FromPrediction) => {
      if (message.kind === 'answer') this.#asking?.resolve(message.answer);
      else
        void models?.infer(message.request).then((answer) => this.#tell({ kind: 'inferred', id: message.id, answer }));
    });
    void this.ask({ kind: 'begin', options, asksModels: models !== null }).catch(() => undefined);
  }

  ask<Order extends PredictionOrder>(order: Order): Promise<PredictionAnswers[Order['kind']]> {
    const asked = this.#turn.then(() => this.#ask(order));
    this.#turn = asked.catch(() => undefined);
    return asked as Promise<PredictionAnswers[Order['kind']]>;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(message: ToPrediction): void {
    this.#worker.postMessage(message);
  }

  /** Whoever waits for an answer, and whoever asks from now on, is told why there is none. */
  #end(why: Error): void {
    this.#ended ??= why;
    this.#asking?.reject(this.#ended);
  }

  async #ask(order: PredictionOrder): Promise<unknown> {
    if (this.#ended !== null) throw this.#ended;
    const asking = Promise.withResolvers<unknown>();
    this.#asking = asking;
    this.#tell(order);
    const late = setTimeout(() => {
      // A later answer would be taken for that to another order.
      this.#end(new Error(`the thread of predictions has not answered for ${ANSWER_MS_MAX / 1_000} s`));
      void this.stop();
    }, ANSWER_MS_MAX);
    try {
      return await asking.promise;
    } finally {
      clearTimeout(late);
    }
  }
}
