/** What the log needs to know of a topic. `@tocsin/contracts` declares the topics themselves. */
export interface TopicSettings {
  /** Full name with prefix and version, such as `tocsin.transitions.v1`. */
  name: string;
  partitions: number;
  /** `compact` keeps the last record of each key; `delete` drops what is older than the retention. */
  cleanup: 'delete' | 'compact';
  /** How long records are kept at least; ignored for compacted topics. */
  retentionMs: number;
}

export interface TopicPartition {
  topic: string;
  partition: number;
}

/** A record to append. A null value is a tombstone in a compacted topic. */
export interface AppendRecord {
  /** Records with equal keys keep their order. Decides the partition unless `partition` is given. */
  key: string;
  value: Uint8Array | null;
  headers?: Readonly<Record<string, string>>;
  partition?: number;
}

export interface LogRecord extends TopicPartition {
  offset: number;
  /** When the record was appended, in milliseconds since 1970. */
  timestamp: number;
  key: string | null;
  value: Uint8Array | null;
  headers: Readonly<Record<string, string>>;
}

/** Records of one partition in offset order. */
export interface LogBatch extends TopicPartition {
  records: readonly LogRecord[];
  /** The offset after the last record of the partition when the batch was fetched. */
  highWatermark: number;
}

export interface PartitionOffsets {
  partition: number;
  /** The first offset that can still be read. */
  earliest: number;
  /** The offset that the next record will get. */
  latest: number;
}

/** A stretch of one partition: from an offset up to another one, which is not in it any more; up to the end without one. */
export interface PartitionRange {
  partition: number;
  offset: number;
  to?: number;
}

export interface ConsumeOptions {
  /** All members of a group must name the same topics. */
  group: string;
  topics: readonly string[];
  /** Where to begin in a partition for which the group has committed nothing. */
  from: 'earliest' | 'latest';
  /**
   * `after-batch` commits the offset after each batch whose handler resolved; `manual` leaves it to
   * {@link Consumption.commit} or to a {@link Transactor}.
   */
  commit: 'after-batch' | 'manual';
  /** Most records in one batch. Default 1000. */
  maxRecords?: number;
  /** False where a process merely keeps up with a topic, as all its like do: then reading is no part of traces. Default true. */
  isTraced?: boolean;
  /**
   * Called before the first batch of newly assigned partitions, with all of them at once. May answer with offsets to
   * begin at instead of the committed ones. Batches of these partitions wait until it has resolved.
   */
  onAssigned?(assigned: readonly TopicPartition[]): Promise<readonly (TopicPartition & { offset: number })[]>;
  /** Called when partitions are taken away, after their running batches have ended where that is still possible. */
  onRevoked?(revoked: readonly TopicPartition[]): Promise<void>;
  /**
   * Handles one batch; batches of one partition come one after the other, partitions run side by side. A handler that
   * throws gets the same batch again after a growing pause; other partitions go on meanwhile. Handlers decide
   * themselves about dead letters.
   */
  onBatch(batch: LogBatch, signal: AbortSignal): Promise<void>;
}

/** A running member of a consumer group. */
export interface Consumption {
  assigned(): readonly TopicPartition[];
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  /** Goes on with the record at `offset`; the next batch begins there. */
  seek(at: TopicPartition & { offset: number }): void;
  /** Marks everything before `offset` as done for the group. */
  commit(at: TopicPartition & { offset: number }): Promise<void>;
  /** Leaves the group after the running batches have ended. */
  stop(): Promise<void>;
}

export interface Transaction {
  appends: readonly { topic: string; records: readonly AppendRecord[] }[];
  /** Offsets of `group` that become done together with the appends. */
  commits?: { group: string; offsets: readonly (TopicPartition & { offset: number })[] };
}

/**
 * A writer whose appends and commits become visible together or not at all. Of several writers with one id only the
 * last opened may write: a former owner that wakes up is `fenced` and changes nothing.
 */
export interface Transactor {
  /**
   * `done`: it will be visible whole, within some milliseconds, whatever dies now. When it rejects, nobody knows
   * whether it will: opening the writer anew settles that, and the log then tells.
   */
  write(transaction: Transaction): Promise<'done' | 'fenced'>;
  close(): Promise<void>;
}

/** Partitioned, ordered, durable records: Apache Kafka, or the embedded log of a single process. */
export interface EventLog {
  /** Creates the topics that do not exist yet; existing ones are left as they are. */
  ensureTopics(topics: readonly TopicSettings[]): Promise<void>;
  /** Resolves when all records are durable. Records of one call and partition keep their order. */
  append(topic: string, records: readonly AppendRecord[]): Promise<void>;
  consume(options: ConsumeOptions): Promise<Consumption>;
  /**
   * Reads partitions without a group, the given ranges of them (default: all of each) but nothing behind what was the end
   * when the call was made, then stops. Batches of several partitions alternate. Of transactions that had begun by then
   * it waits for the end: whoever reads what it has committed, or others have, may do so while others are writing.
   */
  read(topic: string, ranges?: readonly PartitionRange[]): AsyncIterable<LogBatch>;
  /** What can be read now, without waiting for anybody. */
  offsets(topic: string): Promise<readonly PartitionOffsets[]>;
  /** For each partition the offset of the first record appended at or after `time` (ms since 1970); the end if there is none. */
  offsetsAt(topic: string, time: number): Promise<readonly { partition: number; offset: number }[]>;
  /** Committed offsets of a group; partitions without one are left out. May lag some milliseconds behind a transaction. */
  committed(group: string, topic: string): Promise<readonly { partition: number; offset: number }[]>;
  /** How many records the group has still to read, by partition. */
  lag(group: string, topic: string): Promise<readonly { partition: number; lag: number }[]>;
  /**
   * Opens the writer `id` and fences all earlier ones of that id. When it resolves, every record that an earlier one
   * has written or will ever have written can be read.
   */
  openTransactor(id: string): Promise<Transactor>;
  /** Resolves when the log can take records; rejects with the reason when it cannot. */
  check(): Promise<void>;
  close(): Promise<void>;
}
