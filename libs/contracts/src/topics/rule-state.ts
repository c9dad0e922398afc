import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

/** Says which chunks make up the snapshot of a partition and which offset it stands for. */
export const SnapshotManifestSchema = z.strictObject({
  partition: z.int(),
  /** The first offset of the samples partition that the snapshot does not contain. */
  next_offset: z.int(),
  chunks: z.int().min(1),
  byte_length: z.int(),
});
export type SnapshotManifest = z.infer<typeof SnapshotManifestSchema>;

/** How far a partition has been evaluated: what was decided before this offset stands in the log. */
export const ProgressSchema = z.strictObject({ partition: z.int(), next_offset: z.int() });
export type Progress = z.infer<typeof ProgressSchema>;

export const ruleState = defineTopic({
  name: 'rule-state',
  version: 1,
  key: 'PARTITION/FORMAT/manifest, PARTITION/FORMAT/INDEX for each chunk, and PARTITION/progress',
  content: 'binary',
  encoding:
    'Manifest and progress are JSON; chunks are pieces of one gzip stream. All records of a snapshot are written in one transaction; the progress is written in every transaction, together with the transitions that led to it. FORMAT names the format of the snapshot, so that programs of two versions keep theirs side by side; the progress is the same for all.',
  description:
    "Snapshots of the engine's state, for each partition of the samples topic, in the partition of the same number.",
  schema: z.union([SnapshotManifestSchema, ProgressSchema]),
  examples: [{ partition: 0, next_offset: 1_200, chunks: 1, byte_length: 4_096 }],
  producers: ['evaluation'],
  consumers: ['evaluation'],
  partitions: 8,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
