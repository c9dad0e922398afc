import type { FetchedMessage, FetchedPartition } from 'kafkajs/src/broker/index.js';
import { hideAborted, isEndMark, markEnd } from './committed-records.js';

const record = (offset: number, producerId: string): FetchedMessage => ({
  offset: String(offset),
  key: null,
  value: null,
  headers: {},
  isControlRecord: false,
  batchContext: { producerId, inTransaction: true, firstOffset: String(offset), lastOffsetDelta: 0 },
});
const marker = (offset: number, producerId: string, type: 'abort' | 'commit'): FetchedMessage => ({
  ...record(offset, producerId),
  key: Uint8Array.of(0, 0, 0, type === 'abort' ? 0 : 1),
  isControlRecord: true,
});
const visible = (fetched: Omit<FetchedPartition, 'partition'>): number[] => {
  const partition = { partition: 0, ...fetched };
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

describe('a fetch of which nothing is left', () => {
  const marked = (messages: FetchedMessage[], fetchOffset: number): number[] => {
    const partition = { partition: 0, messages, abortedTransactions: [] };
    markEnd(partition, fetchOffset);
    return partition.messages.filter(isEndMark).map(({ offset }) => Number(offset));
  };

  test('says up to where it was looked at when there are only marks of transactions', () => {
    expect(marked([marker(4, 'a', 'abort'), marker(5, 'b', 'commit')], 4)).toEqual([5]);
  });

  test('says so when compaction has taken the records that were asked for, up to the end of their batch', () => {
    const before = record(3, 'a');
    before.batchContext = { ...before.batchContext, firstOffset: '2', lastOffsetDelta: 7 };
    expect(marked([before], 5)).toEqual([9]);
  });

  test('needs no mark when a record is left, and has none when nothing came', () => {
    expect(marked([record(4, 'a'), marker(5, 'a', 'commit')], 4)).toEqual([]);
    expect(marked([], 4)).toEqual([]);
  });
});
