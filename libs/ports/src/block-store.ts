import type { SampleColumns } from './samples-columns.js';
import type { SeriesHistory } from './series-history.js';

/** How much event time one block spans: two hours, as in Prometheus. */
export const BLOCK_MS = 7_200_000;

/** The block that a time lies in, by the time it begins at. */
export function blockStartOf(time: number): number {
  return Math.floor(time / BLOCK_MS) * BLOCK_MS;
}

export interface BlockSeries extends SampleColumns {
  /** The domain's `seriesKey`. */
  readonly key: string;
}

/** Samples of one tenant that lie in one block, as they were taken in since the last time; each series at most once. */
export interface BlockPart {
  readonly tenant: string;
  /** A multiple of {@link BLOCK_MS}. */
  readonly start: number;
  readonly series: Iterable<BlockSeries>;
}

/** A block as it is stored. */
export interface BlockSummary {
  readonly tenant: string;
  readonly start: number;
  /** How many parts it has, oldest first; one when it is merged. */
  readonly parts: number;
  readonly samples: number;
  /** The time of its last sample. */
  readonly latest: number;
}

/**
 * Where samples lie that are too old to be kept in memory, in blocks of {@link BLOCK_MS}, and how far the log has been
 * read into them. `write`, `merge` and `dropEndingBefore` must not run side by side; reading may, at any time.
 */
export interface BlockStore extends SeriesHistory {
  /** Of each partition of the samples topic: the first offset that {@link write} was not told to be in the blocks. */
  positions(): ReadonlyMap<number, number>;
  blocks(): readonly BlockSummary[];
  /**
   * Adds parts to their blocks, and then moves the positions. Parts become readable one by one, whole or not at all;
   * parts without samples are left out. When it rejects, some may be there and the positions are the old ones: writing
   * the same again changes nothing that is read.
   */
  write(parts: readonly BlockPart[], positions: ReadonlyMap<number, number>): Promise<void>;
  /** Makes one part of all parts of a block; what is read stays the same. */
  merge(tenant: string, start: number): Promise<void>;
  /** Deletes the blocks that end before a time of their tenant or at it. @returns how many there were */
  dropEndingBefore(timeOf: (tenant: string) => number): Promise<number>;
}
