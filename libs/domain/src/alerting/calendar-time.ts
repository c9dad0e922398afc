/** A moment as a calendar and a clock on the wall show it. */
export interface CalendarTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
  readonly daysInMonth: number;
  /** From 0, which is Sunday. */
  readonly weekday: number;
  readonly minuteOfDay: number;
}

/** Formatters take long to make and are few: there are some six hundred zones. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether the IANA database, as the runtime has it, knows the zone. */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * What calendar and clock show at a moment in a zone.
 *
 * @param nowMs - ms since 1970
 * @param zone - a zone that {@link isTimeZone} knows
 */
export function calendarTimeOf(nowMs: number, zone: string): CalendarTime {
  const parts = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(nowMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year, month, day] = [parts['year'] ?? 0, parts['month'] ?? 0, parts['day'] ?? 0];
  return {
    year,
    month,
    day,
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    minuteOfDay: (parts['hour'] ?? 0) * 60 + (parts['minute'] ?? 0),
  };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}
