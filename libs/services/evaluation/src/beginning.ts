import type { Inheritance } from './snapshot-store.js';

/**
 * What is out of the ordinary where a partition's evaluation begins:
 * `replays` no snapshot that this program reads, though the partition has been evaluated before: the whole log is
 * replayed; `beginning_lost` the same, and the log's first records are gone; `records_lost` records that follow the
 * snapshot are gone.
 */
export type Irregularity = 'replays' | 'beginning_lost' | 'records_lost';

/** Where the evaluation of a partition begins, and with what. */
export interface Beginning {
  offset: number;
  /** Null: with nothing. */
  state: Uint8Array | null;
  irregularity: Irregularity | null;
}

/** @param earliest - the first offset of the partition that can still be read */
export function beginningOf({ snapshot, publishedBefore }: Inheritance, earliest: number): Beginning {
  if (snapshot !== null) {
    const isWhole = earliest <= snapshot.nextOffset;
    const offset = Math.max(snapshot.nextOffset, earliest);
    return { offset, state: snapshot.state, irregularity: isWhole ? null : 'records_lost' };
  }
  if (earliest > 0) return { offset: earliest, state: null, irregularity: 'beginning_lost' };
  return { offset: 0, state: null, irregularity: publishedBefore > 0 ? 'replays' : null };
}
