import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeResultArchive } from '@tocsin/ports/result-archive.fake';
import type { ResultArchive } from '@tocsin/ports/result-archive';
import type { CacheRead, ResultContent } from '@tocsin/ports/result-cache';
import { DearResults } from './dear-results.js';

const HOUR = 3_600_000;
let clock: FakeClock;
let archive: FakeResultArchive;
let reads: CacheRead[];
beforeEach(() => {
  clock = new FakeClock(0);
  archive = new FakeResultArchive();
  reads = [];
});

const dearOf = (of: ResultArchive): DearResults =>
  new DearResults({ archive: of, clock, onRead: (read) => reads.push(read) });
/** Asks for a result that takes a time to make. */
const ask = (
  dear: DearResults,
  takesMs: number,
  options: { spanMs?: number; made?: ResultContent; tenant?: string } = {},
) => {
  const { spanMs = HOUR, made = 'made', tenant = 'acme' } = options;
  return dear.findOrMake({ tenant, key: 'k', spanMs, ttlMs: 10_000 }, async () => {
    await clock.advance(takesMs);
    return made;
  });
};

test('what took long to make is found the next time, by its tenant and for its time', async () => {
  const dear = dearOf(archive);
  expect(await ask(dear, 250)).toEqual({ made: 'made' });
  expect(await ask(dear, 250)).toEqual({ text: 'made', madeAt: 250 });
  expect(await ask(dear, 0, { tenant: 'globex' })).toEqual({ made: 'made' });
  await clock.advance(10_000);
  expect(await ask(dear, 0)).toEqual({ made: 'made' });
  expect(reads.map(({ outcome }) => outcome)).toEqual(['miss', 'hit', 'miss', 'miss']);
});

test.each([
  ['quick', 249, {}],
  ['about a short time', 250, { spanMs: HOUR - 1 }],
  ['large', 250, { made: 'x'.repeat(1024 * 1024 + 1) }],
  ['in bytes', 250, { made: Uint8Array.of(1) }],
])('what is %s is not kept', async (_how, takesMs, options) => {
  const dear = dearOf(archive);
  await ask(dear, takesMs, options);
  expect(await archive.find('acme', 'k', 0)).toBeNull();
});

test('an archive that is slow, or fails, costs little and is left alone for a while', async () => {
  let asked = 0;
  const hanging: ResultArchive = {
    find: () => {
      asked += 1;
      return new Promise(() => undefined);
    },
    keep: () => Promise.reject(new Error('away')),
  };
  const dear = dearOf(hanging);
  const first = ask(dear, 300);
  await clock.advance(100);
  expect(await first).toEqual({ made: 'made' });
  expect(await ask(dear, 300)).toEqual({ made: 'made' });
  expect(asked).toBe(1);
  await clock.advance(5_000);
  const later = ask(dear, 0);
  await clock.advance(100);
  await later;
  expect(asked).toBe(2);
  expect(reads.map(({ outcome }) => outcome)).toEqual(['error', 'error']);
});

test('a failure to make is told as it is', async () => {
  const broken = new Error('broken');
  const failing = dearOf(archive).findOrMake({ tenant: 'acme', key: 'k', spanMs: HOUR, ttlMs: 1 }, () =>
    Promise.reject(broken),
  );
  await expect(failing).rejects.toBe(broken);
});
