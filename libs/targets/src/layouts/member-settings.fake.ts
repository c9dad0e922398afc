import type { SnapshotFormats } from '@tocsin/service-evaluation/snapshot-store';

/** What a process does to itself when it writes for the n-th time. */
export interface Fault {
  kind: 'kill' | 'stop';
  atWrite: number;
  /** How long the write may be on its way already; ms. Null: it has not begun. */
  delayMs: number | null;
}

/** What one process of a layout is started with. */
export interface MemberSettings {
  name: string;
  brokers: readonly string[];
  topicPrefix: string;
  /** How long it may be silent before others get its partitions. */
  sessionTimeoutMs: number;
  batchRecordsMax: number;
  snapshotIntervalMs: number;
  formats: { samples: SnapshotFormats; groups: SnapshotFormats };
  fault: Fault | null;
}

/** What a process says, one JSON line each. */
export type MemberEvent =
  | { kind: 'ready' | 'evaluated' | 'fault'; at: number }
  | { kind: 'partitions'; what: string; stage: string; partitions: readonly number[]; at: number }
  | { kind: 'error'; message: string; at: number };
