import { setImmediate } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { systemClock } from '@tocsin/runtime/system-clock';
import { startRedisServer, whyNoRedis } from '@tocsin/testing/redis-server';
import { FlexibleRateCounter } from './flexible-rate-counter.js';

const minute = 60_000;
const title = 'two gateways on one Redis share their counts, and each counts for itself while Redis is away';

/** Two counters on one Redis, which then goes away. */
async function shareCounts(): Promise<void> {
  const redis = await startRedisServer();
  const open = (): FlexibleRateCounter =>
    new FlexibleRateCounter({ redisUrl: redis.url, clock: systemClock, restMs: 20 });
  const [one, two] = [open(), open()];
  const allowed = async (counter: FlexibleRateCounter, caller: string, limit: number): Promise<boolean> =>
    (await counter.take(caller, limit, minute)).allowed;
  try {
    // Until its connection stands each counts for itself, so the second still allows what the first has used up.
    for (let i = 0, shared = false; !shared; i += 1) {
      await allowed(one, `caller ${i}`, 1);
      shared = !(await allowed(two, `caller ${i}`, 1));
      await setImmediate();
    }
    const together = [];
    for (let i = 0; i < 6; i += 1) together.push(await allowed(i % 2 === 0 ? one : two, 'someone', 4));
    expect(together).toEqual([true, true, true, true, false, false]);
    expect(await allowed(one, 'someone else', 4)).toBe(true);

    redis.pause();
    const began = performance.now();
    for (let i = 0; i < 5; i += 1) expect(await allowed(one, 'while it hangs', 9)).toBe(true);
    expect(performance.now() - began).toBeLessThan(1_000);
    redis.resume();

    await redis.stop();
    const alone = [];
    for (let i = 0; i < 5; i += 1) alone.push(await allowed(one, 'later', 4));
    expect(alone).toEqual([true, true, true, true, false]);
  } finally {
    await one.close();
    await two.close();
    await redis.stop();
  }
}

const reason = whyNoRedis();
if (reason !== null) test.todo(`${title}: left out, because ${reason}`);
else test(title, shareCounts, 60_000);
