/**
 * A moment as clocks on the wall of a zone show it, in the form that fields for a date and a time take.
 *
 * @param at - ms since 1970
 * @param zone - as IANA names it; the browser's own when left out
 */
export function wallTime(at: number, zone?: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const year = part('year').padStart(4, '0');
  return `${year}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/**
 * The moment at which clocks of a zone show a time, in ms since 1970; null where the text is no time. Of an hour that comes twice
 * it is one of both; of one that is left out, one beside it.
 */
export function momentOf(wall: string, zone?: string): number | null {
  const shown = Date.parse(`${wall}Z`);
  if (Number.isNaN(shown)) return null;
  const offsetAt = (at: number): number => Date.parse(`${wallTime(at, zone)}Z`) - at;
  const first = shown - offsetAt(Math.floor(shown / 1_000) * 1_000);
  return shown - offsetAt(Math.floor(first / 1_000) * 1_000);
}
