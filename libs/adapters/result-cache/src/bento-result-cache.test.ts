import type { CacheRead } from '@tocsin/ports/result-cache';
import { BentoResultCache } from './bento-result-cache.js';

const MINUTE = 60_000;
let reads: CacheRead[];
let cache: BentoResultCache;
let made: string[];
beforeEach(() => {
  // The library takes its time from the system.
  jest.useFakeTimers({ now: 1_000, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  reads = [];
  made = [];
  cache = new BentoResultCache({
    redisUrl: null,
    clock: { now: () => Date.now() },
    onRead: (read) => reads.push(read),
  });
});
afterEach(() => void jest.useRealTimers());

const make = (text: string) => async (): Promise<string> => {
  made.push(text);
  return text;
};

test('a text is made once and kept for its time', async () => {
  expect(await cache.getOrMake('a', MINUTE, make('1'))).toEqual({ content: '1', madeAt: 1_000, isHit: false });
  jest.advanceTimersByTime(MINUTE - 1);
  expect(await cache.getOrMake('a', MINUTE, make('2'))).toEqual({ content: '1', madeAt: 1_000, isHit: true });
  jest.advanceTimersByTime(1);
  expect(await cache.getOrMake('a', MINUTE, make('3'))).toEqual({ content: '3', madeAt: 61_000, isHit: false });
  expect(made).toEqual(['1', '3']);
  expect(reads.map(({ layer, outcome }) => `${layer} ${outcome}`)).toEqual([
    'memory miss',
    'memory hit',
    'memory miss',
  ]);
});

test('keys are told apart to the letter', async () => {
  const keys = ['a', 'A', 'a:b', 'a:', ':a', '*', 'a/../b', 'ä', ''];
  for (const key of keys) await cache.getOrMake(key, MINUTE, make(`of ${key}`));
  for (const key of keys) expect((await cache.getOrMake(key, MINUTE, make('other'))).content).toBe(`of ${key}`);
});

test('a text may be made anew, and is kept then', async () => {
  await cache.getOrMake('a', MINUTE, make('1'));
  expect(await cache.make('a', MINUTE, make('2'))).toMatchObject({ content: '2', isHit: false });
  expect(await cache.getOrMake('a', MINUTE, make('3'))).toMatchObject({ content: '2', isHit: true });
});

test('what fails to be made fails as it is, and is tried again', async () => {
  const broken = new Error('broken');
  await expect(cache.getOrMake('a', MINUTE, () => Promise.reject(broken))).rejects.toBe(broken);
  expect(await cache.getOrMake('a', MINUTE, make('1'))).toMatchObject({ isHit: false });
});

test('who asks while it is being made waits for it', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const first = cache.getOrMake('a', MINUTE, () => promise);
  const second = cache.getOrMake('a', MINUTE, make('2'));
  resolve('1');
  expect(await Promise.all([first, second])).toMatchObject([{ isHit: false }, { content: '1', isHit: true }]);
});

test('what is too large is told and not kept, and memory has an end', async () => {
  const large = 'x'.repeat(1024 * 1024 + 1);
  for (const _ of [1, 2]) expect(await cache.getOrMake('large', MINUTE, make(large))).toMatchObject({ isHit: false });
  const half = 'x'.repeat(512 * 1024);
  for (let i = 0; i < 200; i += 1) await cache.getOrMake(`half ${i}`, MINUTE, make(half));
  made.length = 0;
  for (let i = 0; i < 200; i += 1) await cache.getOrMake(`half ${199 - i}`, MINUTE, make(`${i}`));
  expect(made.length).toBeGreaterThanOrEqual(200 - 128);
  expect(made.length).toBeLessThan(200 - 100);
});
