import type { Message } from 'kafkajs';

export interface TopicMessages {
  readonly topic: string;
  readonly messages: Message[];
}

/** Most bytes for one partition in one request: brokers take a megabyte (`message.max.bytes`), what stands around included. */
const PARTITION_BYTES_MAX = 900_000;
/** What stands around a message's key, value and headers, at most. */
const AROUND_BYTES = 64;

/**
 * Cuts what is to be sent into requests, to be sent one after the other, none of which brings a partition more than
 * brokers take at once. The order within each partition stays. A message that is too large by itself stands alone.
 *
 * @param topics - messages with their partitions
 */
export function inRequests(topics: readonly TopicMessages[], bytesMax = PARTITION_BYTES_MAX): TopicMessages[][] {
  const requests: TopicMessages[][] = [];
  for (const { topic, messages } of topics) {
    const pieces: Message[][] = [];
    /** Of each partition: the piece that it is in, and how much of it is taken. */
    const places = new Map<number | undefined, { piece: number; bytes: number }>();
    for (const message of messages) {
      const size = sizeOf(message);
      const before = places.get(message.partition);
      const fits = before === undefined || before.bytes + size <= bytesMax;
      const place = fits
        ? { piece: before?.piece ?? 0, bytes: (before?.bytes ?? 0) + size }
        : { piece: before.piece + 1, bytes: size };
      places.set(message.partition, place);
      (pieces[place.piece] ??= []).push(message);
    }
    pieces.forEach((own, i) => (requests[i] ??= []).push({ topic, messages: own }));
  }
  return requests;
}

function sizeOf({ key, value, headers = {} }: Message): number {
  const around = Object.entries(headers).reduce((sum, [name, text]) => sum + bytesOf(name) + bytesOf(String(text)), 0);
  return AROUND_BYTES + bytesOf(key) + bytesOf(value) + around;
}

const bytesOf = (content: Buffer | string | null | undefined): number => Buffer.byteLength(content ?? '');
