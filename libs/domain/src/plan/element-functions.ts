import { NO_VALUE } from './series-store.js';

/** Reads a date of UTC. */
const date = (read: (date: Date) => number) => (seconds: number) => {
  const time = new Date(Math.trunc(seconds) * 1_000);
  return Number.isNaN(time.getTime()) ? Number.NaN : read(time);
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
  year: date((time) => time.getUTCFullYear()),
};

function round(value: number, toNearest = 1): number {
  const inverse = 1 / toNearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}

function clamp(value: number, min: number, max: number): number {
  return max < min ? NO_VALUE : Math.max(min, Math.min(max, value));
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
  clamp_max: (value, max) => Math.min(max as number, value),
  clamp_min: (value, min) => Math.max(min as number, value),
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
