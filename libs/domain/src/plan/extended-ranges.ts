import { NO_VALUE, timeAt } from './series-store.js';
import type { Window } from './window.js';

/**
 * Ranges that are `anchored` or `smoothed`: they have values at their very bounds, made of samples beyond them. At its
 * start an anchored range has the value of the sample before, at its end that of the last; a smoothed one has what lies
 * on the line between the samples on both sides.
 */

/** The last sample before a range, or the first in it where there is none. */
function firstPlace(window: Window): number {
  const { from, to, start } = window;
  let first = from;
  while (first < to - 1 && timeAt(window, first) <= start) first += 1;
  return Math.max(from, first - 1);
}

/** The first sample from a smoothed range's end on, or the last one. */
function lastPlace(window: Window): number {
  const { from, to, end, extent } = window;
  if (extent !== 'smoothed') return to - 1;
  let last = from;
  while (last < to - 1 && timeAt(window, last) < end) last += 1;
  return last;
}

function valueAtStart(window: Window, first: number, isCounter: boolean): number {
  const isBefore = timeAt(window, first) < window.start;
  if (window.extent === 'smoothed' && isBefore) return valueBetween(window, first, window.start, isCounter);
  return window.values[first] as number;
}

function valueAtEnd(window: Window, last: number, isCounter: boolean): number {
  const isBehind = last > window.from && timeAt(window, last) > window.end;
  if (window.extent === 'smoothed' && isBehind) return valueBetween(window, last - 1, window.end, isCounter);
  return window.values[last] as number;
}

/** A counter that was reset between two samples counts from 0. */
function valueBetween(window: Window, left: number, time: number, isCounter: boolean): number {
  const { values } = window;
  const [t0, t1] = [timeAt(window, left), timeAt(window, left + 1)];
  const y1 = values[left + 1] as number;
  const isReset = isCounter && y1 < (values[left] as number);
  const y0 = isReset ? 0 : (values[left] as number);
  return y0 + ((y1 - y0) * (time - t0)) / (t1 - t0);
}

/** The change between the bounds of a range; {@link NO_VALUE} when no sample lies in it. */
export function changeBetweenBounds(window: Window, isCounter: boolean): number {
  const { values, start, end } = window;
  let first = firstPlace(window);
  let last = lastPlace(window);
  const isBehind = window.extent === 'smoothed' && timeAt(window, first) > end;
  if (timeAt(window, last) <= start || isBehind) return NO_VALUE;
  const left = valueAtStart(window, first, isCounter);
  const right = valueAtEnd(window, last, isCounter);
  let result = right - left;
  if (!isCounter) return result;
  if (timeAt(window, first) <= start) first += 1;
  if (timeAt(window, last) >= end) last -= 1;
  let before = left;
  for (let i = first; i <= last; i += 1) {
    if ((values[i] as number) < before) result += before;
    before = values[i] as number;
  }
  return right < before ? result + before : result;
}

/** The samples within a range and its values at the bounds; null when no sample lies in it. */
export function samplesWithBounds(window: Window): { times: number[]; values: number[] } | null {
  const { values, start, end } = window;
  const [first, last] = [firstPlace(window), lastPlace(window)];
  if (timeAt(window, last) <= start) return null;
  const from = timeAt(window, first) <= start ? first + 1 : first;
  const to = Math.max(from, timeAt(window, last) >= end ? last : last + 1);
  return {
    times: [start, ...Array.from({ length: to - from }, (_, i) => timeAt(window, from + i)), end],
    values: [valueAtStart(window, first, false), ...values.subarray(from, to), valueAtEnd(window, last, false)],
  };
}
