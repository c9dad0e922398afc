import fc from 'fast-check';
import { BatchQueue, type WaitingRequest } from './batch-queue.js';

const limits = { batchWindows: 256, delayMs: 20, waitingWindowsMax: 1_000 };

function waiting(key: string, windows: number, since: number, usefulness = 1): WaitingRequest {
  return { key, request: { model: key, windows, inputs: {}, usefulness }, since };
}

test('a batch is due once its first request has waited for 20 ms, and not before', () => {
  const queue = new BatchQueue<WaitingRequest>(limits);
  queue.add(waiting('a', 1, 100));
  queue.add(waiting('a', 1, 115));
  expect(queue.due(119)).toBeUndefined();
  expect(queue.dueAt()).toBe(120);
  expect(queue.due(120)).toBe('a');
  expect(queue.take('a')).toHaveLength(2);
  expect(queue.dueAt()).toBeUndefined();
});

test('a full batch is due at once, and takes no more than fit', () => {
  const queue = new BatchQueue<WaitingRequest>(limits);
  for (let i = 0; i < 3; i += 1) queue.add(waiting('a', 100, 0));
  expect(queue.due(0)).toBe('a');
  expect(queue.take('a').map(({ request }) => request.windows)).toEqual([100, 100]);
  expect(queue.due(0)).toBeUndefined();
  expect(queue.dueAt()).toBe(20);
});

test('of several that are due, the one that has waited longest goes first', () => {
  const queue = new BatchQueue<WaitingRequest>(limits);
  queue.add(waiting('late', 256, 10));
  queue.add(waiting('early', 1, 0));
  expect(queue.due(15)).toBe('late');
  expect(queue.due(20)).toBe('early');
});

test('whatever is asked: nothing is lost, none is of less use than what was shed for it, and the limit holds', () => {
  const request = fc.record({
    model: fc.constantFrom('a', 'b'),
    windows: fc.integer({ min: 1, max: 256 }),
    use: fc.nat(50),
  });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 60 }), (requests) => {
      const queue = new BatchQueue<WaitingRequest>(limits);
      const kept = new Set<WaitingRequest>();
      for (const { model, windows, use } of requests) {
        const added = waiting(model, windows, 0, use);
        kept.add(added);
        const shed = queue.add(added);
        for (const each of shed) expect(kept.delete(each)).toBe(true);
        const worst = Math.max(...shed.map((each) => each.request.usefulness));
        for (const each of shed.length === 0 ? [] : kept) expect(each.request.usefulness).toBeGreaterThanOrEqual(worst);
        expect([...kept].reduce((sum, each) => sum + each.request.windows, 0)).toBeLessThanOrEqual(
          limits.waitingWindowsMax,
        );
      }
      const taken: WaitingRequest[] = [];
      for (let model = queue.due(20); model !== undefined; model = queue.due(20)) {
        const batch = queue.take(model);
        expect(batch.length === 1 || batch.reduce((sum, each) => sum + each.request.windows, 0) <= 256).toBe(true);
        taken.push(...batch);
      }
      expect(new Set(taken)).toEqual(kept);
      expect(taken).toHaveLength(kept.size);
    }),
  );
});
