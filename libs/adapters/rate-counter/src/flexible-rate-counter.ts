import type { Clock } from '@tocsin/ports/clock';
import type { RateCounter, RateDecision, SharedCounts } from '@tocsin/ports/rate-counter';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** How long Redis may take to count a request; ms. Beyond it, it is as good as away. */
const REDIS_MS_MAX = 40;
/** How long Redis is left alone after it failed; ms. */
const REST_MS = 5_000;

export interface FlexibleRateCounterOptions {
  /** Null: requests are counted in this process alone. */
  redisUrl: string | null;
  clock: Pick<Clock, 'now'>;
  /** How long Redis is left alone after it failed; ms. Default {@link REST_MS}. */
  restMs?: number;
}

/** A limit: counted here, and on Redis where gateways share their counts. */
interface Limiter {
  readonly local: RateLimiterMemory;
  readonly shared: RateLimiterRedis | null;
}

/**
 * Counts by rate-limiter-flexible: in this process, or on Redis where several gateways share their counts. While Redis
 * does not answer, each gateway counts for itself, and asks again now and then.
 */
export class FlexibleRateCounter implements RateCounter, SharedCounts {
  readonly #options: Required<FlexibleRateCounterOptions>;
  readonly #redis: Redis | null;
  readonly #limiters = new Map<string, Limiter>();
  #restsUntil = 0;

  constructor(options: FlexibleRateCounterOptions) {
    this.#options = { restMs: REST_MS, ...options };
    const { redisUrl } = options;
    this.#redis =
      redisUrl === null
        ? null
        : new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: REDIS_MS_MAX });
    this.#redis?.on('error', () => undefined);
  }

  async take(caller: string, limit: number, windowMs: number): Promise<RateDecision> {
    const { local, shared } = this.#limiter(limit, windowMs);
    const { clock, restMs } = this.#options;
    if (shared !== null && clock.now() >= this.#restsUntil) {
      const counted = await taken(shared, caller);
      if (counted !== null) return counted;
      this.#restsUntil = clock.now() + restMs;
    }
    return (await taken(local, caller)) as RateDecision;
  }

  async isShared(): Promise<boolean | null> {
    if (this.#redis === null) return null;
    return this.#redis.ping().then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    this.#redis?.disconnect();
  }

  #limiter(limit: number, windowMs: number): Limiter {
    const key = `${limit}/${windowMs}`;
    const known = this.#limiters.get(key);
    if (known !== undefined) return known;
    const settings = { points: limit, duration: windowMs / 1_000, keyPrefix: `tocsin:rate:${key}` };
    const limiter = {
      local: new RateLimiterMemory(settings),
      shared: this.#redis === null ? null : new RateLimiterRedis({ ...settings, storeClient: this.#redis }),
    };
    this.#limiters.set(key, limiter);
    return limiter;
  }
}

/** Counts one request; null when it could not be counted there. */
async function taken(limiter: RateLimiterMemory | RateLimiterRedis, caller: string): Promise<RateDecision | null> {
  try {
    return decision(true, await limiter.consume(caller));
  } catch (refused) {
    return refused instanceof RateLimiterRes ? decision(false, refused) : null;
  }
}

const decision = (allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): RateDecision => ({
  allowed,
  remaining: Math.max(0, remainingPoints),
  resetMs: Math.max(0, msBeforeNext),
});
