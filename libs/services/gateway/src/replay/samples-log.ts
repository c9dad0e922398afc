import { topicName } from '@tocsin/contracts/define-topic';
import { decodeSamplesRecord, isRuleChange, samples } from '@tocsin/contracts/topics/samples';
import { partials } from '@tocsin/contracts/topics/partials';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { LogEntry } from '@tocsin/domain/replay/log-entry';
import type { EventLog, LogBatch, PartitionOffsets, PartitionRange } from '@tocsin/ports/event-log';

/** Where in the log a replay begins. */
export interface LogStart {
  /** The offset of each partition. */
  readonly offsets: readonly number[];
  /** Nothing that is older can be read any more. */
  readonly isEarliest: boolean;
  /** Nothing was ever older: a replay from here on knows all. */
  readonly isBeginning: boolean;
}

/** A change of a rule or a rule group, and when it was written; ms since 1970. */
export interface LoggedChange {
  readonly entry: Extract<LogEntry, { kind: 'rule' | 'group' }>;
  readonly at: number;
}

/** The samples topic as replays read it. */
export class SamplesLog {
  readonly #topic: string;

  constructor(
    private readonly log: Pick<EventLog, 'read' | 'offsets' | 'offsetsAt'>,
    private readonly topicPrefix: string,
  ) {
    this.#topic = topicName(samples, topicPrefix);
  }

  /** Where the records begin that were written at a time (ms since 1970) or later, as far as they are kept. */
  async startAt(time: number): Promise<LogStart> {
    const [known, wanted] = await Promise.all([this.#offsets(), this.#offsetsAt(time)]);
    return {
      offsets: known.map(({ earliest }, partition) => Math.max(earliest, wanted[partition] ?? 0)),
      isEarliest: known.every(({ earliest }, partition) => (wanted[partition] ?? 0) <= earliest),
      isBeginning: known.every(({ earliest }, partition) => earliest === 0 && wanted[partition] === 0),
    };
  }

  /** Of each partition, the offset behind the records that were written up to a time; ms since 1970. */
  async endAt(time: number): Promise<number[]> {
    const [known, wanted] = await Promise.all([this.#offsets(), this.#offsetsAt(time + 1)]);
    return known.map(({ latest }, partition) => Math.min(latest, wanted[partition] ?? latest));
  }

  /** When the record was written that a transition names as its source; null when it is not kept any more. */
  async writtenAt({ source }: Transition, isOfGroup: boolean): Promise<number | null> {
    const topic = isOfGroup ? topicName(partials, this.topicPrefix) : this.#topic;
    const { partition, offset } = source;
    const known = (await this.log.offsets(topic)).find((one) => one.partition === partition);
    if (known === undefined || offset < known.earliest || offset >= known.latest) return null;
    for await (const { records } of this.log.read(topic, [{ partition, offset, to: offset + 1 }]))
      for (const { timestamp } of records) return timestamp;
    return null;
  }

  /** When the latest of the partitions' earliest records was written; ms since 1970, minus infinity of an empty log. */
  async earliestTime(): Promise<number> {
    let time = Number.NEGATIVE_INFINITY;
    const ranges = (await this.#offsets()).map(({ partition, earliest }) => ({
      partition,
      offset: earliest,
      to: earliest + 1,
    }));
    for await (const { records } of this.read(ranges))
      for (const { timestamp } of records) time = Math.max(time, timestamp);
    return time;
  }

  read(ranges: readonly PartitionRange[]): AsyncIterable<LogBatch> {
    return this.log.read(this.#topic, ranges);
  }

  /** The changes of a tenant's rules and rule groups, oldest first. They stand in every partition; one is read. */
  async changes(tenant: string): Promise<LoggedChange[]> {
    const changes: LoggedChange[] = [];
    for await (const { records } of this.read([{ partition: 0, offset: 0 }])) {
      for (const { value, timestamp } of records) {
        if (value === null || !isRuleChange(value)) continue;
        const decoded = decodeSamplesRecord(value);
        if (decoded.kind === 'unreadable') continue;
        const { value: entry } = decoded;
        if ((entry.kind === 'rule' || entry.kind === 'group') && entry.tenant === tenant)
          changes.push({ entry, at: timestamp });
      }
    }
    return changes;
  }

  async #offsets(): Promise<PartitionOffsets[]> {
    return [...(await this.log.offsets(this.#topic))].sort((a, b) => a.partition - b.partition);
  }

  async #offsetsAt(time: number): Promise<number[]> {
    const found: number[] = [];
    for (const { partition, offset } of await this.log.offsetsAt(this.#topic, time)) found[partition] = offset;
    return found;
  }
}
