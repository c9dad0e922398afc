const MINUTE_MS = 60_000;
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
];
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/**
 * A moment as seen from another one, such as `3 minutes ago`, in the largest unit that fits.
 *
 * @param at - ms since 1970
 * @param now - ms since 1970
 */
export function relativeTime(at: number, now: number): string {
  const difference = at - now;
  const step = steps.find(([, ms]) => Math.abs(difference) >= ms);
  if (step === undefined) return difference > 0 ? 'in a moment' : 'just now';
  const [unit, ms] = step;
  return words.format(Math.trunc(difference / ms), unit);
}

/** A span of time, such as `2 h 5 min`. @param ms - at least 0 */
export function spanText(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 1) return `${Math.round(ms / 1_000)} s`;
  const parts: [number, string][] = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** How long something took, such as `3.1 ms`, to two digits. @param ms - at least 0 */
export function durationText(ms: number): string {
  const [value, unit] = ms < 1_000 ? [ms, 'ms'] : [ms / 1_000, 's'];
  return `${value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} ${unit}`;
}

/** A moment to the second, with the zone that it is told in. @param zone - as IANA names it; the browser's own when left out */
export function absoluteTime(at: number, zone?: string): string {
  return absolute(zone).format(at);
}

/** The time of day of a moment, such as `14:05`. @param zone - as {@link absoluteTime} takes it */
export function wallClockText(at: number, zone?: string): string {
  return wallClock(zone).format(at);
}

/** The day of a moment, such as `3 Feb`. @param zone - as {@link absoluteTime} takes it */
export function dayText(at: number, zone?: string): string {
  return dayOfYear(zone).format(at);
}

const absolute = formatsOf({ dateStyle: 'medium', timeStyle: 'long' });
const wallClock = formatsOf({ timeStyle: 'short' });
const dayOfYear = formatsOf({ day: 'numeric', month: 'short' });

/** Formats by zone, each made once: making one takes longer than all else of a cell of a table. */
function formatsOf(options: Intl.DateTimeFormatOptions): (zone: string | undefined) => Intl.DateTimeFormat {
  const known = new Map<string | undefined, Intl.DateTimeFormat>();
  return (zone) => {
    const format =
      known.get(zone) ??
      new Intl.DateTimeFormat('en-GB', zone === undefined ? options : { ...options, timeZone: zone });
    known.set(zone, format);
    return format;
  };
}
