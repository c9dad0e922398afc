import type { Recording } from '@tocsin/testing/nab';

const STEP_MS = 300_000;
const DAY_STEPS = 288;

/** Numbers that look random and are the same for one seed: a generator of Lehmer's, with Park and Miller's constants. */
function lehmer(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/**
 * Series of five kinds, by the five minutes: disks that fill and are emptied, load with a rhythm that grows,
 * queues that build up, leaks that end in a restart, and rates with a weekend.
 */
export function simulatedSeries(seed: number, days: number): Recording[] {
  const steps = days * DAY_STEPS;
  const random = lehmer(seed);
  const noise = (): number => random() + random() + random() + random() - 2;
  const day = (i: number): number => Math.sin((2 * Math.PI * i) / DAY_STEPS);
  let [disk, queue, leak] = [20, 0, 30];
  const kinds: Record<string, (i: number) => number> = {
    disk: () => {
      disk = disk > 92 + 3 * noise() ? 20 + 5 * random() : disk + 0.06 * random() + 0.02 * noise();
      return disk;
    },
    growing: (i) => Math.max(0, 30 + i / 200 + 12 * day(i) + 3 * noise()),
    queue: (i) => {
      queue = Math.max(0, queue * 0.97 + 4 * Math.max(0, day(i)) + 3 * noise());
      return queue;
    },
    leak: () => {
      leak = leak > 85 && random() < 0.05 ? 30 : Math.min(100, leak + 0.1 + 0.1 * noise());
      return leak;
    },
    weekly: (i) => Math.max(0, (i % (7 * DAY_STEPS) < 5 * DAY_STEPS ? 60 : 20) * (1 + 0.4 * day(i)) + 5 * noise()),
  };
  return Object.entries(kinds).map(([kind, valueAt]) => ({
    name: `simulated_${kind}_${seed}`,
    path: `simulated/${kind}-${seed}`,
    times: Array.from({ length: steps }, (_, i) => i * STEP_MS),
    values: Array.from({ length: steps }, (_, i) => valueAt(i)),
    windows: [],
  }));
}
