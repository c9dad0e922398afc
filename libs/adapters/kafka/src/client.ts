import './committed-records.js';
import { Kafka, logLevel } from 'kafkajs';
import type { LogRecord } from '@tocsin/ports/event-log';
import type { KafkaMessage } from 'kafkajs';

/** A broker that restarts is waited for, and met again within a second or two. */
export const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 };

/** The client of one process. Its errors go where the process's errors go; what it retries by itself stays silent. */
export function kafkaClient(brokers: readonly string[], clientId: string, onError: (error: Error) => void): Kafka {
  return new Kafka({
    clientId,
    brokers: [...brokers],
    retry,
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

export function recordOf(
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
