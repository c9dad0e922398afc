import type { Clock } from './clock.js';
import type { KeptResult, ResultCache, ResultContent } from './result-cache.js';

/** A {@link ResultCache} in memory that keeps every text for its time, for tests. */
export class FakeResultCache implements ResultCache {
  readonly kept = new Map<string, { content: string; madeAt: number; until: number }>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  async getOrMake(key: string, ttlMs: number, make: () => Promise<ResultContent>): Promise<KeptResult> {
    const known = this.kept.get(key);
    if (known !== undefined && known.until > this.clock.now())
      return { content: known.content, madeAt: known.madeAt, isHit: true };
    return this.make(key, ttlMs, make);
  }

  async make(key: string, ttlMs: number, make: () => Promise<ResultContent>): Promise<KeptResult> {
    const content = await make();
    const madeAt = this.clock.now();
    if (typeof content === 'string') this.kept.set(key, { content, madeAt, until: madeAt + ttlMs });
    return { content, madeAt, isHit: false };
  }
}
