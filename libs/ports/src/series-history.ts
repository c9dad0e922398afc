import type { Matcher } from '@tocsin/domain/promql/ast';
import type { Labels } from '@tocsin/domain/rules/labels';

/**
 * Most samples of one select: 320 MB of numbers. A dashboard asks for some hundred thousand, and whoever asks for more
 * than this would bring down the process that has to hold the answer.
 */
export const SELECT_SAMPLES_MAX = 20_000_000;

/** Which series of a tenant are asked for, and the samples of which times; ms since 1970, both ends included. */
export interface HistoryRange {
  readonly tenant: string;
  readonly matchers: readonly Matcher[];
  readonly from: number;
  readonly to: number;
}

/** What a tenant's samples up to a time are now. */
export interface HistoryRevision {
  /** As long as it stays the same, so does every answer about ranges from {@link from} up to that time. */
  readonly name: string;
  /** What is older than this is deleted by and by; ms since 1970. */
  readonly from: number;
}

/** The samples of one series, oldest first, each time once. A staleness marker is the domain's `NO_VALUE`. */
export interface HistorySeries {
  /** The metric's name is the label `__name__`. */
  readonly labels: Labels;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** The samples that were kept, for queries, charts and back-tests. Of several samples of one time the first counts. */
export interface SeriesHistory {
  /**
   * The series that have samples in the range, in no particular order, with those samples.
   *
   * @throws TooManySamples when there are more of them than one select may bring
   * @throws HistoryUnavailable when a part of the history cannot be asked
   */
  select(range: HistoryRange): Promise<readonly HistorySeries[]>;
  /**
   * The label sets of series that have samples in the range; without matchers, of all series.
   *
   * @throws HistoryUnavailable when a part of the history cannot be asked
   */
  series(range: HistoryRange): Promise<readonly Labels[]>;
}

/** A history of which can be asked whether it is still what it was. */
export interface RevisedHistory extends SeriesHistory {
  /**
   * Another one as soon as a sample comes whose time is not after `to`, however late it is. Null when nobody can say,
   * because a part of the history does not answer.
   *
   * @param to - ms since 1970
   */
  revision(tenant: string, to: number): Promise<HistoryRevision | null>;
}

/** How far back the history of a tenant goes. */
export interface HistoryReach {
  /**
   * The time of the earliest sample, to within a block; ms since 1970, null where there is none.
   *
   * @throws HistoryUnavailable when a part of the history cannot be asked
   */
  earliest(tenant: string): Promise<number | null>;
}

/** Thrown when a select asks for more samples than an answer may hold; a shorter range or narrower matchers help. */
export class TooManySamples extends Error {
  override readonly name = 'TooManySamples';

  constructor(readonly samplesMax: number) {
    super(`more than ${samplesMax} samples were asked for at once; ask for a shorter time or for fewer series`);
  }
}

/** Thrown when somebody who holds a part of the history does not answer; half an answer would be a wrong one. */
export class HistoryUnavailable extends Error {
  override readonly name = 'HistoryUnavailable';
}
