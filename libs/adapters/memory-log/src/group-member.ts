import type { Clock } from '@tocsin/ports/clock';
import type { ConsumeOptions, TopicPartition } from '@tocsin/ports/event-log';
import type { LogState } from './log-state.js';
import { PartitionPump, retryPauseMs } from '@tocsin/ports/partition-pump';
import type { UnitWriter } from './unit-writer.js';

export interface MemberContext {
  state: LogState;
  writer: UnitWriter;
  clock: Clock;
}

interface Owned {
  pump: PartitionPump;
  /** Resolves when `onAssigned` has answered, or was given up because the partition is taken away. */
  assigned: Promise<void>;
  revoked: AbortController;
}

/** One member of a group with the partitions it owns. */
export class GroupMember {
  private readonly partitions = new Map<string, Owned>();

  constructor(
    readonly options: ConsumeOptions,
    private readonly context: MemberContext,
  ) {}

  get topics(): readonly string[] {
    return this.options.topics;
  }

  get owned(): readonly TopicPartition[] {
    return [...this.partitions.values()].map(({ pump }) => pump.at);
  }

  pump(at: TopicPartition): PartitionPump | undefined {
    return this.partitions.get(partitionName(at))?.pump;
  }

  /** Takes partitions over: fixes where to begin, asks `onAssigned`, then lets batches flow. Does not wait for the answer. */
  assign(added: readonly TopicPartition[]): void {
    if (added.length === 0) return;
    const revoked = new AbortController();
    const starts = added.map((at) => ({ pump: this.newPump(at), offset: this.startOffset(at) }));
    const assigned = this.startAll(added, starts, revoked.signal);
    for (const { pump } of starts) this.partitions.set(partitionName(pump.at), { pump, assigned, revoked });
  }

  /** Gives partitions up once their running batches have ended. */
  async revoke(removed: readonly TopicPartition[]): Promise<void> {
    if (removed.length === 0) return;
    const owned = removed.flatMap((at) => this.partitions.get(partitionName(at)) ?? []);
    const stopped = owned.map(({ pump }) => pump.stop());
    for (const { revoked } of owned) revoked.abort();
    await Promise.all([...stopped, ...owned.map(({ assigned }) => assigned)]);
    for (const at of removed) this.partitions.delete(partitionName(at));
    // The partitions are gone whatever the callback says; its own errors are its owner's to report.
    await this.options.onRevoked?.(removed).catch(() => undefined);
  }

  private newPump(at: TopicPartition): PartitionPump {
    const { state, writer, clock } = this.context;
    const { group, commit } = this.options;
    const done = (offset: number): void => {
      if (commit === 'after-batch') writer.commitLazily(group, { ...at, offset });
    };
    return new PartitionPump(at, state.partition(at), this.options, clock, done);
  }

  private startOffset(at: TopicPartition): number {
    const { state, writer } = this.context;
    const { group, from, commit } = this.options;
    const committed = state.committed(group, at);
    if (committed !== undefined) return committed;
    const store = state.partition(at);
    if (from === 'earliest') return store.earliest;
    // Committed, so that the next owner does not begin at a later end and skip what came in between.
    if (commit === 'after-batch') writer.commitLazily(group, { ...at, offset: store.latest });
    return store.latest;
  }

  private async startAll(
    added: readonly TopicPartition[],
    starts: readonly { pump: PartitionPump; offset: number }[],
    signal: AbortSignal,
  ): Promise<void> {
    const chosen = await this.askOnAssigned(added, signal);
    if (!chosen) return;
    for (const { pump, offset } of starts) {
      const other = chosen.find((at) => partitionName(at) === partitionName(pump.at));
      pump.start(other?.offset ?? offset);
    }
  }

  /** Asks until it answers, as a handler of batches would be; null when the partitions were taken away meanwhile. */
  private async askOnAssigned(
    added: readonly TopicPartition[],
    signal: AbortSignal,
  ): Promise<readonly (TopicPartition & { offset: number })[] | null> {
    for (let failures = 1; ; failures += 1) {
      try {
        return (await this.options.onAssigned?.(added)) ?? [];
      } catch {
        if (!signal.aborted) await this.context.clock.wait(retryPauseMs(failures), signal);
        if (signal.aborted) return null;
      }
    }
  }
}

/** A text that names a partition, to be used as a key. */
export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
