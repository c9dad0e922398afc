import type { LogRecord } from '@tocsin/ports/event-log';
import type { RecordSource } from '@tocsin/ports/partition-pump';
import { recordBytes } from './wal-format.js';

/** Superseded records below this number are not worth a pass over the partition. */
const compactMin = 1000;

/** The records of one partition that are still kept, in offset order. */
export class PartitionStore implements RecordSource {
  private records: LogRecord[] = [];
  private firstOffset = 0;
  private nextOffset = 0;
  private reservedOffset = 0;
  private keptBytes = 0;
  /** The last offset of each key; only in compacted topics. */
  private readonly lastOfKey = new Map<string, number>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly compacted: boolean) {}

  /** The first offset that can still be read. */
  get earliest(): number {
    return this.firstOffset;
  }

  /** The offset that the next record will get. */
  get latest(): number {
    return this.nextOffset;
  }

  get highWatermark(): number {
    return this.nextOffset;
  }
  /** Bytes of the kept records as they lie in a file. */
  get bytes(): number {
    return this.keptBytes;
  }

  /** Takes `count` offsets for records that are about to be written. */
  reserve(count: number): number {
    const first = this.reservedOffset;
    this.reservedOffset += count;
    return first;
  }

  /** Gives back what was reserved and could not be written. */
  releaseReserved(): void {
    this.reservedOffset = this.nextOffset;
  }

  /** Adds written records and wakes the readers. */
  add(records: readonly LogRecord[]): void {
    for (const record of records) {
      this.records.push(record);
      this.keptBytes += recordBytes(record);
      if (this.compacted && record.key !== null) this.lastOfKey.set(record.key, record.offset);
      this.nextOffset = Math.max(this.nextOffset, record.offset + 1);
    }
    this.reservedOffset = Math.max(this.reservedOffset, this.nextOffset);
    for (const listener of this.listeners) listener();
  }

  /** Sets the ends told by a checkpoint. */
  setEnds(earliest: number, latest: number): void {
    this.firstOffset = earliest;
    this.nextOffset = latest;
    this.reservedOffset = latest;
  }

  /** At most `max` records from `offset` on; fewer than that only at the end. */
  slice(offset: number, max: number): LogRecord[] {
    const from = this.indexOf(offset);
    return this.records.slice(from, from + max);
  }

  /** The first offset whose record was appended at or after `time`, or the end. Clocks may step back, so it looks at all. */
  offsetAt(time: number): number {
    return this.records.find((record) => record.timestamp >= time)?.offset ?? this.nextOffset;
  }

  /** Everything is here already, wherever handing out goes on. */
  moveTo(): void {}

  /** Calls `listener` after each addition until the returned function is called. */
  onAdded(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Drops the oldest records that were appended before `time`. */
  dropBefore(time: number): void {
    const keep = this.records.findIndex((record) => record.timestamp >= time);
    const dropped = this.records.splice(0, keep === -1 ? this.records.length : keep);
    for (const record of dropped) this.keptBytes -= recordBytes(record);
    this.firstOffset = this.records[0]?.offset ?? this.nextOffset;
  }

  /** Drops records whose key has a later one, and tombstones older than `tombstonesBefore`. */
  compact(tombstonesBefore: number): void {
    if (this.records.length - this.lastOfKey.size < compactMin && !this.hasOldTombstone(tombstonesBefore)) return;
    this.records = this.records.filter((record) => {
      const superseded = record.key !== null && this.lastOfKey.get(record.key) !== record.offset;
      const expired = record.value === null && record.timestamp < tombstonesBefore;
      if (!superseded && !expired) return true;
      this.keptBytes -= recordBytes(record);
      if (!superseded && record.key !== null) this.lastOfKey.delete(record.key);
      return false;
    });
  }

  private hasOldTombstone(before: number): boolean {
    return this.records.some((record) => record.value === null && record.timestamp < before);
  }

  /** The place of the first record at or after `offset`. */
  private indexOf(offset: number): number {
    const guess = offset - (this.records[0]?.offset ?? 0);
    if (this.records[guess]?.offset === offset) return guess;
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.records[middle] as LogRecord).offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
