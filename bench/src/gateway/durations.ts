import { quantile, report } from '../report.js';

/** Reports how long things took, in ms: the median, the 95th percentile, and the longest. */
export function tellDurations(what: string, durations: readonly number[], circumstances: object): void {
  for (const [name, q] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['max', 1],
  ] as const)
    report('gateway', `${what}_${name}`, quantile(durations, q), 'ms', circumstances);
}
