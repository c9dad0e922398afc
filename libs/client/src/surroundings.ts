/** What the client needs of the world, handed in so that tests hold it. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  /** Resolves after so many milliseconds; rejects when the signal is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** At least 0 and less than 1. */
  random(): number;
  /** A name that nobody else has; for idempotency keys. */
  newKey(): string;
}

/** The world as browsers and Node.js have it. */
export const theWorld: Surroundings = {
  fetch: (input, init) => globalThis.fetch(input, init),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      if (signal?.aborted === true) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    }),
  random: () => (crypto.getRandomValues(new Uint32Array(1))[0] as number) / 2 ** 32,
  // Not randomUUID, which browsers have on secure pages alone.
  newKey: () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
};
