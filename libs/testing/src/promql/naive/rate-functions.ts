import { firstPlace } from './go-math.js';
import { valueBetween } from './selection.js';
import type { Point, Windows } from './moment.js';

export interface RateKind {
  readonly isCounter: boolean;
  readonly isRate: boolean;
}

/** `rate`, `increase` and `delta` of one series' window; null where there is none. */
export function rateOf(points: readonly Point[], windows: Windows, kind: RateKind): number | null {
  return windows.extent === null ? extrapolatedRate(points, windows, kind) : extendedRate(points, windows, kind);
}

/** What a counter lost by each of its resets along points. */
function losses(points: readonly Point[]): number[] {
  return points.flatMap(({ value }, place) => {
    const before = points[place - 1];
    return before !== undefined && value < before.value ? [before.value] : [];
  });
}

function add(sum: number, value: number): number {
  return sum + value;
}

function extrapolatedRate(points: readonly Point[], windows: Windows, { isCounter, isRate }: RateKind): number | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const difference = (isCounter ? losses(points) : []).reduce(add, last.value - first.value);
  const sampled = (last.time - first.time) / 1000;
  const between = sampled / (points.length - 1);
  const isFar = (seconds: number): boolean => seconds >= between * 1.1;
  let toStart = (first.time - windows.start) / 1000;
  let toEnd = (windows.end - last.time) / 1000;
  if (isFar(toStart)) toStart = between / 2;
  // No counter began below 0.
  if (isCounter && difference > 0 && first.value >= 0)
    toStart = Math.min(toStart, sampled * (first.value / difference));
  if (isFar(toEnd)) toEnd = between / 2;
  const factor = (sampled + toStart + toEnd) / sampled;
  return difference * (isRate ? factor / (windows.rangeMs / 1000) : factor);
}

/** The value at a bound of the window: between two points for `smoothed`, else that of the nearer point. */
function valueAtStart(points: readonly Point[], first: number, windows: Windows, isCounter: boolean): number {
  const point = points[first] as Point;
  if (windows.extent === 'anchored' || point.time >= windows.start) return point.value;
  return interpolated(point, points[first + 1] as Point, windows.start, isCounter);
}

function valueAtEnd(points: readonly Point[], last: number, windows: Windows, isCounter: boolean): number {
  const point = points[last] as Point;
  if (windows.extent === 'anchored' || last === 0 || point.time <= windows.end) return point.value;
  return interpolated(points[last - 1] as Point, point, windows.end, isCounter);
}

/** Between a counter's points around a reset, it counts from 0. */
function interpolated(before: Point, after: Point, time: number, isCounter: boolean): number {
  const isReset = isCounter && after.value < before.value;
  return valueBetween(isReset ? { ...before, value: 0 } : before, after, time);
}

/** The places of the points that bound a window with points around it; null where none lies inside. */
function boundsOf(points: readonly Point[], { start, end, extent }: Windows): { first: number; last: number } | null {
  let last = points.length - 1;
  const first = Math.max(0, firstPlace(last, (place) => (points[place] as Point).time > start) - 1);
  if (extent === 'smoothed') last = firstPlace(last, (place) => (points[place] as Point).time >= end);
  return (points[last] as Point).time <= start ? null : { first, last };
}

/** The points strictly inside a window among those from `first` to `last`. */
function insideOf(
  points: readonly Point[],
  { first, last }: { first: number; last: number },
  windows: Windows,
): Point[] {
  const from = (points[first] as Point).time <= windows.start ? first + 1 : first;
  const upTo = (points[last] as Point).time >= windows.end ? last - 1 : last;
  return points.slice(from, Math.max(from, upTo + 1));
}

function extendedRate(points: readonly Point[], windows: Windows, { isCounter, isRate }: RateKind): number | null {
  const bounds = boundsOf(points, windows);
  if (bounds === null) return null;
  if (windows.extent === 'smoothed' && (points[bounds.first] as Point).time > windows.end) return null;
  const left = { time: windows.start, value: valueAtStart(points, bounds.first, windows, isCounter) };
  const right = { time: windows.end, value: valueAtEnd(points, bounds.last, windows, isCounter) };
  let difference = right.value - left.value;
  if (isCounter) difference += losses([left, ...insideOf(points, bounds, windows), right]).reduce(add, 0);
  return isRate ? difference / (windows.rangeMs / 1000) : difference;
}

/** A window with values at its very bounds, and no points outside: what a query for the range vector itself shows. */
export function withBounds(points: readonly Point[], windows: Windows): Point[] {
  const bounds = boundsOf(points, windows);
  if (bounds === null) return [];
  const left = { time: windows.start, value: valueAtStart(points, bounds.first, windows, false) };
  const right = { time: windows.end, value: valueAtEnd(points, bounds.last, windows, false) };
  return [left, ...insideOf(points, bounds, windows), right];
}

/** `irate` and `idelta`: of the last two points alone. */
export function instantRate(points: readonly Point[], isRate: boolean): number | null {
  const [before, last] = points.slice(-2);
  if (before === undefined || last === undefined) return null;
  const isReset = isRate && last.value < before.value;
  const difference = isReset ? last.value : last.value - before.value;
  return isRate ? difference / ((last.time - before.time) / 1000) : difference;
}

/** The points that `changes` and `resets` look at: for `anchored`, the last before the window and those inside. */
function comparedPoints(points: readonly Point[], { start, extent }: Windows): readonly Point[] {
  if (extent !== 'anchored') return points;
  const after = firstPlace(points.length, (place) => (points[place] as Point).time > start);
  return after === points.length ? [] : points.slice(Math.max(0, after - 1));
}

/** How often a value differs from the one before it in the way that is asked for; null without any value. */
export function countSteps(
  points: readonly Point[],
  windows: Windows,
  differs: (before: number, value: number) => boolean,
): number | null {
  const compared = comparedPoints(points, windows);
  if (compared.length === 0) return null;
  return compared.filter(({ value }, place) => {
    const before = compared[place - 1];
    return before !== undefined && differs(before.value, value);
  }).length;
}
