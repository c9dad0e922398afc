import type { LogRecord } from './event-log.js';

/** What became of a record, said by its handler: by name, so that the log's reader knows what to do next. */
export type Handling =
  | { kind: 'done' }
  /** Try the same record again later; those behind it in the partition wait. */
  | { kind: 'retry'; afterMs: number; reason: string }
  /** Nothing to do with it, and nobody will miss it. */
  | { kind: 'drop'; reason: string }
  /** It cannot be used; its bytes, headers and the reason go to the dead letters. */
  | { kind: 'deadLetter'; reason: string };

export const done: Handling = { kind: 'done' };

/** A record with its value read and checked; null is a tombstone. */
export interface Handled<Value> {
  value: Value;
  record: LogRecord;
  /** A `traceparent`: what the record leads to goes on with it. Left out where nothing is traced. */
  cause?: string;
}
