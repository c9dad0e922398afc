import fc from 'fast-check';
import type { Message } from 'kafkajs';
import { inRequests } from './in-requests.js';

const message = fc.record({
  partition: fc.nat(2),
  key: fc.string({ maxLength: 5 }),
  value: fc.oneof(
    fc.constant(null),
    fc.nat(300).map((size) => Buffer.alloc(size)),
  ),
});
const topics = fc
  .array(fc.array(message, { maxLength: 30 }), { maxLength: 3 })
  .map((all) => all.map((messages, i) => ({ topic: `t${i}`, messages: messages as Message[] })));
const BYTES_MAX = 1_000;
const sizeOf = ({ key, value }: Message): number => Buffer.byteLength(key ?? '') + Buffer.byteLength(value ?? '');

describe('messages in requests', () => {
  test('are all there, in the order of their partitions', () => {
    fc.assert(
      fc.property(topics, (all) => {
        const sent = inRequests(all, BYTES_MAX).flat();
        for (const { topic, messages } of all)
          for (const partition of [0, 1, 2]) {
            const own = sent.flatMap((request) => (request.topic === topic ? request.messages : []));
            const of = (list: readonly Message[]): Message[] => list.filter((one) => one.partition === partition);
            expect(of(own)).toEqual(of(messages));
          }
      }),
    );
  });

  test('bring no partition too much at once', () => {
    fc.assert(
      fc.property(topics, (all) => {
        for (const request of inRequests(all, BYTES_MAX))
          for (const { messages } of request)
            for (const own of Map.groupBy(messages, ({ partition }) => partition).values())
              expect(own.reduce((sum, one) => sum + sizeOf(one), 0)).toBeLessThanOrEqual(BYTES_MAX);
      }),
    );
  });

  test('go in one request when they fit', () => {
    const messages = [0, 1, 0].map((partition) => ({ partition, key: 'k', value: Buffer.alloc(400) }));
    expect(inRequests([{ topic: 't', messages }], BYTES_MAX)).toEqual([[{ topic: 't', messages }]]);
  });

  test('stand alone when they are too large by themselves', () => {
    const messages = [1, 2_000, 1].map((size) => ({ partition: 0, key: 'k', value: Buffer.alloc(size) }));
    expect(inRequests([{ topic: 't', messages }], BYTES_MAX)).toHaveLength(3);
  });
});
