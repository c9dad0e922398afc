import type {
  AppendRecord,
  ConsumeOptions,
  Consumption,
  EventLog,
  LogBatch,
  LogRecord,
  PartitionOffsets,
  PartitionRange,
  TopicSettings,
  Transactor,
} from '@tocsin/ports/event-log';
import { isSampled, type Span, TRACEPARENT } from '@tocsin/ports/tracing';
import type { OtlpTracing } from './otlp-tracing.js';

/** Of the records of one batch, the most that get a span of their own; traces of further ones go on without. */
const SPANS_OF_BATCH_MAX = 32;

/**
 * A log whose records carry traces: what is appended in the course of a traced piece of work names it in its header, and what
 * is read from a record goes on with it. A transaction's records bear what their writer gives them.
 */
export class TracedLog implements EventLog {
  constructor(
    private readonly log: EventLog,
    private readonly tracing: OtlpTracing,
  ) {}

  async append(topic: string, records: readonly AppendRecord[]): Promise<void> {
    const current = this.tracing.current();
    if (current === null) return this.log.append(topic, records);
    const span = current.isSampled
      ? this.tracing.begin(`send ${topic}`, {
          kind: 'producer',
          attributes: {
            'messaging.operation.type': 'send',
            'messaging.operation.name': 'send',
            'messaging.destination.name': topic,
            'messaging.batch.message_count': records.length,
          },
        })
      : null;
    const { traceparent } = span ?? current;
    const carrying = records.map((record) => ({
      ...record,
      headers: { [TRACEPARENT]: traceparent, ...record.headers },
    }));
    try {
      await this.log.append(topic, carrying);
      span?.end();
    } catch (error) {
      span?.end((error as Error).name);
      throw error;
    }
  }

  consume(options: ConsumeOptions): Promise<Consumption> {
    if (options.isTraced === false) return this.log.consume(options);
    const onBatch = (batch: LogBatch, signal: AbortSignal): Promise<void> =>
      this.#process(options.group, batch, () => options.onBatch(batch, signal));
    return this.log.consume({ ...options, onBatch });
  }

  async #process(group: string, batch: LogBatch, work: () => Promise<void>): Promise<void> {
    const spans: Span[] = [];
    for (const record of batch.records) {
      const traceparent = record.headers[TRACEPARENT];
      if (traceparent === undefined || spans.length >= SPANS_OF_BATCH_MAX || !isSampled(traceparent)) continue;
      spans.push(this.#beginProcessing(group, record, traceparent));
    }
    if (spans.length === 0) return work();
    // Of several records nobody can say which of them a piece of the work is for; whoever can asks for each record's.
    const only = batch.records.length === 1 ? (spans[0] ?? null) : null;
    try {
      await this.tracing.run(only, work);
      for (const span of spans) span.end();
    } catch (error) {
      for (const span of spans) span.end((error as Error).name);
      throw error;
    }
  }

  #beginProcessing(group: string, record: LogRecord, parent: string): Span {
    const span = this.tracing.begin(`process ${record.topic}`, {
      kind: 'consumer',
      parent,
      attributes: {
        'messaging.operation.type': 'process',
        'messaging.operation.name': 'process',
        'messaging.destination.name': record.topic,
        'messaging.destination.partition.id': String(record.partition),
        'messaging.kafka.offset': record.offset,
        'messaging.consumer.group.name': group,
      },
    });
    this.tracing.processes(record, span);
    return span;
  }

  ensureTopics(topics: readonly TopicSettings[]): Promise<void> {
    return this.log.ensureTopics(topics);
  }

  read(topic: string, ranges?: readonly PartitionRange[]): AsyncIterable<LogBatch> {
    return this.log.read(topic, ranges);
  }

  offsets(topic: string): Promise<readonly PartitionOffsets[]> {
    return this.log.offsets(topic);
  }

  offsetsAt(topic: string, time: number): Promise<readonly { partition: number; offset: number }[]> {
    return this.log.offsetsAt(topic, time);
  }

  committed(group: string, topic: string): Promise<readonly { partition: number; offset: number }[]> {
    return this.log.committed(group, topic);
  }

  lag(group: string, topic: string): Promise<readonly { partition: number; lag: number }[]> {
    return this.log.lag(group, topic);
  }

  openTransactor(id: string): Promise<Transactor> {
    return this.log.openTransactor(id);
  }

  check(): Promise<void> {
    return this.log.check();
  }

  close(): Promise<void> {
    return this.log.close();
  }
}
