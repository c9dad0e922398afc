interface Running<Result> {
  readonly result: Promise<Result>;
  readonly givingUp: AbortController;
  waiting: number;
}

/** Work that is done once for all who ask for it at the same time, and given up once all of them have gone. */
export class SharedWork<Result> {
  readonly #running = new Map<string, Running<Result>>();

  /**
   * @param key - of the same work
   * @param work - its signal is aborted when nobody waits for it any more
   * @param gone - aborted when this caller does not wait any more; its reason is then thrown
   * @returns what came of it, and whether somebody else had it begun
   */
  async of(
    key: string,
    work: (signal: AbortSignal) => Promise<Result>,
    gone?: AbortSignal,
  ): Promise<{ result: Result; isJoined: boolean }> {
    gone?.throwIfAborted();
    const known = this.#running.get(key);
    const running = known ?? this.#begin(key, work);
    running.waiting += 1;
    const { promise: left, reject } = Promise.withResolvers<never>();
    const leave = (): void => reject(gone?.reason as Error);
    gone?.addEventListener('abort', leave, { once: true });
    try {
      return { result: await Promise.race([running.result, left]), isJoined: known !== undefined };
    } finally {
      gone?.removeEventListener('abort', leave);
      running.waiting -= 1;
      if (running.waiting === 0) {
        // Whoever comes now must not wait for what is given up.
        if (this.#running.get(key) === running) this.#running.delete(key);
        running.givingUp.abort();
      }
    }
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<Result>): Running<Result> {
    const givingUp = new AbortController();
    const running = { result: work(givingUp.signal), givingUp, waiting: 0 };
    running.result.catch(() => undefined);
    this.#running.set(key, running);
    return running;
  }
}
