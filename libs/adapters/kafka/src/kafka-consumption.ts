import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, ConsumeOptions, TopicPartition } from '@tocsin/ports/event-log';
import { PartitionPump, retryPauseMs } from '@tocsin/ports/partition-pump';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { fetchedBatchOf, retry } from './client.js';
import { FetchedRecords } from './fetched-records.js';
import type { TopicDirectory } from './topic-directory.js';

/** A member that does not answer for this long has lost its partitions: the least that brokers take as they come. */
export const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 500;
/** How long a broker waits for something to hand out; bounds how long leaving and resuming take. */
const FETCH_WAIT_MS = 50;
const RECORDS_DEFAULT = 1_000;

interface Owned {
  at: TopicPartition;
  fetched: FetchedRecords;
  pump: PartitionPump;
}

/**
 * A member of a group. The client fetches and heartbeats on its own; what it fetches is handed out by a pump for each
 * partition, so that a handler that is slow or fails holds up nothing else, and nothing is ever thrown through the client.
 */
export class KafkaConsumption implements Consumption {
  readonly #consumer: Consumer;
  readonly #owned = new Map<string, Owned>();
  /** Offsets that are done and not committed yet, by partition. */
  readonly #done = new Map<string, TopicPartition & { offset: number }>();
  #committing: Promise<void> | null = null;
  readonly #stopped = new AbortController();
  /** Assignments and revocations, one after the other. */
  #changes: Promise<void> = Promise.resolve();

  private constructor(
    kafka: Kafka,
    private readonly topics: TopicDirectory,
    private readonly options: ConsumeOptions,
    /** Where partitions begin that the group has committed nothing of. */
    private readonly begin: ReadonlyMap<string, number>,
    private readonly clock: Clock,
    private readonly onError: (error: Error) => void,
    sessionTimeoutMs: number,
  ) {
    this.#consumer = kafka.consumer({
      groupId: options.group,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: 10_000,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      readUncommitted: false,
      allowAutoTopicCreation: false,
      retry: { ...retry, restartOnFailure: async () => true },
    });
  }

  /** Joins the group; resolves when the first assignment is there. */
  static async join(
    kafka: Kafka,
    topics: TopicDirectory,
    options: ConsumeOptions,
    clock: Clock,
    onError: (error: Error) => void,
    sessionTimeoutMs: number,
  ): Promise<KafkaConsumption> {
    const begin = new Map<string, number>();
    for (const topic of options.topics) {
      for (const { partition, earliest, latest } of await topics.offsets(topic))
        begin.set(keyOf({ topic, partition }), options.from === 'latest' ? latest : earliest);
    }
    const consumption = new KafkaConsumption(kafka, topics, options, begin, clock, onError, sessionTimeoutMs);
    await consumption.#start();
    return consumption;
  }

  assigned(): readonly TopicPartition[] {
    return [...this.#owned.values()].map(({ at }) => at);
  }

  pause(partitions: readonly TopicPartition[]): void {
    for (const at of partitions) this.#owned.get(keyOf(at))?.pump.pause();
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const at of partitions) this.#owned.get(keyOf(at))?.pump.resume();
  }

  seek(at: TopicPartition & { offset: number }): void {
    this.#owned.get(keyOf(at))?.pump.seek(at.offset);
  }

  async commit(at: TopicPartition & { offset: number }): Promise<void> {
    await this.#consumer.commitOffsets([{ topic: at.topic, partition: at.partition, offset: String(at.offset) }]);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#changes;
    await this.#revoke([...this.#owned.values()]);
    await this.#consumer.disconnect();
  }

  async #start(): Promise<void> {
    const joined = Promise.withResolvers<void>();
    this.#consumer.on(this.#consumer.events.GROUP_JOIN, ({ payload }) => {
      this.#onJoin(
        Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
          partitions.map((partition) => ({ topic, partition })),
        ),
      );
      joined.resolve();
    });
    this.#consumer.on(this.#consumer.events.CRASH, ({ payload }) => {
      this.onError(payload.error);
      if (!payload.restart) joined.reject(payload.error);
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 16,
      eachBatch: async (payload) => this.#take(payload),
    });
    await joined.promise;
  }

  /** The client has joined anew, and fetches nothing before this returns. */
  #onJoin(assignment: readonly TopicPartition[]): void {
    const keys = new Set(assignment.map(keyOf));
    const revoked = [...this.#owned.values()].filter(({ at }) => !keys.has(keyOf(at)));
    const fresh = assignment.filter((at) => !this.#owned.has(keyOf(at)));
    for (const { at, fetched } of this.#owned.values())
      if (keys.has(keyOf(at))) this.#consumer.seek({ ...at, offset: String(fetched.latest) });
    for (const { at } of revoked) this.#owned.delete(keyOf(at));
    const added = fresh.map((at) => this.#own(at));
    for (const one of added) {
      this.#consumer.pause([{ topic: one.at.topic, partitions: [one.at.partition] }]);
      this.#owned.set(keyOf(one.at), one);
    }
    this.#changes = this.#changes
      .then(() => this.#revoke(revoked))
      .catch(this.onError)
      .then(() => this.#assignAll(added));
  }

  #own(at: TopicPartition): Owned {
    const partitions = [{ topic: at.topic, partitions: [at.partition] }];
    const fetched = new FetchedRecords(2 * (this.options.maxRecords ?? RECORDS_DEFAULT), {
      rest: () => this.#consumer.pause(partitions),
      goOn: () => this.#consumer.resume(partitions),
      moveTo: (offset) => this.#consumer.seek({ ...at, offset: String(offset) }),
    });
    return {
      at,
      fetched,
      pump: new PartitionPump(at, fetched, this.options, this.clock, (offset) => this.#handled({ ...at, offset })),
    };
  }

  /**
   * Tries until it has worked: partitions that are owned and not handed out would be lost to the group. Those that have begun
   * are left alone: what was told of them would be told anew while their batches run.
   */
  async #assignAll(added: readonly Owned[]): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      const waiting = added.filter((one) => this.#isOwned(one) && !one.pump.isStarted);
      if (waiting.length === 0) return;
      try {
        return await this.#assign(waiting);
      } catch (error) {
        this.onError(error as Error);
        await this.clock.wait(retryPauseMs(failures), this.#stopped.signal);
        if (this.#stopped.signal.aborted) return;
      }
    }
  }

  async #assign(added: readonly Owned[]): Promise<void> {
    const partitions = added.map(({ at }) => at);
    const chosen = (await this.options.onAssigned?.(partitions)) ?? [];
    const committed = new Map<string, number>();
    for (const topic of new Set(partitions.map((at) => at.topic))) {
      for (const { partition, offset } of await this.topics.committed(this.options.group, topic))
        committed.set(keyOf({ topic, partition }), offset);
    }
    for (const one of added) {
      const key = keyOf(one.at);
      const choice = chosen.find((other) => keyOf(other) === key)?.offset;
      if (this.#isOwned(one)) one.pump.start(choice ?? committed.get(key) ?? this.begin.get(key) ?? 0);
    }
  }

  /** Whether it was not taken away since; a partition that came back is another one. */
  #isOwned(one: Owned): boolean {
    return this.#owned.get(keyOf(one.at)) === one;
  }

  async #revoke(revoked: readonly Owned[]): Promise<void> {
    if (revoked.length === 0) return;
    await Promise.all(revoked.map(({ pump }) => pump.stop()));
    await this.#commitDone();
    // A partition may have come back meanwhile; then it is owned anew, and stays so.
    for (const one of revoked) if (this.#isOwned(one)) this.#owned.delete(keyOf(one.at));
    await this.options.onRevoked?.(revoked.map(({ at }) => at));
  }

  #take({ batch, resolveOffset, isStale, isRunning }: EachBatchPayload): void {
    const owned = this.#owned.get(keyOf(batch));
    if (owned === undefined || isStale() || !isRunning()) return;
    const fetched = fetchedBatchOf(batch);
    const outcome = owned.fetched.add(fetched, Number(batch.highWatermark));
    if (outcome === 'taken') resolveOffset(batch.lastOffset());
    else if (outcome === 'ahead') this.#consumer.seek({ ...owned.at, offset: String(owned.fetched.latest) });
  }

  #handled(at: TopicPartition & { offset: number }): void {
    if (this.options.commit !== 'after-batch') return;
    this.#done.set(keyOf(at), at);
    this.#committing ??= this.#commitAll().finally(() => (this.#committing = null));
  }

  async #commitDone(): Promise<void> {
    await this.#committing;
    await this.#commitAll();
  }

  /** What cannot be committed now, while the group changes, comes again to whoever has the partition next. */
  async #commitAll(): Promise<void> {
    while (this.#done.size > 0) {
      const offsets = [...this.#done.values()].map(({ topic, partition, offset }) => ({
        topic,
        partition,
        offset: String(offset),
      }));
      this.#done.clear();
      await this.#consumer.commitOffsets(offsets).catch(this.onError);
    }
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
