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

function isAbort({ isControlRecord, key }: FetchedMessage): boolean {
  return isControlRecord && key !== null && key[3] === ABORT;
}

const fetch = Broker.prototype.fetch;

Broker.prototype.fetch = async function fetchCommitted(request: object) {
  const response = await fetch.call(this, request);
  for (const { partitions } of response.responses) {
    for (const partition of partitions) {
      hideAborted(partition);
      partition.abortedTransactions = [];
    }
  }
  return response;
};
