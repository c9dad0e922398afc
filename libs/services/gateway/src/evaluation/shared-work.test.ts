import { SharedWork } from './shared-work.js';

test('what is asked for at the same time is done once, and anew for who comes later', async () => {
  const shared = new SharedWork<number>();
  let times = 0;
  const work = async (): Promise<number> => (times += 1);
  expect(await Promise.all([shared.of('a', work), shared.of('a', work), shared.of('b', work)])).toEqual([
    { result: 1, isJoined: false },
    { result: 1, isJoined: true },
    { result: 2, isJoined: false },
  ]);
  expect(await shared.of('a', work)).toEqual({ result: 3, isJoined: false });
});

test('a failure is told to all who wait, and not to who comes later', async () => {
  const shared = new SharedWork<string>();
  const broken = new Error('broken');
  const fail = (): Promise<string> => Promise.reject(broken);
  const both = await Promise.allSettled([shared.of('a', fail), shared.of('a', fail)]);
  expect(both).toEqual([0, 1].map(() => ({ status: 'rejected', reason: broken })));
  expect(await shared.of('a', async () => 'well')).toEqual({ result: 'well', isJoined: false });
});

test('it goes on while anybody waits, and is given up when the last one has gone', async () => {
  const shared = new SharedWork<string>();
  const [first, second] = [new AbortController(), new AbortController()];
  const signals: AbortSignal[] = [];
  const work = (signal: AbortSignal): Promise<string> => {
    signals.push(signal);
    return new Promise(() => undefined);
  };
  const waiting = [shared.of('a', work, first.signal), shared.of('a', work, second.signal)];
  first.abort(new Error('first'));
  await expect(waiting[0]).rejects.toThrow('first');
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  second.abort(new Error('second'));
  await expect(waiting[1]).rejects.toThrow('second');
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(await shared.of('a', async () => 'anew')).toEqual({ result: 'anew', isJoined: false });
  await expect(shared.of('a', work, AbortSignal.abort(new Error('never came')))).rejects.toThrow('never came');
});
