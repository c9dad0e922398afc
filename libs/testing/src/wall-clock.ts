import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '@tocsin/ports/clock';

/** The real time, for tests against real servers and files; all others hand in a time of their own. */
export const wallClock: Clock = {
  now: () => new Date().getTime(),
  every(periodMs, task) {
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
    timer.unref();
    return () => clearInterval(timer);
  },
  wait: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined),
};
