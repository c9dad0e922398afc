import { randomUUID } from 'node:crypto';
import type {
  AppendRecord,
  ConsumeOptions,
  Consumption,
  EventLog,
  LogBatch,
  LogRecord,
  PartitionRange,
  TopicPartition,
  TopicSettings,
} from './event-log.js';

/** Just enough of {@link OpenedLog} for the parts of the suite, so that they do not import the suite. */
export type OpenLog = () => Promise<{ log: EventLog; close(): Promise<void>; reopen?(): Promise<EventLog> }>;

const dayMs = 24 * 60 * 60 * 1000;

/** One log for all tests of a part, with names that no other part uses and everything stopped after each test. */
export class LogWorld {
  private opened: Awaited<ReturnType<OpenLog>> | undefined;
  private current: EventLog | undefined;
  private running: Consumption[] = [];

  constructor(open: OpenLog) {
    beforeAll(async () => {
      this.opened = await open();
      this.current = this.opened.log;
    });
    afterEach(async () => {
      await Promise.all(this.running.splice(0).map((consumption) => consumption.stop()));
    });
    afterAll(() => this.opened?.close());
  }

  get log(): EventLog {
    if (!this.current) throw new Error('the log is opened before the first test');
    return this.current;
  }

  /** Closes and opens the log again; false where that is not this process's to do. */
  async reopen(): Promise<boolean> {
    if (!this.opened?.reopen) return false;
    this.current = await this.opened.reopen();
    return true;
  }

  group(): string {
    return `group-${randomUUID()}`;
  }

  async topic(partitions: number, settings: Partial<TopicSettings> = {}): Promise<string> {
    const name = `contract.${randomUUID()}.v1`;
    await this.log.ensureTopics([{ name, partitions, cleanup: 'delete', retentionMs: dayMs, ...settings }]);
    return name;
  }

  /** Consumes and collects; stopped after the test if it is not before. */
  async collect(options: Partial<ConsumeOptions> & Pick<ConsumeOptions, 'topics'>): Promise<Collected> {
    const collected = new Collected();
    const consumption = await this.log.consume({
      group: this.group(),
      from: 'earliest',
      commit: 'after-batch',
      ...options,
      onBatch: async (batch, signal) => {
        collected.take(batch);
        await options.onBatch?.(batch, signal);
      },
      onAssigned: async (assigned) => {
        collected.tell(() => collected.assigned.push(...assigned));
        return (await options.onAssigned?.(assigned)) ?? [];
      },
      onRevoked: async (revoked) => {
        collected.tell(() => collected.revoked.push(...revoked));
        await options.onRevoked?.(revoked);
      },
    });
    this.running.push(consumption);
    collected.consumption = consumption;
    return collected;
  }
}

/** What a member was given, and a way to wait for it. */
export class Collected {
  readonly batches: LogBatch[] = [];
  readonly assigned: TopicPartition[] = [];
  readonly revoked: TopicPartition[] = [];
  private waiting: { condition: () => boolean; resolve: () => void }[] = [];
  private member: Consumption | undefined;

  set consumption(consumption: Consumption) {
    this.member = consumption;
  }

  get consumption(): Consumption {
    if (!this.member) throw new Error('the member has not joined yet');
    return this.member;
  }

  get records(): LogRecord[] {
    return this.batches.flatMap((batch) => batch.records);
  }

  get values(): string[] {
    return this.records.map(text);
  }

  of(partition: number): string[] {
    return this.records.filter((record) => record.partition === partition).map(text);
  }

  take(batch: LogBatch): void {
    this.tell(() => this.batches.push(batch));
  }

  tell(change: () => void): void {
    change();
    for (const { resolve } of this.waiting.filter(({ condition }) => condition())) resolve();
    this.waiting = this.waiting.filter(({ condition }) => !condition());
  }

  /** Resolves as soon as the condition holds after something was taken. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ condition, resolve }));
  }

  count(records: number): Promise<void> {
    return this.until(() => this.records.length >= records);
  }
}

/** A promise and the function that resolves it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

export function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

export function text(record: LogRecord): string {
  return record.value === null ? '' : new TextDecoder().decode(record.value);
}

/** A record whose value is its own text; `partition` only where the test is about it. */
export function record(value: string, partition?: number): AppendRecord {
  return { key: value, value: bytes(value), ...(partition === undefined ? {} : { partition }) };
}

export function series(prefix: string, count: number, partition?: number): AppendRecord[] {
  return Array.from({ length: count }, (_, i) => record(`${prefix}${i}`, partition));
}

export async function readAll(log: EventLog, topic: string, ranges?: readonly PartitionRange[]): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const batch of log.read(topic, ranges)) records.push(...batch.records);
  return records;
}

/** Reads until something is there: what a transaction wrote becomes visible soon after it resolves, not at once. */
export async function eventually<Value>(
  read: () => Promise<Value>,
  isThere: (value: Value) => boolean,
): Promise<Value> {
  for (;;) {
    const value = await read();
    if (isThere(value)) return value;
  }
}

export function readAtLeast(log: EventLog, topic: string, count: number): Promise<LogRecord[]> {
  return eventually(
    () => readAll(log, topic),
    ({ length }) => length >= count,
  );
}
