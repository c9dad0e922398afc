import type { KnownSeries } from './known-series.js';

/** What tells services apart where series have no `job`. */
const insteadOfJob = ['service', 'app', 'application'];

/**
 * Labels to group by, as the series of some metrics have them: one that no series has would group by nothing. Where
 * none of the metrics has come, they are as they were given.
 */
export function labelsSent(
  labels: readonly string[],
  metrics: readonly string[],
  known: KnownSeries,
): readonly string[] {
  const carried = metrics.flatMap((metric) => known.get(metric)?.labels ?? []);
  const isSent = (label: string): boolean => carried.length === 0 || carried.some((own) => own.has(label));
  return labels.flatMap((label) =>
    isSent(label) ? label : ((label === 'job' ? insteadOfJob.find(isSent) : undefined) ?? []),
  );
}
