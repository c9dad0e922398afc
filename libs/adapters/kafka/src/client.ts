import { isEndMark } from './committed-records.js';
import { Kafka, logLevel, type RetryOptions, type SASLOptions } from 'kafkajs';
import type { LogRecord } from '@tocsin/ports/event-log';
import type { Batch, KafkaMessage } from 'kafkajs';

/** A broker that restarts is waited for, and met again within a second or two. */
export const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 };

/** How a process is let in by the brokers: by whose name and password, and over which line. */
export interface BrokerAccess {
  sasl: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string } | null;
  /** Null for a line that anybody on it can read; `ca` are certificates in PEM beside those of the system. */
  tls: { ca: string | null } | null;
}

/**
 * The client of one process. Its errors go where the process's errors go; what it retries by itself stays silent.
 *
 * @param retries - how often and how soon it tries again
 */
export function kafkaClient(
  brokers: readonly string[],
  clientId: string,
  onError: (error: Error) => void,
  { sasl, tls }: BrokerAccess = { sasl: null, tls: null },
  retries: RetryOptions = retry,
): Kafka {
  return new Kafka({
    ...(sasl === null ? {} : { sasl: sasl as SASLOptions }),
    ...(tls === null ? {} : { ssl: tls.ca === null ? true : { ca: [tls.ca] } }),
    clientId,
    brokers: [...brokers],
    retry: retries,
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    logLevel: logLevel.ERROR,
    logCreator:
      () =>
      ({ log }) => {
        // An answer that says no is handled or thrown by whoever asked; a rebalance is no error.
        if (log['retryCount'] !== undefined || log.message.startsWith('Response ') || log.message.includes('rebalanc'))
          return;
        onError(new Error(`${log.message}${log['error'] ? `: ${String(log['error'])}` : ''}`));
      },
  });
}

/** What one fetch has brought of a partition. */
export interface FetchedBatch {
  /** The offset that was asked for. */
  from: number;
  /** The offset behind everything that was looked at, also where it came to no record. */
  to: number;
  records: LogRecord[];
}

export function fetchedBatchOf(batch: Batch): FetchedBatch {
  const { topic, partition, messages } = batch;
  return {
    // kafkajs has it, and its types lack it.
    from: Number((batch as Batch & { fetchedOffset: string }).fetchedOffset),
    to: Number(batch.lastOffset()) + 1,
    records: messages.filter((message) => !isEndMark(message)).map((message) => recordOf(topic, partition, message)),
  };
}

function recordOf(
  topic: string,
  partition: number,
  { offset, timestamp, key, value, headers = {} }: KafkaMessage,
): LogRecord {
  const texts = Object.entries(headers).map(([name, header]): [string, string] => [
    name,
    String(Array.isArray(header) ? header[0] : (header ?? '')),
  ]);
  return {
    topic,
    partition,
    offset: Number(offset),
    timestamp: Number(timestamp),
    key: key === null ? null : String(key),
    value,
    headers: Object.fromEntries(texts),
  };
}
