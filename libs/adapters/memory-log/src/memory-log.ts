import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '@tocsin/ports/clock';
import type {
  AppendRecord,
  Consumption,
  ConsumeOptions,
  EventLog,
  LogBatch,
  LogRecord,
  PartitionOffsets,
  PartitionRange,
  TopicPartition,
  TopicSettings,
  Transaction,
  Transactor,
} from '@tocsin/ports/event-log';
import { partitionOfKey } from '@tocsin/ports/partition-of-key';
import { writeCheckpoint } from './checkpoint.js';
import { ConsumerGroup } from './consumer-group.js';
import { GroupMember } from './group-member.js';
import type { LogState } from './log-state.js';
import type { UnitWriter } from './unit-writer.js';
import type { TornTail, WalFiles } from './wal-files.js';
import { assertFits, type WalStep } from './wal-format.js';

const readBatchRecords = 1000;

/** What a log consists of; made by `openMemoryLog`. */
export interface MemoryLogParts {
  state: LogState;
  writer: UnitWriter;
  files: WalFiles | null;
  clock: Clock;
  /** Superseded bytes up to which no checkpoint is worth its writing. */
  segmentBytes: number;
  tornTail: TornTail | null;
  /** Run at the end of `close`: stops timers and gives the directory back. */
  release: () => Promise<void>;
}

/** The embedded log: every record in memory, every change first in a write-ahead file. */
export class MemoryLog implements EventLog {
  private readonly groups = new Map<string, ConsumerGroup>();
  private readonly consumptions = new Set<Consumption>();
  /** The transactor that may write, by id. */
  private readonly owners = new Map<string, object>();
  private closing: Promise<void> | null = null;
  private cleaning: Promise<void> | null = null;

  constructor(private readonly parts: MemoryLogParts) {}

  /** The incomplete unit that was cut off when the log was opened, if there was one. It was never acknowledged. */
  get tornTail(): TornTail | null {
    return this.parts.tornTail;
  }

  async ensureTopics(topics: readonly TopicSettings[]): Promise<void> {
    const { state, writer } = this.parts;
    await writer.write(() =>
      topics.filter(({ name }) => !state.has(name)).map((settings): WalStep => ({ kind: 'topic', settings })),
    );
  }

  async append(topic: string, records: readonly AppendRecord[]): Promise<void> {
    this.parts.state.topic(topic);
    await this.parts.writer.write(() => this.numbered(this.steps(topic, records)));
  }

  async consume(options: ConsumeOptions): Promise<Consumption> {
    const { state, writer, clock } = this.parts;
    if (this.closing) throw new Error('the log is closed');
    for (const topic of options.topics) state.topic(topic);
    const group = this.groups.get(options.group) ?? new ConsumerGroup((topic) => state.topic(topic).partitions.length);
    this.groups.set(options.group, group);
    const member = new GroupMember(options, { state, writer, clock });
    const consumption: Consumption = {
      assigned: () => member.owned,
      pause: (partitions) => partitions.forEach((at) => member.pump(at)?.pause()),
      resume: (partitions) => partitions.forEach((at) => member.pump(at)?.resume()),
      seek: (at) => member.pump(at)?.seek(at.offset),
      commit: async (at) => void (await writer.write(() => [commitStep(options.group, at)])),
      stop: async () => {
        this.consumptions.delete(consumption);
        await group.leave(member);
        await writer.flush();
      },
    };
    this.consumptions.add(consumption);
    await group.join(member);
    return consumption;
  }

  async *read(topic: string, ranges?: readonly PartitionRange[]): AsyncIterable<LogBatch> {
    let open = this.parts.state.topic(topic).partitions.flatMap((store, partition) => {
      const range = ranges?.find((one) => one.partition === partition);
      if (ranges !== undefined && range === undefined) return [];
      return [{ store, partition, offset: range?.offset ?? 0, end: Math.min(store.latest, range?.to ?? store.latest) }];
    });
    while (open.length > 0) {
      for (const reading of open) {
        const { store, partition, end } = reading;
        const records = store.slice(reading.offset, readBatchRecords).filter(({ offset }) => offset < end);
        reading.offset = (records.at(-1)?.offset ?? end) + 1;
        if (records.length === 0) continue;
        yield { topic, partition, records, highWatermark: store.latest };
        await nextTurn();
      }
      open = open.filter(({ offset, end }) => offset < end);
    }
  }

  async offsets(topic: string): Promise<readonly PartitionOffsets[]> {
    return this.parts.state
      .topic(topic)
      .partitions.map(({ earliest, latest }, partition) => ({ partition, earliest, latest }));
  }

  async offsetsAt(topic: string, time: number): Promise<readonly { partition: number; offset: number }[]> {
    return this.parts.state
      .topic(topic)
      .partitions.map((store, partition) => ({ partition, offset: store.offsetAt(time) }));
  }

  async committed(group: string, topic: string): Promise<readonly { partition: number; offset: number }[]> {
    const { state } = this.parts;
    return state.topic(topic).partitions.flatMap((_, partition) => {
      const offset = state.committed(group, { topic, partition });
      return offset === undefined ? [] : [{ partition, offset }];
    });
  }

  async lag(group: string, topic: string): Promise<readonly { partition: number; lag: number }[]> {
    const { state } = this.parts;
    return state.topic(topic).partitions.map(({ earliest, latest }, partition) => {
      const done = Math.max(earliest, state.committed(group, { topic, partition }) ?? earliest);
      return { partition, lag: latest - done };
    });
  }

  async openTransactor(id: string): Promise<Transactor> {
    const { state, writer } = this.parts;
    const owner = {};
    this.owners.set(id, owner);
    // Behind everything that the former owner still had on its way, so that `committed` stays as it is from here on.
    await writer.write(() => []);
    const mayWrite = (): boolean => this.owners.get(id) === owner;
    return {
      write: async (transaction) => {
        for (const { topic } of transaction.appends) state.topic(topic);
        return (await writer.write(() => (mayWrite() ? this.transactionSteps(transaction) : null))) ? 'done' : 'fenced';
      },
      close: async () => {
        if (mayWrite()) this.owners.delete(id);
      },
    };
  }

  async check(): Promise<void> {
    if (this.closing) throw new Error('the log is closed');
    if (this.parts.writer.failure) throw this.parts.writer.failure;
  }

  /**
   * Drops what is past its retention or superseded, and rewrites the files when more than half of them is such. Runs by
   * itself once a minute.
   */
  clean(): Promise<void> {
    this.cleaning ??= (async () => {
      const { state, writer, files, clock, segmentBytes } = this.parts;
      state.clean(clock.now());
      if (files && !this.closing && files.bytes > 2 * state.bytes() + segmentBytes)
        await writeCheckpoint(state, writer, files);
    })().finally(() => (this.cleaning = null));
    return this.cleaning;
  }

  close(): Promise<void> {
    this.closing ??= (async () => {
      await Promise.all([...this.consumptions].map((consumption) => consumption.stop()));
      await this.parts.writer.close();
      await this.parts.release();
    })();
    return this.closing;
  }

  private transactionSteps({ appends, commits }: Transaction): WalStep[] {
    return this.numbered([
      ...appends.flatMap(({ topic, records }) => this.steps(topic, records)),
      ...(commits?.offsets ?? []).map((at) => commitStep(commits?.group ?? '', at)),
    ]);
  }

  /** Gives the records their offsets, after everything that can refuse them: an offset given is an offset written. */
  private numbered(steps: WalStep[]): WalStep[] {
    assertFits(steps);
    for (const step of steps) {
      if (step.kind !== 'records') continue;
      let offset = this.parts.state.partition(step).reserve(step.records.length);
      for (const record of step.records) record.offset = offset++;
    }
    return steps;
  }

  private steps(topic: string, records: readonly AppendRecord[]): WalStep[] {
    const { state, files, clock } = this.parts;
    const { partitions } = state.topic(topic);
    const timestamp = clock.now();
    const byPartition = new Map<number, AppendRecord[]>();
    for (const record of records) {
      const partition = record.partition ?? partitionOfKey(record.key, partitions.length);
      const list = byPartition.get(partition);
      if (list) list.push(record);
      else byPartition.set(partition, [record]);
    }
    return [...byPartition].map(([partition, list]): WalStep => {
      state.partition({ topic, partition });
      const stored = list.map(({ key, value, headers }): LogRecord => {
        // With files the bytes are copied into the frame; without, here, so that the caller's buffer is free either way.
        return {
          topic,
          partition,
          offset: 0,
          timestamp,
          key,
          value: files ? value : (value?.slice() ?? null),
          headers: headers ?? {},
        };
      });
      return { kind: 'records', topic, partition, records: stored };
    });
  }
}

function commitStep(group: string, { topic, partition, offset }: TopicPartition & { offset: number }): WalStep {
  return { kind: 'commit', group, topic, partition, offset };
}
