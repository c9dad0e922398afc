import type { ArchivedResult, ResultArchive } from './result-archive.js';

/** A {@link ResultArchive} in memory, for tests. */
export class FakeResultArchive implements ResultArchive {
  readonly #byTenant = new Map<string, Map<string, ArchivedResult & { until: number }>>();

  async find(tenant: string, key: string, now: number): Promise<ArchivedResult | null> {
    const found = this.#byTenant.get(tenant)?.get(key);
    return found === undefined || found.until <= now ? null : { text: found.text, madeAt: found.madeAt };
  }

  async keep(tenant: string, key: string, { text, madeAt }: ArchivedResult, until: number): Promise<void> {
    const own = this.#byTenant.get(tenant) ?? new Map<string, ArchivedResult & { until: number }>();
    this.#byTenant.set(tenant, own);
    own.set(key, { text, madeAt, until });
  }
}
