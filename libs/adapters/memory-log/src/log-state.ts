import type { TopicPartition, TopicSettings } from '@tocsin/ports/event-log';
import { PartitionStore } from './partition-store.js';
import type { WalStep } from './wal-format.js';

/** How long a tombstone stays readable, so that a reader who was away still sees the deletion. */
const tombstoneKeptMs = 24 * 60 * 60 * 1000;

export interface TopicState {
  settings: TopicSettings;
  partitions: readonly PartitionStore[];
}

/** Everything the log knows: a function of the steps applied to it, in their order. */
export class LogState {
  private readonly topics = new Map<string, TopicState>();
  /** Group, then topic, then partition to offset. */
  private readonly groups = new Map<string, Map<string, Map<number, number>>>();

  apply(step: WalStep): void {
    switch (step.kind) {
      case 'topic':
        if (!this.topics.has(step.settings.name)) this.topics.set(step.settings.name, openTopic(step.settings));
        return;
      case 'records':
        this.partition(step).add(step.records);
        return;
      case 'commit':
        this.commitsOf(step.group, step.topic).set(step.partition, step.offset);
        return;
      case 'ends':
        this.partition(step).setEnds(step.earliest, step.latest);
    }
  }

  has(topic: string): boolean {
    return this.topics.has(topic);
  }

  /** Thrown when the topic does not exist: topics are made at the start, so this is a mistake in the program. */
  topic(name: string): TopicState {
    const topic = this.topics.get(name);
    if (!topic) throw new Error(`topic ${name} does not exist; create it with ensureTopics`);
    return topic;
  }

  /** Thrown when topic or partition does not exist. */
  partition({ topic, partition }: TopicPartition): PartitionStore {
    const store = this.topic(topic).partitions[partition];
    if (!store) throw new Error(`topic ${topic} has no partition ${partition}`);
    return store;
  }

  committed(group: string, at: TopicPartition): number | undefined {
    return this.groups.get(group)?.get(at.topic)?.get(at.partition);
  }

  allTopics(): IterableIterator<TopicState> {
    return this.topics.values();
  }

  /** The steps that lead to today's topics, ends and commits, without the records. */
  outline(): WalStep[] {
    const steps: WalStep[] = [];
    for (const { settings, partitions } of this.topics.values()) {
      steps.push({ kind: 'topic', settings });
      partitions.forEach(({ earliest, latest }, partition) =>
        steps.push({ kind: 'ends', topic: settings.name, partition, earliest, latest }),
      );
    }
    for (const [group, topics] of this.groups) {
      for (const [topic, offsets] of topics) {
        for (const [partition, offset] of offsets) steps.push({ kind: 'commit', group, topic, partition, offset });
      }
    }
    return steps;
  }

  /** Drops what the topics no longer keep. */
  clean(now: number): void {
    for (const { settings, partitions } of this.topics.values()) {
      for (const store of partitions) {
        if (settings.cleanup === 'compact') store.compact(now - tombstoneKeptMs);
        else store.dropBefore(now - settings.retentionMs);
      }
    }
  }

  bytes(): number {
    let sum = 0;
    for (const { partitions } of this.topics.values()) for (const store of partitions) sum += store.bytes;
    return sum;
  }

  releaseReserved(): void {
    for (const { partitions } of this.topics.values()) for (const store of partitions) store.releaseReserved();
  }

  private commitsOf(group: string, topic: string): Map<number, number> {
    const topics = this.groups.get(group) ?? new Map<string, Map<number, number>>();
    this.groups.set(group, topics);
    const offsets = topics.get(topic) ?? new Map<number, number>();
    topics.set(topic, offsets);
    return offsets;
  }
}

function openTopic(settings: TopicSettings): TopicState {
  const partitions = Array.from(
    { length: settings.partitions },
    () => new PartitionStore(settings.cleanup === 'compact'),
  );
  return { settings, partitions };
}
