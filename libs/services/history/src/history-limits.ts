/** Bounds of what one process holds. Each can be set for tests. */
export interface HistoryLimits {
  /** Most series in memory: about a kilobyte each beside their samples. */
  seriesMax: number;
  /** Most series of one tenant in memory, so that one tenant leaves room for the others. */
  seriesPerTenantMax: number;
  /** Samples in memory from which on the oldest that are in blocks are forgotten early: 16 bytes each, so 480 MB. */
  samplesMax: number;
  /** New samples from which on they are flushed before their time: 80 MB, and some seconds of reading the log again. */
  newSamplesMax: number;
  /** Parts from which on a block is merged although it is still written to; each costs a select some milliseconds. */
  partsMax: number;
  /** The same for a block that is over and is written to by stragglers alone. */
  completePartsMax: number;
  /** Samples up to which a block is merged; a larger one keeps its parts, as merging would take minutes. */
  mergeSamplesMax: number;
}

export const defaultHistoryLimits: HistoryLimits = {
  seriesMax: 1_000_000,
  seriesPerTenantMax: 500_000,
  samplesMax: 30_000_000,
  newSamplesMax: 5_000_000,
  partsMax: 20,
  completePartsMax: 4,
  mergeSamplesMax: 50_000_000,
};
