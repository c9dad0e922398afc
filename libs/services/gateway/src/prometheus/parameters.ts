import { parseFloat64 } from '@tocsin/domain/promql/parse-float';
import { readDuration } from '@tocsin/domain/promql/duration-text';
import { quoteString } from '@tocsin/domain/promql/go-text';
import type { Form } from './form.js';
import { invalidParameter } from './prometheus-answer.js';

/** The earliest and the latest time that a date can have, in ms; Prometheus's own bounds lie beyond, and mean "all". */
export const EARLIEST = -8.64e15;
export const LATEST = 8.64e15;
/** Prometheus's bounds as clients write them that ask for everything. */
const BOUNDS: ReadonlyMap<string, number> = new Map([
  ['-292273086-05-16T16:47:06Z', EARLIEST],
  ['292277025-08-18T07:12:54.999999999Z', LATEST],
]);
const NANOSECONDS = 1e9;
/** What Prometheus's durations hold, in nanoseconds. */
const DURATION_MAX = 2 ** 63;
const INTEGER_MAX = 2n ** 63n - 1n;

/**
 * A time as Prometheus reads it: seconds since 1970, which may have a fraction, or RFC 3339.
 *
 * @returns ms since 1970, or null
 */
export function parseTime(text: string): number | null {
  const seconds = parseFloat64(text);
  if (seconds !== null) return Number.isFinite(seconds) ? within(millisecondsOf(seconds)) : null;
  return parseDate(text) ?? BOUNDS.get(text) ?? null;
}

/** Rounded step by step as Prometheus does it: the fraction to a millisecond, then down. */
function millisecondsOf(seconds: number): number {
  const whole = Math.trunc(seconds);
  const fraction = seconds - whole;
  const rounded = (Math.sign(fraction) * Math.round(Math.abs(fraction) * 1_000)) / 1_000;
  return whole * 1_000 + Math.floor(Math.trunc(rounded * NANOSECONDS) / 1e6);
}

const within = (time: number): number => Math.min(Math.max(time, EARLIEST), LATEST);

const date = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

function parseDate(text: string): number | null {
  const parts = date.exec(text);
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  const isDay = local.getUTCMonth() === month - 1 && local.getUTCDate() === day;
  const [, , , , , , , fraction = '', sign = '+', zoneHours = '0', zoneMinutes = '0'] = parts;
  if (!isDay || hour > 23 || minute > 59 || second > 59 || Number(zoneHours) > 24 || Number(zoneMinutes) > 60)
    return null;
  local.setUTCHours(hour, minute, second, Number(fraction.slice(0, 3).padEnd(3, '0')));
  const zone = 60_000 * (60 * Number(zoneHours) + Number(zoneMinutes));
  return local.getTime() - (sign === '-' ? -zone : zone);
}

/** A length of time: seconds, which may have a fraction, or a duration such as `1h30m`. @returns ms */
export function parseDuration(text: string): { ms: number } | { message: string } {
  const refused = { message: `cannot parse ${quoteString(text)} to a valid duration` };
  const seconds = parseFloat64(text);
  if (seconds === null) {
    const read = text === '' ? null : readDuration(text);
    return read?.kind === 'duration' ? { ms: Math.round(read.seconds * 1_000) } : refused;
  }
  if (Number.isNaN(seconds)) return refused;
  if (Math.abs(seconds * NANOSECONDS) > DURATION_MAX) return { message: `${refused.message}. It overflows int64` };
  return { ms: Math.trunc(seconds * NANOSECONDS) / 1e6 };
}

/** @throws PrometheusError when the field is no time, or is missing and there is no other */
export function timeOf(form: Form, name: string, otherwise?: number): number {
  const text = form.get(name);
  if (text === '' && otherwise !== undefined) return otherwise;
  const time = parseTime(text);
  if (time !== null) return time;
  const problem = `cannot parse ${quoteString(text)} to a valid timestamp`;
  throw invalidParameter(name, otherwise === undefined ? problem : `invalid time value for '${name}': ${problem}`);
}

/** @returns ms, or null when the field is not there */
export function durationOf(form: Form, name: string): number | null {
  return form.get(name) === '' ? null : requiredDurationOf(form, name);
}

export function requiredDurationOf(form: Form, name: string): number {
  const parsed = parseDuration(form.get(name));
  if ('ms' in parsed) return parsed.ms;
  throw invalidParameter(name, parsed.message);
}

/** How many results are wanted at most; 0: all. */
export function limitOf(form: Form, name = 'limit'): number {
  const text = form.get(name);
  if (text === '') return 0;
  const limit = parseInteger(text);
  if ('message' in limit) throw invalidParameter(name, limit.message);
  if (limit.value < 0) throw invalidParameter(name, 'limit must be non-negative');
  return limit.value;
}

/**
 * A whole number as Go reads it, with Go's words for what is none.
 *
 * @param reader - the function of Go's that the words name
 */
export function parseInteger(text: string, reader = 'Atoi'): { value: number } | { message: string } {
  const refused = (why: string) => ({ message: `strconv.${reader}: parsing ${quoteString(text)}: ${why}` });
  if (!/^[+-]?\d+$/.test(text)) return refused('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  return value > INTEGER_MAX || value < -INTEGER_MAX - 1n ? refused('value out of range') : { value: Number(value) };
}
