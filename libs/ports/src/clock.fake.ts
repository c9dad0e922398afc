import type { Clock } from './clock.js';

interface Timer {
  periodMs: number;
  nextAt: number;
  task: () => Promise<void> | void;
}

/** A clock that stands still until {@link advance} moves it, for tests. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #waiting = new Set<{ until: number; wake: () => void }>();
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  every(periodMs: number, task: () => Promise<void> | void): () => void {
    const timer = { periodMs, nextAt: this.#now + periodMs, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = { until: this.#now + ms, wake: resolve };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', () => {
        this.#waiting.delete(waiter);
        resolve();
      });
    });
  }

  /** Lets time pass; every timer runs as often as it would have, and has ended before the next one begins. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.nextAt - b.nextAt)[0];
      if (next === undefined || next.nextAt > end) break;
      this.#pass(next.nextAt);
      next.nextAt += next.periodMs;
      await next.task();
    }
    this.#pass(end);
  }

  /** The machine sleeps: time passes and nothing runs; what would have run meanwhile does so once, afterwards. */
  sleep(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers) timer.nextAt = Math.max(timer.nextAt, this.#now);
  }

  #pass(to: number): void {
    this.#now = to;
    for (const waiter of this.#waiting) {
      if (waiter.until > to) continue;
      this.#waiting.delete(waiter);
      waiter.wake();
    }
  }
}
