import { mapValues } from './element-functions.js';
import type { Moment, Sample } from './moment.js';
import { LabelSet } from '@tocsin/domain/plan/label-set';

const SECONDS_PER_DAY = 86_400n;
/** What Go counts from, so that each time it can hold is not negative; a year that begins as 2001 does. */
const ORIGIN_SECONDS = 9_223_372_028_715_321_600n;
const ORIGIN_YEAR = -292_277_022_399n;
const DAYS_PER_400_YEARS = 146_097n;

interface GoDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly dayOfYear: number;
  readonly dayOfWeek: number;
  readonly secondOfDay: number;
  readonly daysInMonth: number;
}

function isLeap(year: bigint): boolean {
  return year % 4n === 0n && (year % 100n !== 0n || year % 400n === 0n);
}

/** A float as a whole number of 64 bits, as processors convert it that Prometheus mostly runs on. */
function toInteger(value: number): bigint {
  const isInRange = Math.abs(value) < 2 ** 63;
  return isInRange ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

/** The date, in UTC, of a number of seconds since 1970; numbers that are no time of Go's wrap around, as there. */
function dateOf(seconds: bigint): GoDate {
  const absolute = BigInt.asUintN(64, seconds + ORIGIN_SECONDS);
  let days = absolute / SECONDS_PER_DAY;
  // The origin was a Monday.
  const dayOfWeek = Number((days + 1n) % 7n);
  let year = ORIGIN_YEAR + 400n * (days / DAYS_PER_400_YEARS);
  days %= DAYS_PER_400_YEARS;
  for (; days >= (isLeap(year) ? 366n : 365n); year += 1n) days -= isLeap(year) ? 366n : 365n;
  const lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let day = Number(days);
  let month = 0;
  for (; day >= (lengths[month] as number); month += 1) day -= lengths[month] as number;
  return {
    year: Number(year),
    month: month + 1,
    day: day + 1,
    dayOfYear: Number(days) + 1,
    dayOfWeek,
    secondOfDay: Number(absolute % SECONDS_PER_DAY),
    daysInMonth: lengths[month] as number,
  };
}

const parts: ReadonlyMap<string, (date: GoDate) => number> = new Map([
  ['days_in_month', ({ daysInMonth }) => daysInMonth],
  ['day_of_month', ({ day }) => day],
  ['day_of_week', ({ dayOfWeek }) => dayOfWeek],
  ['day_of_year', ({ dayOfYear }) => dayOfYear],
  ['hour', ({ secondOfDay }) => Math.floor(secondOfDay / 3600)],
  ['minute', ({ secondOfDay }) => Math.floor((secondOfDay % 3600) / 60)],
  ['month', ({ month }) => month],
  ['year', ({ year }) => year],
] satisfies [string, (date: GoDate) => number][]);

/** Functions of dates, of the evaluation's time where no elements were given; null for any other function. */
export function callDateFunction(name: string, samples: readonly Sample[] | null, moment: Moment): Sample[] | null {
  const part = parts.get(name);
  if (part === undefined) return null;
  if (samples !== null) return mapValues(samples, moment, (value) => part(dateOf(toInteger(value))));
  const now = BigInt(Math.trunc(moment.time / 1000));
  return [{ labels: LabelSet.empty, value: part(dateOf(now)), dropsName: false }];
}
