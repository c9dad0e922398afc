import type { TopicPartition } from '@tocsin/ports/event-log';
import { assignPartitions } from './assign-partitions.js';
import { partitionName, type GroupMember } from './group-member.js';

/** The members of one group. Joining and leaving go one after the other; partitions that stay are not interrupted. */
export class ConsumerGroup {
  private members: GroupMember[] = [];
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly partitionsOf: (topic: string) => number) {}

  /** Resolves when the member owns its partitions and it is fixed where it begins in them. */
  join(member: GroupMember): Promise<void> {
    return this.next(async () => {
      this.members.push(member);
      await this.rebalance();
    });
  }

  /** Resolves when the member's running batches have ended and the others own its partitions. */
  leave(member: GroupMember): Promise<void> {
    return this.next(async () => {
      if (!this.members.includes(member)) return;
      this.members = this.members.filter((other) => other !== member);
      await member.revoke(member.owned);
      await this.rebalance();
    });
  }

  private async rebalance(): Promise<void> {
    const target = assignPartitions(this.members, this.partitionsOf);
    // First everything that moves is given up, then it is taken over: at no time has a partition two owners.
    await Promise.all([...target].map(([member, wanted]) => member.revoke(without(member.owned, wanted))));
    for (const [member, wanted] of target) member.assign(without(wanted, member.owned));
  }

  private next(task: () => Promise<void>): Promise<void> {
    const result = this.turn.then(task);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

function without(partitions: readonly TopicPartition[], others: readonly TopicPartition[]): TopicPartition[] {
  const names = new Set(others.map(partitionName));
  return partitions.filter((at) => !names.has(partitionName(at)));
}
