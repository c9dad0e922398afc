import type { KafkaMessage } from 'kafkajs';
import Broker, { type FetchedMessage, type FetchedPartition } from 'kafkajs/src/broker/index.js';

/** The type of a control record that ends a transaction by aborting it, after the version of the record's key. */
const ABORT = 0;

/**
 * Hides the records of aborted transactions. kafkajs 2.2.4 does that itself, but takes the brokers' list of aborted
 * transactions to be sorted by where they begin and looks at one for each record; the list is sorted by where they end,
 * and with several writers on a partition records of aborted transactions come through. So they are hidden here, before
 * kafkajs looks: as control records, which it skips and yet counts as read.
 */
export function hideAborted({ messages, abortedTransactions }: FetchedPartition): void {
  const waiting = (abortedTransactions ?? []).toSorted((a, b) => Number(a.firstOffset) - Number(b.firstOffset));
  const aborted = new Set<string>();
  for (const message of messages) {
    while (waiting[0] !== undefined && Number(waiting[0].firstOffset) <= Number(message.offset))
      aborted.add(String(waiting.shift()?.producerId));
    const { producerId, inTransaction } = message.batchContext;
    if (isAbort(message)) aborted.delete(String(producerId));
    else if (inTransaction && aborted.has(String(producerId))) message.isControlRecord = true;
  }
}

/** Names the header of a record that only says how far was read. */
const READ_UP_TO = 'tocsin-read-up-to';

/**
 * Lets a fetch of which nothing is left be seen all the same: kafkajs would move on by itself, also where the partition
 * has changed hands since the fetch was asked for, and whoever reads would not know. Nothing is left where all records
 * are marks or belong to aborted transactions, or where compaction has taken what was asked for.
 */
export function markEnd({ messages }: FetchedPartition, fetchOffset: number): void {
  const last = messages.at(-1);
  const isSeen = messages.some(({ isControlRecord, offset }) => !isControlRecord && Number(offset) >= fetchOffset);
  if (last === undefined || isSeen) return;
  const { firstOffset, lastOffsetDelta } = last.batchContext;
  const end = Math.max(fetchOffset, Number(last.offset), Number(firstOffset) + lastOffsetDelta);
  messages.push({
    ...last,
    offset: String(end),
    isControlRecord: false,
    key: null,
    value: null,
    headers: { [READ_UP_TO]: '' },
  });
}

/** Whether a message stands for nothing but the end of its batch. */
export const isEndMark = ({ headers = {} }: Pick<KafkaMessage, 'headers'>): boolean => READ_UP_TO in headers;

function isAbort({ isControlRecord, key }: FetchedMessage): boolean {
  return isControlRecord && key !== null && key[3] === ABORT;
}

const fetch = Broker.prototype.fetch;

Broker.prototype.fetch = async function fetchCommitted(request) {
  const response = await fetch.call(this, request);
  const asked = new Map(
    request.topics.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, fetchOffset }) => [`${topic}/${partition}`, Number(fetchOffset)]),
    ),
  );
  for (const { topicName, partitions } of response.responses) {
    for (const fetched of partitions) {
      hideAborted(fetched);
      markEnd(fetched, asked.get(`${topicName}/${fetched.partition}`) ?? 0);
      fetched.abortedTransactions = [];
    }
  }
  return response;
};
