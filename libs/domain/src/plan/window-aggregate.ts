import type { Series } from './series-store.js';
import type { Window } from './window.js';

/**
 * What is kept of each series' window from one evaluation to the next, so that only samples that enter or leave it cost
 * something. Samples enter at the end and leave at the front. `result` may fall back on the whole window.
 */
export interface WindowAggregate {
  grow(places: number): void;
  clear(place: number): void;
  /** A sample has become the window's last; `index` is its position in the series, `oldest` that of the window's first. */
  enter(place: number, series: Series, index: number, oldest: number): void;
  /** The window's first sample is about to leave. */
  leave(place: number, series: Series, index: number): void;
  result(place: number, window: Window): number;
}
