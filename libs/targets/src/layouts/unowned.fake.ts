import type { Member } from './member.fake.js';

interface Span {
  partition: number;
  from: number;
  to: number;
}

/** The longest time in ms for which a partition of the samples, once owned, had no owner, by what processes have said. */
export function longestUnownedMs(members: readonly Member[]): number {
  const spans = members.flatMap(spansOf).sort((a, b) => a.from - b.from);
  let longest = 0;
  const ownedUntil = new Map<number, number>();
  for (const { partition, from, to } of spans) {
    const until = ownedUntil.get(partition) ?? from;
    longest = Math.max(longest, from - until);
    ownedUntil.set(partition, Math.max(until, to));
  }
  return longest;
}

/** When a process owned which partition; one that has died or stopped owns nothing from then on. */
function spansOf({ events, exitedAt }: Member): Span[] {
  const spans: Span[] = [];
  const open = new Map<number, number>();
  const close = (partitions: Iterable<number>, to: number): void => {
    for (const partition of [...partitions]) {
      const from = open.get(partition);
      if (from !== undefined) spans.push({ partition, from, to });
      open.delete(partition);
    }
  };
  for (const event of events) {
    if (event.kind === 'fault') close(open.keys(), event.at);
    if (event.kind !== 'partitions' || event.stage !== '') continue;
    if (event.what === 'assigned') for (const partition of event.partitions) open.set(partition, event.at);
    else if (event.what !== 'replays') close(event.partitions, event.at);
  }
  close(open.keys(), exitedAt ?? Number.POSITIVE_INFINITY);
  return spans;
}
