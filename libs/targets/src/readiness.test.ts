import { FakeClock } from '@tocsin/ports/clock.fake';
import { readinessOf } from './readiness.js';

const works = {
  log: { check: async () => undefined },
  database: { app: { query: async () => [] as never } },
  rateCounter: { isShared: async (): Promise<boolean | null> => true },
};
const silent = { app: { query: () => new Promise<never>(() => undefined) } };
const asked = async (over: Partial<typeof works> | { database: typeof silent }) => {
  const clock = new FakeClock(0);
  const answer = readinessOf({ ...works, ...over, clock });
  await clock.advance(1_000);
  return (await answer).map(({ name, ok, required }) => [name, ok, required]);
};

test('tells of the log, PostgreSQL and Redis, and that only the log is required', async () => {
  expect(await asked({})).toEqual([
    ['log', true, true],
    ['postgresql', true, false],
    ['redis', true, false],
  ]);
});

test('a database that hangs does not answer after a second, and one that fails at once; nothing of the error is told', async () => {
  expect((await asked({ database: silent }))[1]).toEqual(['postgresql', false, false]);
  const failing = { app: { query: () => Promise.reject(new Error('10.0.0.7 refused')) } };
  const told = await readinessOf({ ...works, database: failing, clock: new FakeClock(0) });
  expect(told[1]).toMatchObject({ ok: false, message: expect.not.stringContaining('10.0.0.7') });
});

test('a log that cannot take records says why, and Redis is left out where there is none', async () => {
  const log = { check: () => Promise.reject(new Error('no space left')) };
  const told = await readinessOf({
    ...works,
    log,
    clock: new FakeClock(0),
    rateCounter: { isShared: async () => null },
  });
  expect(told.map(({ name, message }) => [name, message])).toEqual([
    ['log', 'no space left'],
    ['postgresql', 'ok'],
  ]);
});
