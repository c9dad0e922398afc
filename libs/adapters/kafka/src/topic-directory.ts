import type { Clock } from '@tocsin/ports/clock';
import type { AppendRecord, PartitionOffsets, TopicSettings } from '@tocsin/ports/event-log';
import { partitionOfKey } from '@tocsin/ports/partition-of-key';
import type { Admin, Message } from 'kafkajs';
import { undecidedToo } from './listed-offsets.js';

/** Partitions find new leaders within seconds; half a minute means that something is wrong. */
const ATTEMPTS_MAX = 300;
const PAUSE_MS = 100;

/** What there is on the brokers: topics, their partitions, and offsets. */
export class TopicDirectory {
  #last: Promise<unknown> = Promise.resolve();
  readonly #partitions = new Map<string, Promise<number>>();

  constructor(
    private readonly admin: Admin,
    private readonly clock: Clock,
  ) {}

  async ensure(topics: readonly TopicSettings[]): Promise<void> {
    const known = new Set(await this.#insist(() => this.admin.listTopics()));
    const missing = topics.filter(({ name }) => !known.has(name));
    if (missing.length === 0) return;
    const create = {
      waitForLeaders: true,
      topics: missing.map(({ name, partitions, cleanup, retentionMs }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: -1,
        configEntries: [
          { name: 'cleanup.policy', value: cleanup },
          ...(cleanup === 'delete' ? [{ name: 'retention.ms', value: String(retentionMs) }] : []),
        ],
      })),
    };
    await this.#insist(() => this.admin.createTopics(create));
    await this.#insist(() => this.#assertListed(missing));
    // A topic is there some moments before all of its partitions have leaders.
    for (const { name } of missing) await this.offsets(name);
  }

  /** @throws when the topic does not exist */
  partitionsOf(topic: string): Promise<number> {
    let partitions = this.#partitions.get(topic);
    if (partitions === undefined) {
      partitions = this.#askPartitionsOf(topic);
      this.#partitions.set(topic, partitions);
      partitions.catch(() => this.#partitions.delete(topic));
    }
    return partitions;
  }

  /** Records as messages with their partitions. @throws when topic or partition does not exist */
  async messages(topic: string, records: readonly AppendRecord[]): Promise<Message[]> {
    const partitions = await this.partitionsOf(topic);
    return records.map(({ key, value, headers = {}, partition = partitionOfKey(key, partitions) }) => {
      if (partition >= partitions) throw new Error(`topic ${topic} has no partition ${partition}`);
      // The bytes are the caller's again before the brokers have them.
      return { key, value: value === null ? null : Buffer.from(value), headers: { ...headers }, partition };
    });
  }

  /** What can be read now: each partition ends before the first transaction that has not ended. */
  async offsets(topic: string): Promise<PartitionOffsets[]> {
    await this.partitionsOf(topic);
    return offsetsOf(await this.#insist(() => this.admin.fetchTopicOffsets(topic)));
  }

  /** What has been written, transactions included that have not ended yet. */
  async writtenOffsets(topic: string): Promise<PartitionOffsets[]> {
    await this.partitionsOf(topic);
    return offsetsOf(await this.#insist(() => undecidedToo(() => this.admin.fetchTopicOffsets(topic))));
  }

  async offsetsAt(topic: string, time: number): Promise<{ partition: number; offset: number }[]> {
    await this.partitionsOf(topic);
    const found = await this.#insist(() => this.admin.fetchTopicOffsetsByTimestamp(topic, time));
    return found.map(({ partition, offset }) => ({ partition, offset: Number(offset) })).sort(byPartition);
  }

  async committed(group: string, topic: string): Promise<{ partition: number; offset: number }[]> {
    await this.partitionsOf(topic);
    const [found] = await this.#insist(() => this.admin.fetchOffsets({ groupId: group, topics: [topic] }));
    const offsets = (found?.partitions ?? []).map(({ partition, offset }) => ({ partition, offset: Number(offset) }));
    return offsets.filter(({ offset }) => offset >= 0).sort(byPartition);
  }

  /**
   * Asks one thing after the other, because the client mixes up the topics of questions that are asked side by side;
   * and again while brokers say that they are about to be able to answer.
   */
  #insist<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#last.then(async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await ask();
        } catch (error) {
          if ((error as { retriable?: boolean }).retriable !== true || attempt === ATTEMPTS_MAX) throw error;
          await this.clock.wait(PAUSE_MS);
        }
      }
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** The controller has made a topic some moments before a broker knows it. @throws, for another try, when one is missing */
  async #assertListed(topics: readonly TopicSettings[]): Promise<void> {
    const known = new Set(await this.admin.listTopics());
    const missing = topics.find(({ name }) => !known.has(name));
    if (missing !== undefined)
      throw Object.assign(new Error(`topic ${missing.name} was created and is not known yet`), { retriable: true });
  }

  async #askPartitionsOf(topic: string): Promise<number> {
    if (!(await this.#insist(() => this.admin.listTopics())).includes(topic))
      throw new Error(`topic ${topic} does not exist; create it with ensureTopics`);
    const { topics } = await this.#insist(() => this.admin.fetchTopicMetadata({ topics: [topic] }));
    return topics[0]?.partitions.length ?? 0;
  }
}

function offsetsOf(found: readonly { partition: number; low: string; high: string }[]): PartitionOffsets[] {
  return found
    .map(({ partition, low, high }) => ({ partition, earliest: Number(low), latest: Number(high) }))
    .sort(byPartition);
}

const byPartition = (a: { partition: number }, b: { partition: number }): number => a.partition - b.partition;
