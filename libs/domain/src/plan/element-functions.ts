import { largerOf, smallerOf } from './arithmetic.js';
import { NO_VALUE } from './series-store.js';

/** The longest time from 1970 that a `Date` holds. */
const DATE_SECONDS_MAX = 8_640_000_000_000;
/** After this many years, dates and days of the week come again. */
const CYCLE_YEARS = 400;
const CYCLE_SECONDS = 12_622_780_800n;
/** The first time that Go can hold, counted from 1970. */
const FIRST_SECONDS = -9_223_372_028_715_321_600n;

/** Reads a part of a date of UTC. Years of dates beyond those of a `Date` are counted from `cycles` times 400 on. */
const date =
  (read: (date: Date, cycles: number) => number) =>
  (seconds: number): number => {
    if (Math.abs(seconds) <= DATE_SECONDS_MAX) return read(new Date(Math.trunc(seconds) * 1_000), 0);
    // NaN and what 64 bits cannot hold becomes the smallest integer, as on most processors; then times wrap around.
    const whole = Math.abs(seconds) < 2 ** 63 ? BigInt(Math.trunc(seconds)) : -(2n ** 63n);
    const sinceFirst = BigInt.asUintN(64, whole - FIRST_SECONDS);
    const time = sinceFirst + FIRST_SECONDS;
    const cycles = time / CYCLE_SECONDS - (time < 0n ? 1n : 0n);
    return read(new Date(Number(time - cycles * CYCLE_SECONDS) * 1_000), Number(cycles));
  };

const DAY_MS = 86_400_000;

/** Functions of a time in seconds since 1970; without an argument they take the time of the evaluation. */
export const dateFunctions: Readonly<Record<string, (seconds: number) => number>> = {
  day_of_month: date((time) => time.getUTCDate()),
  day_of_week: date((time) => time.getUTCDay()),
  day_of_year: date((time) => Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / DAY_MS) + 1),
  days_in_month: date((time) => new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 0)).getUTCDate()),
  hour: date((time) => time.getUTCHours()),
  minute: date((time) => time.getUTCMinutes()),
  month: date((time) => time.getUTCMonth() + 1),
  year: date((time, cycles) => time.getUTCFullYear() + CYCLE_YEARS * cycles),
};

function round(value: number, toNearest = 1): number {
  const inverse = 1 / toNearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}

function clamp(value: number, min: number, max: number): number {
  return max < min ? NO_VALUE : largerOf(min, smallerOf(max, value));
}

/** Functions of a value and of scalars. */
export const elementFunctions: Readonly<Record<string, (value: number, ...parameters: number[]) => number>> = {
  abs: Math.abs,
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  ceil: Math.ceil,
  clamp: (value, min, max) => clamp(value, min as number, max as number),
  clamp_max: (value, max) => smallerOf(max as number, value),
  clamp_min: (value, min) => largerOf(min as number, value),
  cos: Math.cos,
  cosh: Math.cosh,
  deg: (value) => (value * 180) / Math.PI,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  rad: (value) => (value * Math.PI) / 180,
  round,
  sgn: (value) => (value < 0 ? -1 : value > 0 ? 1 : value),
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  ...dateFunctions,
};
