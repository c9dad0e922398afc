import type { CacheRead } from '@tocsin/ports/result-cache';
import { Counter, type Registry } from 'prom-client';

const NAME = 'tocsin_evaluation_cache_reads_total';

/** Counts where results are looked for; every layer of a process counts together. */
export function cacheReadCounter(registry: Registry): (read: CacheRead) => void {
  const known = registry.getSingleMetric(NAME) as Counter<'layer' | 'outcome'> | undefined;
  const reads =
    known ??
    new Counter({
      name: NAME,
      help: 'Looks into the layers of the cache of evaluations: memory, then Redis, then PostgreSQL for what is dear.',
      labelNames: ['layer', 'outcome'],
      registers: [registry],
    });
  return ({ layer, outcome }) => reads.inc({ layer, outcome });
}
