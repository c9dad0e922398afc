import type { Consumption, EventLog, LogRecord } from './event-log.js';

export interface FollowOptions {
  topic: string;
  /** A group of the follower's own: every process follows the whole topic. */
  group: string;
  /** `beginning` reads what is there before it resolves; `end` takes only what comes from now on. */
  from: 'beginning' | 'end';
  apply(records: readonly LogRecord[]): void;
}

/**
 * Follows a whole topic in this process, each record once and without committing anything.
 *
 * @returns the running consumption; when it is there, everything that stood in the topic has been applied
 */
export async function followTopic(log: EventLog, { topic, group, from, apply }: FollowOptions): Promise<Consumption> {
  const next = new Map<number, number>();
  for (const { partition, earliest, latest } of await log.offsets(topic))
    next.set(partition, from === 'end' ? latest : earliest);
  const take = (partition: number, records: readonly LogRecord[]): void => {
    const fresh = records.filter(({ offset }) => offset >= (next.get(partition) ?? 0));
    apply(fresh);
    const last = fresh.at(-1);
    if (last !== undefined) next.set(partition, last.offset + 1);
  };
  if (from === 'beginning') for await (const { partition, records } of log.read(topic)) take(partition, records);
  return log.consume({
    group,
    topics: [topic],
    from: 'earliest',
    commit: 'manual',
    isTraced: false,
    onAssigned: async (assigned) => assigned.map((at) => ({ ...at, offset: next.get(at.partition) ?? 0 })),
    onBatch: async ({ partition, records }) => take(partition, records),
  });
}
