import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { decodeJson, encodeJson, type TopicDefinition, topicName } from '@tocsin/contracts/define-topic';
import { deadLetters } from '@tocsin/contracts/topics/dead-letters';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogBatch, LogRecord } from '@tocsin/ports/event-log';
import type { Handled, Handling } from '@tocsin/ports/handling';
import { TENANT_ATTRIBUTE, type Tracing } from '@tocsin/ports/tracing';
import { lastValueFrom } from 'rxjs';

export interface EventLogTransportOptions {
  log: EventLog;
  clock: Clock;
  /** Begins the names of the consumer groups, one for each topic; processes of one service share them. */
  group: string;
  topics: readonly TopicDefinition[];
  topicPrefix: string;
  tracing: Tracing;
  onError(error: unknown): void;
}

/**
 * Nest's way to the log: a controller method with `@EventPattern('transitions')` gets whole batches of that topic as
 * `Handled<Value>[]` and answers with one {@link Handling} for all of them. Records that cannot be read go to the
 * dead letters before the handler sees the batch; nothing is thrown through the log's client.
 */
export class EventLogTransport extends Server implements CustomTransportStrategy {
  readonly #options: EventLogTransportOptions;
  #consumptions: Consumption[] = [];

  constructor(options: EventLogTransportOptions) {
    super();
    this.#options = options;
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      for (const [pattern, handler] of this.messageHandlers)
        this.#consumptions.push(await this.#consume(pattern, handler));
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#consumptions.splice(0).map((consumption) => consumption.stop()));
  }

  override on(): never {
    throw new Error('the log has no events of its own to listen to');
  }

  override unwrap<T>(): T {
    return this.#options.log as T;
  }

  #consume(pattern: string, handler: MessageHandler): Promise<Consumption> {
    const { log, group, topics, topicPrefix } = this.#options;
    const topic = topics.find((candidate) => candidate.name === pattern);
    if (topic === undefined) throw new Error(`a handler listens to "${pattern}", which its target does not consume`);
    return log.consume({
      group: `${group}.${topic.name}`,
      topics: [topicName(topic, topicPrefix)],
      from: 'earliest',
      commit: 'after-batch',
      onBatch: (batch, signal) => this.#handle(topic, handler, batch, signal),
    });
  }

  async #handle(topic: TopicDefinition, handler: MessageHandler, batch: LogBatch, signal: AbortSignal): Promise<void> {
    const readable: Handled<unknown>[] = [];
    for (const record of batch.records) {
      if (record.value === null) {
        readable.push({ value: null, record });
        continue;
      }
      const decoded = decodeJson(topic, record.value);
      if (decoded.kind === 'value') readable.push(this.#traced({ value: decoded.value, record }));
      else await this.#bury(record, decoded.reason);
    }
    if (readable.length === 0) return;
    for (;;) {
      const handling = await this.#call(handler, readable);
      if (handling.kind === 'deadLetter') for (const { record } of readable) await this.#bury(record, handling.reason);
      if (handling.kind !== 'retry') return;
      this.#options.onError(new Error(`${topic.name}: ${handling.reason}; trying again in ${handling.afterMs} ms`));
      await this.#options.clock.wait(handling.afterMs, signal);
      if (signal.aborted) throw new Error('stopped while a batch waited to be tried again');
    }
  }

  #traced(handled: Handled<unknown>): Handled<unknown> {
    const { tracing } = this.#options;
    const { tenant_id } = handled.value as { tenant_id?: unknown };
    if (typeof tenant_id === 'string') tracing.spanOf(handled.record)?.set({ [TENANT_ATTRIBUTE]: tenant_id });
    const cause = tracing.causeOf(handled.record);
    return cause === null ? handled : { ...handled, cause };
  }

  async #call(handler: MessageHandler, handled: readonly Handled<unknown>[]): Promise<Handling> {
    try {
      const result: unknown = await lastValueFrom(this.transformToObservable(await handler(handled)));
      return result as Handling;
    } catch (error) {
      return { kind: 'retry', afterMs: 1_000, reason: (error as Error).message };
    }
  }

  async #bury(record: LogRecord, reason: string): Promise<void> {
    const { log, clock, group, topicPrefix } = this.#options;
    const { topic, partition, offset, key, headers, value } = record;
    const letter = {
      topic,
      partition,
      offset,
      key,
      headers: { ...headers },
      value_base64: value === null ? null : Buffer.from(value).toString('base64'),
      reason,
      consumer: group,
      at: clock.now(),
    };
    await log.append(topicName(deadLetters, topicPrefix), [{ key: topic, value: encodeJson(deadLetters, letter) }]);
  }
}
