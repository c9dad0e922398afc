import { randomUUID } from 'node:crypto';
import type { LogBatch, PartitionOffsets } from '@tocsin/ports/event-log';
import type { Kafka } from 'kafkajs';
import { recordOf, retry } from './client.js';

/**
 * Reads from given offsets up to given ends by a group of its own, which commits nothing. The client tells of every
 * fetched batch, also of one that held only marks of transactions; so the end is reached although no record stands there.
 */
export async function* readTopic(
  kafka: Kafka,
  topic: string,
  ranges: readonly PartitionOffsets[],
): AsyncIterable<LogBatch> {
  const open = new Map(
    ranges.filter(({ earliest, latest }) => earliest < latest).map((range) => [range.partition, range]),
  );
  if (open.size === 0) return;
  const consumer = kafka.consumer({
    groupId: `read-${randomUUID()}`,
    maxWaitTimeInMs: 20,
    readUncommitted: false,
    allowAutoTopicCreation: false,
    retry,
  });
  const ready: LogBatch[] = [];
  let wake: () => void = () => undefined;
  let failure: Error | null = null;

  consumer.on(consumer.events.GROUP_JOIN, () => {
    for (const { partition } of ranges) consumer.pause([{ topic, partitions: [partition] }]);
    for (const { partition, earliest } of open.values()) {
      consumer.seek({ topic, partition, offset: String(earliest) });
      consumer.resume([{ topic, partitions: [partition] }]);
    }
  });
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, firstOffset, lastOffset } }) => {
    // Without a first offset nothing was fetched: what stands there belongs to a transaction that has not ended yet.
    if (firstOffset === null) return;
    if (Number(lastOffset) + 1 >= (open.get(partition)?.latest ?? 0)) open.delete(partition);
    wake();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) failure = payload.error;
    wake();
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 16,
      eachBatch: async ({ batch }) => {
        const range = open.get(batch.partition);
        const records = batch.messages
          .map((message) => recordOf(topic, batch.partition, message))
          .filter(({ offset }) => range !== undefined && offset >= range.earliest && offset < range.latest);
        if (range !== undefined) range.earliest = Math.max(range.earliest, (records.at(-1)?.offset ?? -1) + 1);
        if (records.length > 0)
          ready.push({ topic, partition: batch.partition, records, highWatermark: Number(batch.highWatermark) });
      },
    });
    for (;;) {
      for (let batch = ready.shift(); batch !== undefined; batch = ready.shift()) yield batch;
      if (failure !== null) throw failure as Error;
      if (open.size === 0) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    await consumer.disconnect();
  }
}
