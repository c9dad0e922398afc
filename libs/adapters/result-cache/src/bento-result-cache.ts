import { EventEmitter } from 'node:events';
import type { Clock } from '@tocsin/ports/clock';
import {
  type CacheRead,
  KEPT_BYTES_MAX,
  type KeptResult,
  type ResultCache,
  type ResultContent,
} from '@tocsin/ports/result-cache';
import { BentoCache, bentostore, errors } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { RedisDriver } from 'bentocache/drivers/redis';
import type { CreateDriverResult, Emitter, L2CacheDriver, RedisConfig } from 'bentocache/types';
import { Redis } from 'ioredis';
import { type Entry, readEntry, writeEntry } from './entry-text.js';

/** How long Redis may take for one command; ms. Beyond it, it is as good as away. */
const REDIS_MS_MAX = 40;
/** How long Redis is left alone after it failed; ms. Within that time one request waits for it, and no more. */
const REST_MS = 5_000;
/** In this process: some thousand results of rules, or dozens of large queries. */
const MEMORY_ENTRIES_MAX = 20_000;
const MEMORY_BYTES_MAX = 64 * 1024 * 1024;
export interface BentoResultCacheOptions {
  /** Null: texts are kept in this process alone. */
  redisUrl: string | null;
  clock: Pick<Clock, 'now'>;
  /** How long Redis is left alone after it failed; ms. Default {@link REST_MS}. */
  restMs?: number;
  /** Told of each place that was looked at. */
  onRead(read: CacheRead): void;
}

/** Texts kept by bentocache, in memory and on Redis. While Redis does not answer, each process keeps its own. */
export class BentoResultCache implements ResultCache {
  readonly #cache: BentoCache<{ results: ReturnType<typeof bentostore> }>;
  readonly #clock: Pick<Clock, 'now'>;

  constructor({ redisUrl, clock, restMs = REST_MS, onRead }: BentoResultCacheOptions) {
    this.#clock = clock;
    const emitter = new EventEmitter();
    emitter.on('cache:hit', ({ layer }: { layer: 'l1' | 'l2' }) =>
      onRead({ layer: 'memory', outcome: layer === 'l1' ? 'hit' : 'miss' }),
    );
    emitter.on('cache:miss', () => onRead({ layer: 'memory', outcome: 'miss' }));
    const memory = memoryDriver({
      maxItems: MEMORY_ENTRIES_MAX,
      maxSize: MEMORY_BYTES_MAX,
      // The text, and beside it some numbers.
      maxEntrySize: 2 * KEPT_BYTES_MAX,
    });
    const store = bentostore().useL1Layer(memory);
    this.#cache = new BentoCache({
      default: 'results',
      // A rolling upgrade to another format of entries finds none that it cannot read.
      prefix: 'tocsin:cache:1',
      emitter: emitter as Emitter,
      serializer: { serialize: writeEntry, deserialize: readEntry },
      l2CircuitBreakerDuration: restMs,
      stores: { results: redisUrl === null ? store : store.useL2Layer(watchedRedis(redisUrl, onRead)) },
    });
  }

  async getOrMake(key: string, ttlMs: number, make: () => Promise<ResultContent>): Promise<KeptResult> {
    let made: KeptResult | null = null;
    const found = await this.#cache
      .getOrSet<Entry | undefined>({
        key,
        ttl: ttlMs,
        factory: async ({ skip }) => {
          made = await this.#made(make);
          return entryOf(made) ?? skip();
        },
      })
      .catch((error: unknown) => {
        throw error instanceof errors.E_FACTORY_ERROR ? error.cause : error;
      });
    if (made !== null) return made;
    const { text: content, madeAt } = found as Entry;
    return { content, madeAt, isHit: true };
  }

  async make(key: string, ttlMs: number, make: () => Promise<ResultContent>): Promise<KeptResult> {
    const made = await this.#made(make);
    const value = entryOf(made);
    if (value !== null) await this.#cache.set({ key, ttl: ttlMs, value });
    return made;
  }

  async #made(make: () => Promise<ResultContent>): Promise<KeptResult> {
    const content = await make();
    return { content, madeAt: this.#clock.now(), isHit: false };
  }

  async close(): Promise<void> {
    await this.#cache.disconnectAll();
  }
}

/** As it is kept; null when it is too large for that. */
const entryOf = ({ content, madeAt }: KeptResult): Entry | null =>
  typeof content === 'string' && Buffer.byteLength(content) <= KEPT_BYTES_MAX ? { text: content, madeAt } : null;

/** bentocache's driver for Redis, told of what it finds. */
class WatchedRedisDriver extends RedisDriver {
  constructor(
    config: RedisConfig,
    private readonly onRead: BentoResultCacheOptions['onRead'],
  ) {
    super(config);
  }

  override async get(key: string): Promise<string | undefined> {
    try {
      const found = await super.get(key);
      this.onRead({ layer: 'redis', outcome: found === undefined ? 'miss' : 'hit' });
      return found;
    } catch (error) {
      this.onRead({ layer: 'redis', outcome: 'error' });
      throw error;
    }
  }
}

function watchedRedis(url: string, onRead: BentoResultCacheOptions['onRead']): CreateDriverResult<L2CacheDriver> {
  const connection = new Redis(url, {
    commandTimeout: REDIS_MS_MAX,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
  });
  connection.on('error', () => undefined);
  const options = { connection };
  return { options, factory: (config: RedisConfig) => new WatchedRedisDriver({ ...config, connection }, onRead) };
}
