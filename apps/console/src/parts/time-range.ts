import { facetOf } from './facets.js';

const HOUR_MS = 3_600_000;
/** How much of time a page may look at, ms, by the name that its address gives it. */
export const spans = {
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
} as const;
export type Span = keyof typeof spans;
export const spanNames = Object.keys(spans) as readonly Span[];

/** What a page looks at of time; ms since 1970. */
export interface TimeRange {
  readonly span: Span;
  readonly from: number;
  readonly to: number;
  /** Whether its end is now, and moves on. */
  readonly isLive: boolean;
}

/**
 * The range that an address names by `span` and, where it ends earlier than now, by `to` in ms since 1970.
 *
 * @param usual - how much is looked at where the address does not say
 */
export function rangeOf(parameters: URLSearchParams, now: number, usual: Span = '24h'): TimeRange {
  const span = facetOf(parameters, 'span', spanNames) ?? usual;
  const given = parameters.get('to') ?? '';
  const isLive = !/^\d{1,15}$/u.test(given) || Number(given) >= now;
  const to = isLive ? now : Number(given);
  return { span, from: to - spans[span], to, isLive };
}

/** The parameters of a range that lies a whole one earlier or later; one that reaches now moves on with it. */
export function movedBy(parameters: URLSearchParams, range: TimeRange, ranges: number, now: number): URLSearchParams {
  return endingAt(parameters, range.to + ranges * spans[range.span], now);
}

/** The parameters with another end. @param to - ms since 1970 */
export function endingAt(parameters: URLSearchParams, to: number, now: number): URLSearchParams {
  const changed = new URLSearchParams(parameters);
  if (to >= now) changed.delete('to');
  else changed.set('to', String(Math.max(0, Math.round(to))));
  return changed;
}
