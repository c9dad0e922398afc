/**
 * The samples of one series in a range `(start, end]`: those at the positions `from` up to `to` (exclusive), none of them
 * a staleness marker. `anchored` and `smoothed` ranges have samples of beyond their ends as well.
 */
export interface Window {
  /** What `offsets` count from; see `timeAt`. */
  origin: number;
  offsets: Float64Array | Uint32Array;
  values: Float64Array;
  from: number;
  to: number;
  /** Milliseconds since 1970. */
  start: number;
  end: number;
  /** When the expression is evaluated, without offset; ms since 1970. */
  at: number;
  extent: 'anchored' | 'smoothed' | null;
  /** What, added to a position, names its sample for good; see `Series.shift`. */
  shift: number;
  /** The function's scalar arguments. */
  parameters: readonly number[];
}
