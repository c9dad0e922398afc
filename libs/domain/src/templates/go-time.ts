import { fail } from './template-error.js';

const NS_PER_MS = 1_000_000n;
export const NS_PER_SECOND = 1_000_000_000n;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
/** The furthest that dates reach, in both directions: 100 million days. */
const DATE_MS_MAX = 8_640_000_000_000_000n;

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** A time taken apart, in UTC. */
export interface Calendar {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly monthName: string;
  readonly day: number;
  /** From 0, which is Sunday. */
  readonly weekday: number;
  readonly weekdayName: string;
  /** From 1. */
  readonly dayOfYear: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Nanoseconds within the second. */
  readonly nanosecond: number;
}

/** Checks that a number fits into 64 bits, as it has to in Go. */
export function int64(value: bigint): bigint {
  return value > INT64_MAX || value < INT64_MIN ? fail(`${value} cannot be represented: it overflows int64`) : value;
}

/** Seconds as nanoseconds; fractions of a nanosecond are dropped. */
export function nanoseconds(seconds: number): bigint {
  const ns = seconds * Number(NS_PER_SECOND);
  if (!Number.isFinite(ns)) fail('value is NaN or Inf');
  return int64(BigInt(Math.trunc(ns)));
}

const floorDivide = (a: bigint, b: bigint): bigint => (a % b < 0n ? a / b - 1n : a / b);

/** Takes a time apart. */
export function calendar(ns: bigint): Calendar {
  const ms = floorDivide(ns, NS_PER_MS);
  if (ms > DATE_MS_MAX || ms < -DATE_MS_MAX) fail('the time lies beyond the calendar');
  const date = new Date(Number(ms));
  const year = date.getUTCFullYear();
  const startOfYear = new Date(0).setUTCFullYear(year, 0, 1);
  const month = date.getUTCMonth();
  return {
    year,
    month: month + 1,
    monthName: months[month] as string,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    weekdayName: weekdays[date.getUTCDay()] as string,
    dayOfYear: Math.floor((Number(ms) - startOfYear) / 86_400_000) + 1,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(ns - floorDivide(ns, NS_PER_SECOND) * NS_PER_SECOND),
  };
}

/** A time as Go's `Time.String` prints it. */
export function timeText(ns: bigint): string {
  return formatTime(ns, '2006-01-02 15:04:05.999999999 -0700 MST');
}

/** The pieces of the reference time, Mon Jan 2 15:04:05 2006, that a layout of Go is made of. */
const layoutPart =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|2|__2|_2(?!006)|3|4|5|PM|pm|[-Z](?:070000|07:00:00|0700|07:00|07)|[.,](?:0+|9+)(?!\d)/g;

/** Formats a time as Go's `Time.Format`; it is always UTC. */
export function formatTime(ns: bigint, layout: string): string {
  const time = calendar(ns);
  return layout.replaceAll(layoutPart, (part: string) => partText(part, time));
}

function partText(part: string, time: Calendar): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour12 = time.hour % 12 === 0 ? 12 : time.hour % 12;
  switch (part) {
    case 'January':
      return time.monthName;
    case 'Jan':
      return time.monthName.slice(0, 3);
    case '01':
      return two(time.month);
    case '1':
      return String(time.month);
    case 'Monday':
      return time.weekdayName;
    case 'Mon':
      return time.weekdayName.slice(0, 3);
    case '02':
      return two(time.day);
    case '_2':
      return String(time.day).padStart(2, ' ');
    case '2':
      return String(time.day);
    case '002':
      return String(time.dayOfYear).padStart(3, '0');
    case '__2':
      return String(time.dayOfYear).padStart(3, ' ');
    case '15':
      return two(time.hour);
    case '03':
      return two(hour12);
    case '3':
      return String(hour12);
    case '04':
      return two(time.minute);
    case '4':
      return String(time.minute);
    case '05':
      return two(time.second);
    case '5':
      return String(time.second);
    case '2006':
      return time.year < 0 ? `-${String(-time.year).padStart(4, '0')}` : String(time.year).padStart(4, '0');
    case '06':
      return two(((time.year % 100) + 100) % 100);
    case 'PM':
      return time.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return time.hour >= 12 ? 'pm' : 'am';
    case 'MST':
      return 'UTC';
    default:
      return part.startsWith('.') || part.startsWith(',') ? fraction(part, time.nanosecond) : zone(part);
  }
}

function fraction(part: string, nanosecond: number): string {
  const digits = String(nanosecond)
    .padStart(9, '0')
    .slice(0, part.length - 1);
  if (part.charAt(1) === '0') return part.charAt(0) + digits.padEnd(part.length - 1, '0');
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : part.charAt(0) + kept;
}

/** UTC's offset in the notation of a layout: digits as zeros, and `Z` alone where the layout starts with it. */
function zone(part: string): string {
  return part.startsWith('Z') ? 'Z' : `+${part.slice(1).replaceAll(/\d/g, '0')}`;
}

/** A duration as Go's `Duration.String` prints it, such as `1h2m3.5s`. */
export function durationText(ns: bigint): string {
  if (ns === 0n) return '0s';
  const sign = ns < 0n ? '-' : '';
  const size = ns < 0n ? -ns : ns;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < NS_PER_MS) return `${sign}${decimal(size, 3)}µs`;
  if (size < NS_PER_SECOND) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / (60n * NS_PER_SECOND);
  const seconds = `${decimal(size % (60n * NS_PER_SECOND), 9)}s`;
  if (minutes === 0n) return sign + seconds;
  return minutes < 60n ? `${sign}${minutes}m${seconds}` : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** A whole number with its point moved, without zeros at the end. */
function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0');
  const part = digits.slice(-places).replace(/0+$/, '');
  return digits.slice(0, -places) + (part === '' ? '' : `.${part}`);
}

/** Rounds a duration to a multiple of another; halves go away from zero. A unit of zero or less changes nothing. */
export function roundDuration(ns: bigint, unit: bigint): bigint {
  if (unit <= 0n) return ns;
  const rest = ns < 0n ? -(ns % unit) : ns % unit;
  const down = ns - (ns % unit);
  if (rest + rest < unit) return down;
  return ns < 0n ? down - unit : down + unit;
}
