import { AsyncLocalStorage } from 'node:async_hooks';
import { Rounds } from './rounds.js';

/** Rounds that end when they are told to. */
function heldRounds() {
  const begun: PromiseWithResolvers<void>[] = [];
  const errors: unknown[] = [];
  const rounds = new Rounds(
    () => {
      const round = Promise.withResolvers<void>();
      begun.push(round);
      return round.promise;
    },
    (error) => errors.push(error),
  );
  return { rounds, begun, errors };
}

test('however often it is asked for during a round, one more follows', async () => {
  const { rounds, begun } = heldRounds();
  const all = rounds.wake();
  void rounds.wake();
  void rounds.wake();
  expect(begun).toHaveLength(1);
  begun[0]?.resolve();
  await begun[0]?.promise;
  await Promise.resolve();
  expect(begun).toHaveLength(2);
  begun[1]?.resolve();
  await all;
  expect(begun).toHaveLength(2);
});

test('a round that fails is told, and the next one is done when it is asked for', async () => {
  const { rounds, begun, errors } = heldRounds();
  const first = rounds.wake();
  begun[0]?.reject(new Error('no'));
  await first;
  expect(errors).toEqual([new Error('no')]);
  const second = rounds.wake();
  begun[1]?.resolve();
  await second;
  expect(begun).toHaveLength(2);
});

test('who stops waits for the round that runs, and none begins any more', async () => {
  const { rounds, begun } = heldRounds();
  void rounds.wake();
  void rounds.wake();
  let isOver = false;
  const stopped = rounds.stop().then(() => (isOver = true));
  await Promise.resolve();
  expect(isOver).toBe(false);
  begun[0]?.resolve();
  await stopped;
  await rounds.wake();
  expect(begun).toHaveLength(1);
  expect(rounds.isStopped).toBe(true);
});

test('a round belongs to the context of none of those who asked for it', async () => {
  const context = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const rounds = new Rounds(
    async () => void seen.push(context.getStore()),
    () => undefined,
  );
  await context.run('of one trace', () => rounds.wake());
  await rounds.wake();
  expect(seen).toEqual([undefined, undefined]);
});
