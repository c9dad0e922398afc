import type { Clock } from '@tocsin/ports/clock';
import type { ExecutionProvider, InferenceAnswer, InferenceJob } from './inference-job.js';
import { InferenceThread } from './inference-thread.js';
import { keyOf, type VerifiedModel } from './model-registry.js';

export type SlotAnswer = InferenceAnswer | { readonly kind: 'timed-out'; readonly message: string };

export interface SlotSettings {
  readonly threadCode: URL;
  /** How long a thread may take for one job before it is replaced. */
  readonly timeoutMs: number;
  /** How many models a thread keeps loaded; the one that was used longest ago goes first. */
  readonly modelsMax: number;
  readonly clock: Clock;
}

/** One thread, whichever it is: one that is stuck or has crashed is replaced, and loads its models anew. */
export class InferenceSlot {
  readonly #settings: SlotSettings;
  readonly #ending = new Set<Promise<void>>();
  /** Keys of the models that the thread holds, the one used last at the end. */
  #loaded: string[] = [];
  #thread: InferenceThread | undefined;
  #provider: ExecutionProvider | undefined;

  constructor(settings: SlotSettings) {
    this.#settings = settings;
  }

  /** Where it ran its last model; undefined before the first. */
  get provider(): ExecutionProvider | undefined {
    return this.#provider;
  }

  /** Runs windows through a model, which is loaded first where it is not. One at a time. */
  async run(model: VerifiedModel, windows: number, inputs: readonly Float32Array[]): Promise<SlotAnswer> {
    const key = keyOf(model);
    if (this.#thread?.failure !== undefined) this.#abandon();
    if (!this.#loaded.includes(key)) {
      const { content, card } = model;
      const answer = await this.#job({ kind: 'load', key, content, inputs: card.inputs, output: card.output });
      if (answer.kind !== 'loaded') return answer;
      this.#provider = answer.provider;
      await this.#releaseOldest();
    }
    this.#loaded = [...this.#loaded.filter((each) => each !== key), key];
    return this.#job({ kind: 'run', key, windows, inputs });
  }

  /** Ends the thread. Waits no longer than a job may take. */
  async stop(): Promise<void> {
    this.#abandon();
    const waits = new AbortController();
    await Promise.race([Promise.all(this.#ending), this.#settings.clock.wait(this.#settings.timeoutMs, waits.signal)]);
    waits.abort();
  }

  async #releaseOldest(): Promise<void> {
    const [oldest] = this.#loaded;
    if (oldest === undefined || this.#loaded.length < this.#settings.modelsMax) return;
    this.#loaded = this.#loaded.slice(1);
    await this.#job({ kind: 'release', key: oldest });
  }

  async #job(job: InferenceJob): Promise<SlotAnswer> {
    const { clock, timeoutMs, threadCode } = this.#settings;
    this.#thread ??= new InferenceThread(threadCode);
    const waits = new AbortController();
    const late = clock.wait(timeoutMs, waits.signal).then((): SlotAnswer => {
      return { kind: 'timed-out', message: `a thread did not answer within ${timeoutMs} ms, and was replaced` };
    });
    const answer = await Promise.race([this.#thread.run(job), late]);
    waits.abort();
    if (answer.kind === 'timed-out') this.#abandon();
    return answer;
  }

  #abandon(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#loaded = [];
    if (thread === undefined) return;
    const ended = thread.stop().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
}
