import { compilePeriods, type TimePeriod } from './time-interval.js';

const MINUTE_MS = 60_000;
const QUARTER_MINUTES = 15;
const QUARTER_MS = QUARTER_MINUTES * MINUTE_MS;

/** A span in which periods hold. Times are ms since 1970. */
export interface Occurrence {
  readonly starts_at: number;
  /** What holds longer than was looked is cut off there. */
  readonly ends_at: number;
}

/**
 * The next spans in which one of the periods holds, without a gap in each.
 *
 * @param from - ms since 1970; what holds then already begins here
 * @param until - where to stop looking; a year of quarters of an hour takes some tenths of a second
 * @param most - how many are wanted
 */
export function nextOccurrences(
  periods: readonly TimePeriod[],
  { from, until, most }: { readonly from: number; readonly until: number; readonly most: number },
): Occurrence[] {
  const holds = compilePeriods(periods);
  const found: Occurrence[] = [];
  let began: number | null = null;
  for (const at of momentsOfChange(periods, from, until)) {
    if (found.length === most) return found;
    const isOn = holds(at);
    if (isOn && began === null) began = at;
    if (isOn || began === null) continue;
    found.push({ starts_at: began, ends_at: at });
    began = null;
  }
  if (began !== null && began < until && found.length < most) found.push({ starts_at: began, ends_at: until });
  return found;
}

/**
 * All moments at which the periods can begin or cease to hold. Clocks of all zones differ by whole quarters of an hour and are
 * set forward and back at one, so that a time of day is always as many minutes behind one.
 */
function* momentsOfChange(periods: readonly TimePeriod[], from: number, until: number): Generator<number> {
  const times = periods.flatMap((period) => period.times ?? []);
  const clocks = times.flatMap(({ start_time, end_time }) => [start_time, end_time]);
  const behind = new Set([0, ...clocks.map((clock) => Number(clock.slice(3)) % QUARTER_MINUTES)]);
  const minutes = [...behind].toSorted((a, b) => a - b);
  yield from;
  for (let quarter = Math.floor(from / QUARTER_MS) * QUARTER_MS; quarter < until; quarter += QUARTER_MS)
    for (const minute of minutes) {
      const at = quarter + minute * MINUTE_MS;
      if (at > from && at < until) yield at;
    }
}
