import type { RateCounter, RateDecision } from '@tocsin/ports/rate-counter';
import { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Counts by rate-limiter-flexible: in this process, or on Redis where several gateways share their counts. While Redis
 * does not answer, each gateway counts for itself.
 */
export class FlexibleRateCounter implements RateCounter {
  readonly #redis: Redis | null;
  readonly #limiters = new Map<string, RateLimiterAbstract>();

  constructor(redisUrl: string | null) {
    this.#redis =
      redisUrl === null ? null : new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
    this.#redis?.on('error', () => undefined);
  }

  async take(caller: string, limit: number, windowMs: number): Promise<RateDecision> {
    try {
      return decision(true, await this.#limiter(limit, windowMs).consume(caller));
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return decision(false, refused);
      throw refused;
    }
  }

  async close(): Promise<void> {
    this.#redis?.disconnect();
  }

  #limiter(limit: number, windowMs: number): RateLimiterAbstract {
    const key = `${limit}/${windowMs}`;
    const known = this.#limiters.get(key);
    if (known !== undefined) return known;
    const settings = { points: limit, duration: windowMs / 1_000, keyPrefix: `tocsin:rate:${key}` };
    const local = new RateLimiterMemory(settings);
    const limiter =
      this.#redis === null
        ? local
        : new RateLimiterRedis({ ...settings, storeClient: this.#redis, insuranceLimiter: local });
    this.#limiters.set(key, limiter);
    return limiter;
  }
}

const decision = (allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): RateDecision => ({
  allowed,
  remaining: Math.max(0, remainingPoints),
  retryAfterMs: Math.max(0, msBeforeNext),
});
