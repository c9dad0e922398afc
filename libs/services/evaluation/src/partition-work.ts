import type { TopicDefinition } from '@tocsin/contracts/define-topic';
import type { Engine } from '@tocsin/domain/engine/engine';
import type { RefusedSamples } from '@tocsin/domain/engine/refused-samples';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { AppendRecord, LogRecord } from '@tocsin/ports/event-log';

/** A record that follows from what was read, and the offset of the record that it follows from. */
export interface Consequence {
  readonly topic: TopicDefinition;
  readonly record: AppendRecord;
  readonly offset: number;
}

/** What is made of the records of one partition: a function of them and of nothing else. */
export interface PartitionWork {
  /** The engine whose figures are told; null where there is none. */
  readonly engine: Engine | null;
  /** How far back, before a record is applied, earlier ones are to be read again by {@link recall}; ms, 0 for not at all. */
  recallMsBefore(record: LogRecord): number;
  /** Reads an earlier record again. */
  recall(record: LogRecord): void;
  /** All earlier records have been read again. */
  recalled(): void;
  /** @returns why the record cannot be read; null when it was taken in */
  apply(record: LogRecord): string | null;
  takeTransitions(): Transition[];
  takeConsequences(): Consequence[];
  takeRefused(): RefusedSamples[];
  /** Everything that it knows; the others must have been taken before. */
  snapshot(): Uint8Array;
}
