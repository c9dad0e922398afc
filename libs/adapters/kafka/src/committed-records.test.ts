import type { FetchedMessage, FetchedPartition } from 'kafkajs/src/broker/index.js';
import { hideAborted } from './committed-records.js';

const record = (offset: number, producerId: string): FetchedMessage => ({
  offset: String(offset),
  key: null,
  isControlRecord: false,
  batchContext: { producerId, inTransaction: true },
});
const marker = (offset: number, producerId: string, type: 'abort' | 'commit'): FetchedMessage => ({
  ...record(offset, producerId),
  key: Uint8Array.of(0, 0, 0, type === 'abort' ? 0 : 1),
  isControlRecord: true,
});
const visible = (partition: FetchedPartition): number[] => {
  hideAborted(partition);
  return partition.messages.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => Number(offset));
};

describe('records of aborted transactions', () => {
  test('are hidden when the transaction that began first ended last', () => {
    const messages = [
      record(0, 'a'),
      record(1, 'b'),
      marker(2, 'b', 'abort'),
      record(3, 'a'),
      marker(4, 'a', 'abort'),
      record(5, 'b'),
      marker(6, 'b', 'commit'),
    ];
    const abortedTransactions = [
      { producerId: 'b', firstOffset: '1' },
      { producerId: 'a', firstOffset: '0' },
    ];
    expect(visible({ messages, abortedTransactions })).toEqual([5]);
  });

  test('are hidden when several transactions had begun before the first record that was fetched', () => {
    const messages = [record(5, 'b'), record(6, 'a'), record(7, 'c'), marker(8, 'b', 'abort'), marker(9, 'a', 'abort')];
    const abortedTransactions = [
      { producerId: 'a', firstOffset: '1' },
      { producerId: 'b', firstOffset: '2' },
    ];
    expect(visible({ messages, abortedTransactions })).toEqual([7]);
  });

  test('leave what the same writer commits afterwards', () => {
    const messages = [record(0, 'a'), marker(1, 'a', 'abort'), record(2, 'a'), marker(3, 'a', 'commit')];
    expect(visible({ messages, abortedTransactions: [{ producerId: 'a', firstOffset: '0' }] })).toEqual([2]);
  });
});
