import { paced } from './paced.js';

test('what is called often runs at once, and once more at the end of each pause in which it was called', async () => {
  const ends: (() => void)[] = [];
  let runs = 0;
  const call = paced(
    () => (runs += 1),
    10,
    () => new Promise((resolve) => ends.push(resolve)),
  );
  const pauseEnds = async (): Promise<void> => {
    ends.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
  };
  call();
  call();
  call();
  expect(runs).toBe(1);
  await pauseEnds();
  expect(runs).toBe(2);
  await pauseEnds();
  expect([runs, ends.length]).toEqual([2, 0]);
  call();
  expect(runs).toBe(3);
});
