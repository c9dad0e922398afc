import type { TopicPartition } from '@tocsin/ports/event-log';

export interface Subscriber {
  topics: readonly string[];
  owned: readonly TopicPartition[];
}

/**
 * Shares partitions among the members of a group: the partitions of each topic evenly among its subscribers, and those
 * that need not move stay where they are.
 */
export function assignPartitions<Member extends Subscriber>(
  members: readonly Member[],
  partitionsOf: (topic: string) => number,
): Map<Member, TopicPartition[]> {
  const assigned = new Map<Member, TopicPartition[]>(members.map((member) => [member, []]));
  const topics = new Set(members.flatMap((member) => member.topics));
  for (const topic of topics) {
    const subscribers = members.filter((member) => member.topics.includes(topic));
    const partitions = partitionsOf(topic);
    const keep = subscribers.map((member) => member.owned.filter((at) => at.topic === topic).map((at) => at.partition));
    // Who owns most keeps the odd ones, so that they do not move.
    const order = subscribers.map((_, index) => index).sort((a, b) => (keep[b]?.length ?? 0) - (keep[a]?.length ?? 0));
    const shares = order.map((index, rank) => ({
      member: subscribers[index] as Member,
      kept: keep[index] ?? [],
      quota: Math.floor(partitions / subscribers.length) + (rank < partitions % subscribers.length ? 1 : 0),
    }));
    const taken = new Set<number>();
    const give = (member: Member, partition: number): void => {
      taken.add(partition);
      assigned.get(member)?.push({ topic, partition });
    };
    for (const { member, kept, quota } of shares) for (const partition of kept.slice(0, quota)) give(member, partition);
    const free = Array.from({ length: partitions }, (_, partition) => partition).filter(
      (partition) => !taken.has(partition),
    );
    for (const { member, kept, quota } of shares) {
      for (const partition of free.splice(0, Math.max(0, quota - kept.length))) give(member, partition);
    }
  }
  return assigned;
}
