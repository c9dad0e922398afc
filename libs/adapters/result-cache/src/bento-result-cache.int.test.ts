import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { CacheRead } from '@tocsin/ports/result-cache';
import { systemClock } from '@tocsin/runtime/system-clock';
import { freePort } from '@tocsin/testing/free-port';
import { type RedisServer, startRedisServer, whyNoRedis } from '@tocsin/testing/redis-server';
import { Redis } from 'ioredis';
import { BentoResultCache } from './bento-result-cache.js';

const MINUTE = 60_000;
/** So often results are asked for while Redis is away, each anew. */
const ASKED = 50;
/** What all of them may lose by that together: one wait of 40 ms in each rest, on a machine that is busy with tests. */
const LOST_MS_MAX = 2_000;

interface Opened {
  cache: BentoResultCache;
  reads: CacheRead[];
}
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** @param restMs - long enough that one failure is all that a test sees, or short where it has to be over */
function open(redisUrl: string, restMs = 50): Opened {
  const reads: CacheRead[] = [];
  const cache = new BentoResultCache({ redisUrl, clock: systemClock, restMs, onRead: (read) => reads.push(read) });
  closing.push(() => cache.close());
  return { cache, reads };
}

async function redisAt(port?: number): Promise<RedisServer> {
  const redis = await startRedisServer(port);
  closing.push(() => redis.stop());
  return redis;
}

let keys = 0;
const nextKey = (): string => `key ${(keys += 1)}`;
const asked = async ({ cache }: Opened, key: string, text = 'made') =>
  (await cache.getOrMake(key, MINUTE, async () => text)).content;

/** Until a cache reads what another process has kept, which shows that it has its connection. */
async function untilShared(one: Opened, other: Opened): Promise<void> {
  for (;;) {
    const key = nextKey();
    await asked(one, key, 'shared');
    if ((await asked(other, key, 'own')) === 'shared') return;
    await setImmediate();
  }
}

/** How long it takes to ask for many results; each key is new. */
async function timeOfAsking(opened: Opened): Promise<number> {
  const began = performance.now();
  for (let i = 0; i < ASKED; i += 1) expect(await asked(opened, nextKey())).toBe('made');
  return performance.now() - began;
}

const reason = whyNoRedis();
if (reason !== null) {
  test.todo(`results on a real Redis: left out, because ${reason}`);
} else {
  test('what one gateway has made is there for another, for its time', async () => {
    const { url } = await redisAt();
    const [one, two, three] = [open(url), open(url), open(url)];
    await untilShared(one, two);
    await untilShared(one, three);
    const made = await one.cache.getOrMake('k', MINUTE, async () => 'ä "text"\n \u0000');
    const found = await two.cache.getOrMake('k', MINUTE, async () => 'other');
    expect(found).toEqual({ ...made, isHit: true });
    expect(two.reads.slice(-2)).toEqual([
      { layer: 'redis', outcome: 'hit' },
      { layer: 'memory', outcome: 'miss' },
    ]);
    expect(await two.cache.getOrMake('k', MINUTE, async () => 'other')).toEqual(found);
    expect(two.reads.at(-1)).toEqual({ layer: 'memory', outcome: 'hit' });
    await one.cache.getOrMake('short', 1, async () => 'short');
    const client = new Redis(url);
    closing.push(async () => client.disconnect());
    while ((await client.keys('*short')).length > 0) await setImmediate();
    expect(await asked(three, 'short', 'anew')).toBe('anew');
  }, 60_000);

  test('what others write there is made again, and stops nothing', async () => {
    const { url } = await redisAt();
    const [one, two] = [open(url), open(url)];
    await untilShared(one, two);
    const client = new Redis(url);
    closing.push(async () => client.disconnect());
    await asked(one, 'garbage');
    const [name = ''] = await client.keys('*garbage');
    for (const garbage of ['', '{}', '1 2', '\u0000\u0001', `${'9'.repeat(400)} 1 x`]) {
      await client.set(name, garbage);
      expect(await asked(open(url), 'garbage', 'anew')).toBe('anew');
    }
    await client.del(name);
    await client.lpush(name, 'a list');
    expect(await asked(two, 'garbage', 'anew')).toBe('anew');
  }, 60_000);

  test('a Redis that nobody started costs nothing', async () => {
    const opened = open(`redis://127.0.0.1:${await freePort()}`);
    expect(await timeOfAsking(opened)).toBeLessThan(LOST_MS_MAX);
    expect(await asked(opened, 'k', '1')).toBe('1');
    expect(await asked(opened, 'k', '2')).toBe('1');
  }, 60_000);

  test('one that takes connections and says nothing costs some tens of milliseconds, once in a while', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const opened = open(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    expect(await timeOfAsking(opened)).toBeLessThan(LOST_MS_MAX);
  }, 60_000);

  test('one that hangs in the middle, and one that is killed, cost no more, and what is in memory stays', async () => {
    const redis = await redisAt();
    const [one, two] = [open(redis.url, 2_000), open(redis.url, 2_000)];
    await untilShared(one, two);
    await asked(one, 'kept', 'kept');
    redis.pause();
    one.reads.length = 0;
    expect(await timeOfAsking(one)).toBeLessThan(LOST_MS_MAX);
    expect(await asked(one, 'kept', 'other')).toBe('kept');
    expect(one.reads.filter(({ outcome }) => outcome === 'error')).toHaveLength(1);
    // Many at once wait no longer than one does.
    const began = performance.now();
    await Promise.all(Array.from({ length: 200 }, () => asked(two, nextKey())));
    expect(performance.now() - began).toBeLessThan(LOST_MS_MAX);
    redis.resume();
    await redis.stop();
    expect(await timeOfAsking(one)).toBeLessThan(LOST_MS_MAX);
    expect(await asked(one, 'kept', 'other')).toBe('kept');
  }, 60_000);

  test('one that comes back is used again', async () => {
    const port = await freePort();
    const first = await startRedisServer(port);
    const [one, two] = [open(first.url), open(first.url)];
    await untilShared(one, two);
    await first.stop();
    expect(await timeOfAsking(one)).toBeLessThan(LOST_MS_MAX);
    await redisAt(port);
    await untilShared(one, two);
  }, 60_000);
}
