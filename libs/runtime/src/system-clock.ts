import { setTimeout as delay } from 'node:timers/promises';

/** The machine's clock. Fits the port `Clock`. */
export const systemClock = {
  now: (): number => Date.now(),
  every(periodMs: number, task: () => Promise<void> | void): () => void {
    let running = false;
    const timer = setInterval(async () => {
      if (running) return;
      running = true;
      try {
        await task();
      } finally {
        running = false;
      }
    }, periodMs);
    return () => clearInterval(timer);
  },
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
