import { formatFloat } from '../promql/go-float.js';
import { parseFloat64 } from '../promql/parse-float.js';
import { NS_PER_SECOND, timeText } from './go-time.js';
import { excerpt, fail } from './template-error.js';
import { typeName, type Value } from './values.js';

const largeUnits = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const smallUnits = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];
const binaryUnits = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];

/** Four digits are enough to see what matters, and are what Prometheus shows. */
const four = (value: number): string => formatFloat(value, 'g', 4);

/** The number that a value is, or that its text stands for. */
export function toNumber(value: Value): number {
  switch (value.kind) {
    case 'float':
      return value.value;
    case 'int':
      return Number(value.value);
    case 'duration':
      return Number(value.ns) / Number(NS_PER_SECOND);
    case 'string': {
      const number = parseFloat64(value.value);
      return (
        number ?? fail(`"${excerpt(value.value)}" is no number that a float can hold (invalid syntax or out of range)`)
      );
    }
    default:
      return fail(`can't convert ${typeName(value)} to float`);
  }
}

/** Divides until a number is below the base, and names the unit. */
function scaled(value: number, base: number, units: readonly string[]): string {
  let size = value;
  let unit = '';
  for (const next of units) {
    if (Math.abs(size) < base) break;
    unit = next;
    size /= base;
  }
  return four(size) + unit;
}

/** Multiplies until a number is at least one, and names the unit. */
function magnified(value: number): string {
  let size = value;
  let unit = '';
  for (const next of smallUnits) {
    if (Math.abs(size) >= 1) break;
    unit = next;
    size *= 1000;
  }
  return four(size) + unit;
}

/** With metric prefixes: `1234567` is `1.235M`. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return four(value);
  return Math.abs(value) >= 1 ? scaled(value, 1000, largeUnits) : magnified(value);
}

/** With binary prefixes: `1048576` is `1Mi`. */
export function humanize1024(value: number): string {
  return Math.abs(value) <= 1 || !Number.isFinite(value) ? four(value) : scaled(value, 1024, binaryUnits);
}

/** Seconds as days, hours, minutes and seconds, or with a metric prefix below one. */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return four(value);
  if (value === 0) return `${four(value)}s`;
  if (Math.abs(value) < 1) return `${magnified(value)}s`;
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  const whole = BigInt(Math.trunc(size));
  const [days, hours, minutes, seconds] = [whole / 86_400n, (whole / 3_600n) % 24n, (whole / 60n) % 60n, whole % 60n];
  if (days > 0n) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours > 0n) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  return minutes > 0n ? `${sign}${minutes}m ${seconds}s` : `${sign}${four(size)}s`;
}

/** A ratio as a percentage. */
export function humanizePercentage(value: number): string {
  return `${four(value * 100)}%`;
}

/** Seconds since 1970 as a time; NaN and infinity as they are. */
export function humanizeTimestamp(value: number): string {
  return Number.isFinite(value) ? timeText(timestamp(value)) : four(value);
}

const NS_PER_MS = 1_000_000n;

/** Seconds since 1970 as nanoseconds, in whole milliseconds. */
export function timestamp(seconds: number): bigint {
  const ns = seconds * Number(NS_PER_SECOND);
  if (!Number.isFinite(ns)) return fail('value is NaN or Inf');
  if (Math.abs(ns) > 2 ** 63)
    return fail(
      `${formatFloat(seconds, 'g', -1)} cannot be represented as a nanoseconds timestamp since it overflows int64`,
    );
  return (BigInt(Math.trunc(ns)) / NS_PER_MS) * NS_PER_MS;
}
