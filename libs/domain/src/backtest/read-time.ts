/** Numbers from here on are milliseconds, below they are seconds: 1e11 seconds are the year 5138, 1e11 ms 1973. */
const MILLISECONDS_FROM = 1e11;
const number = /^-?\d+(\.\d+)?$/;
const date = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads a time as people write it: `2026-01-31T12:00:00Z`, with a space for the `T`, with or without a zone (then UTC),
 * or a number of seconds or milliseconds since 1970.
 *
 * @returns ms since 1970, or null when the text is no time
 */
export function readTime(text: string): number | null {
  const own = text.trim();
  if (number.test(own)) {
    const value = Number(own);
    return Math.round(Math.abs(value) < MILLISECONDS_FROM ? value * 1_000 : value);
  }
  const parts = date.exec(own);
  if (parts === null) return null;
  const hasZone = parts[4] !== undefined;
  const iso = own.replace(' ', 'T');
  // A date alone is read as UTC by itself.
  const time = Date.parse(hasZone || parts[1] === undefined ? iso : `${iso}Z`);
  return Number.isNaN(time) ? null : time;
}
