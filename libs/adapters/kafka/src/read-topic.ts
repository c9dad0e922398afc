import { randomUUID } from 'node:crypto';
import type { LogBatch, PartitionOffsets } from '@tocsin/ports/event-log';
import type { Kafka } from 'kafkajs';
import { fetchedBatchOf, retry } from './client.js';

/**
 * Reads from given offsets up to given ends by a group of its own, which commits nothing. Batches that hold only marks of
 * transactions are seen, too; so the end is reached although no record stands there. Where a transaction has not ended
 * yet, nothing is fetched until it has.
 */
export async function* readTopic(
  kafka: Kafka,
  { topic, ranges, groupPrefix }: { topic: string; ranges: readonly PartitionOffsets[]; groupPrefix: string },
): AsyncIterable<LogBatch> {
  const open = new Map(
    ranges.filter(({ earliest, latest }) => earliest < latest).map((range) => [range.partition, range]),
  );
  if (open.size === 0) return;
  const consumer = kafka.consumer({
    groupId: `${groupPrefix}.read-${randomUUID()}`,
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
      eachBatch: async ({ batch, isStale }) => {
        const { topic, partition } = batch;
        const range = open.get(partition);
        if (range === undefined || isStale()) return;
        const { from, to, records } = fetchedBatchOf(batch);
        if (from > range.earliest) return consumer.seek({ topic, partition, offset: String(range.earliest) });
        const wanted = records.filter(({ offset }) => offset >= range.earliest && offset < range.latest);
        if (wanted.length > 0)
          ready.push({ topic, partition, records: wanted, highWatermark: Number(batch.highWatermark) });
        range.earliest = Math.max(range.earliest, to);
        if (to >= range.latest) open.delete(partition);
        wake();
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
