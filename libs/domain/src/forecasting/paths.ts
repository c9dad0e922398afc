import type { GridView } from './grid.js';
import type { Member } from './members.js';

/** Ways that a series may go on, each with its weight; values of one way lie together, step after step. */
export interface Paths {
  readonly stepMs: number;
  readonly steps: number;
  readonly count: number;
  /** They sum to 1. */
  readonly weights: Float64Array;
  /** Which member made each of them. */
  readonly members: readonly string[];
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Ways of each member: enough for tenths of the distribution, few enough to be simulated each. */
export const PATHS_PER_MEMBER_MAX = 48;
/** With fewer earlier origins than this, how a member errs is not known. */
const ORIGINS_MIN = 12;
/** Origins that are looked at for those that resemble the present. */
const RESEMBLING_LOOKED_AT_MAX = 2_048;
/** So far beyond the range of what has been, as a share of it, a value is still one that has been. */
const BEYOND_SHARE = 0.05;
/** Of what has been lately, so many steps at most tell where a series is going. */
const LATELY_STEPS_MAX = 12;

/**
 * Continues a series from its last step: what each member expects, with the way in which it erred from earlier origins.
 * Errors of one origin stay together, so that a way rises, falls and swings as the series does.
 *
 * @param weightOf - of a member, any positive number
 * @returns null when too little is known for any member
 */
export function pathsOf(
  view: GridView,
  steps: number,
  members: readonly Member[],
  weightOf: (member: string) => number,
): Paths | null {
  if (isTooShort(view, steps)) return null;
  const made = members.flatMap((member) => {
    const ways = waysOf(view, steps, member);
    return ways === null ? [] : [{ member, ways }];
  });
  if (made.length === 0) return null;
  const count = made.reduce((sum, { ways }) => sum + ways.length, 0);
  const total = made.reduce((sum, { member }) => sum + weightOf(member.name), 0);
  const columns = {
    mean: new Float64Array(count * steps),
    low: new Float64Array(count * steps),
    high: new Float64Array(count * steps),
  };
  const weights = new Float64Array(count);
  const names: string[] = [];
  const floor = view.low.some((value) => value < 0) ? Number.NEGATIVE_INFINITY : 0;
  let at = 0;
  for (const { member, ways } of made) {
    for (const way of ways) {
      for (let i = 0; i < steps; i += 1) {
        columns.mean[at * steps + i] = Math.max(floor, way.mean[i] as number);
        columns.low[at * steps + i] = Math.max(floor, way.low[i] as number);
        columns.high[at * steps + i] = Math.max(floor, way.high[i] as number);
      }
      weights[at] = weightOf(member.name) / total / ways.length;
      names.push(member.name);
      at += 1;
    }
  }
  return { stepMs: view.stepMs, steps, count, weights, members: names, ...columns };
}

/**
 * Whether earlier origins lie so near together that what came after them is all but the same: at least one whole horizon has
 * to lie between the first and the last.
 */
export const isTooShort = ({ mean }: GridView, steps: number): boolean => mean.length <= 2 * steps;

/** One way of going on: for each step its mean, its least and its greatest value. */
export interface Way {
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function waysOf(view: GridView, steps: number, member: Member): Way[] | null {
  const expected = expectedNow(view, steps, member);
  if (expected === null) return null;
  const ways = originsFor(member, [view.mean], steps, PATHS_PER_MEMBER_MAX).flatMap((origin) => {
    const way = wayAfter(view, member, origin, expected);
    return way === null ? [] : [way];
  });
  return ways.length < ORIGINS_MIN ? null : ways;
}

/** What a member expects of the next steps; null where it has too little past, or expects no number. */
export function expectedNow(view: GridView, steps: number, member: Member): Float64Array | null {
  const now = view.mean.length - 1;
  if (now < member.reach) return null;
  const expected = new Float64Array(steps);
  member.expect(now, expected);
  return expected.some(Number.isNaN) ? null : expected;
}

/** What is expected, with the way in which the member erred after an earlier origin; null where what came then is not known. */
export function wayAfter(view: GridView, member: Member, origin: number, expected: Float64Array): Way | null {
  const steps = expected.length;
  const then = new Float64Array(steps);
  member.expect(origin, then);
  const way = { mean: new Float64Array(steps), low: new Float64Array(steps), high: new Float64Array(steps) };
  for (let i = 0; i < steps; i += 1) {
    const shift = (expected[i] as number) - (then[i] as number);
    way.mean[i] = (view.mean[origin + 1 + i] as number) + shift;
    way.low[i] = (view.low[origin + 1 + i] as number) + shift;
    way.high[i] = (view.high[origin + 1 + i] as number) + shift;
    if (Number.isNaN(way.mean[i])) return null;
  }
  return way;
}

/**
 * Earlier origins after which a member's errors are looked at.
 *
 * @param means - of series that are continued together, each as long as the others
 */
export function originsFor(
  { name, reach }: Pick<Member, 'name' | 'reach'>,
  means: readonly Float32Array[],
  steps: number,
  most: number,
): number[] {
  const last = (means[0]?.length ?? 0) - 1 - steps;
  return name === 'past' ? resembling(means, last, steps, most) : spread(reach, last, most);
}

/** So many numbers from `first` to `last`, evenly spread, with both ends. */
function spread(first: number, last: number, most: number): number[] {
  const room = last - first + 1;
  if (room <= 0) return [];
  const count = Math.min(room, most);
  return Array.from({ length: count }, (_, i) => first + Math.round((i * (room - 1)) / Math.max(1, count - 1)));
}

/** Earlier origins at which all series stood, and had lately been, as they do now; the nearest first. */
function resembling(means: readonly Float32Array[], last: number, steps: number, most: number): number[] {
  const reach = Math.max(2, Math.min(LATELY_STEPS_MAX, steps >> 1));
  const origins = spread(reach, last, RESEMBLING_LOOKED_AT_MAX);
  const distances = new Float64Array(origins.length);
  for (const mean of means) {
    const now = stateAt(mean, mean.length - 1, reach);
    if (isBeyond(mean, origins, now[0])) return [];
    const scale = means.length === 1 ? 1 : scaleOf(mean, origins);
    origins.forEach((origin, i) => {
      const there = stateAt(mean, origin, reach);
      const distance = Math.abs(there[0] - now[0]) + Math.abs(there[1] - now[1]) / 2 + Math.abs(there[2] - now[2]) / 2;
      distances[i] = (distances[i] as number) + (Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance / scale);
    });
  }
  const furthest = distances.toSorted()[most - 1] ?? Number.MAX_VALUE;
  const near = [...origins.keys()].filter((i) => (distances[i] as number) <= Math.min(furthest, Number.MAX_VALUE));
  return near
    .sort((a, b) => (distances[a] as number) - (distances[b] as number) || b - a)
    .slice(0, most)
    .map((i) => origins[i] as number);
}

/** How far a series usually is from where it was an origin before: by it, distances of several series are added up. */
function scaleOf(mean: Float32Array, origins: readonly number[]): number {
  let [sum, count] = [0, 0];
  for (let i = 1; i < origins.length; i += 1) {
    const step = Math.abs((mean[origins[i] as number] as number) - (mean[origins[i - 1] as number] as number));
    if (Number.isNaN(step)) continue;
    sum += step;
    count += 1;
  }
  return sum > 0 ? sum / count : 1;
}

/** Whether a value lies outside all that the series was at these origins: nothing resembles what has never been. */
function isBeyond(mean: Float32Array, origins: readonly number[], value: number): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const origin of origins) {
    const there = mean[origin] as number;
    if (there < low) low = there;
    if (there > high) high = there;
  }
  const margin = BEYOND_SHARE * (high - low);
  return value < low - margin || value > high + margin;
}

/** What a series is at an origin, was a step before, and has been lately. */
function stateAt(mean: Float32Array, origin: number, reach: number): [value: number, before: number, lately: number] {
  let sum = 0;
  for (let i = origin - reach + 1; i <= origin; i += 1) sum += mean[i] as number;
  return [mean[origin] as number, mean[origin - 1] as number, sum / reach];
}
