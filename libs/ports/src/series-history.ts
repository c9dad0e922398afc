import type { Matcher } from '@tocsin/domain/promql/ast';
import type { Labels } from '@tocsin/domain/rules/labels';

/** Which series of a tenant are asked for, and the samples of which times; ms since 1970, both ends included. */
export interface HistoryRange {
  readonly tenant: string;
  readonly matchers: readonly Matcher[];
  readonly from: number;
  readonly to: number;
}

/** The samples of one series, oldest first, each time once. A staleness marker is the domain's `NO_VALUE`. */
export interface HistorySeries {
  /** The metric's name is the label `__name__`. */
  readonly labels: Labels;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** The samples that were kept, for queries, charts and back-tests. */
export interface SeriesHistory {
  /** The series that have samples in the range, in no particular order, with those samples. */
  select(range: HistoryRange): Promise<readonly HistorySeries[]>;
  /** The label sets of series that have samples in the range; without matchers, of all series. */
  series(range: HistoryRange): Promise<readonly Labels[]>;
}
