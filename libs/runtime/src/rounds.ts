import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Work that is done in rounds, one at a time: whoever has more of it asks for a round, and what is asked for during one is
 * done by the next. A round is for all who asked, so it belongs to the context, such as a trace, of none of them.
 */
export class Rounds {
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  readonly #inOwnContext = AsyncLocalStorage.snapshot();

  /** @param onError - told of what a round throws; the next one is tried when it is asked for */
  constructor(
    private readonly round: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Asks for a round. @returns when no more are asked for, or one has failed */
  wake(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#inOwnContext(() => this.#run()).finally(() => (this.#running = null));
    return this.#running;
  }

  /** Begins no round any more. @returns when the running one has ended */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        await this.round();
      }
    } catch (error) {
      this.onError(error);
    }
  }
}
