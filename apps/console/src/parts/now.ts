import { useSyncExternalStore } from 'react';
import { nowMs } from './clock.js';

const STEP_MS = 10_000;
let now = nowMs();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = nowMs();
    for (const one of listeners) one();
  }, STEP_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** The time to the nearest ten seconds, in ms since 1970; all that shows it moves on together. */
export const useNow = (): number => useSyncExternalStore(listen, () => now);
