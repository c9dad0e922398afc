import { z } from 'zod';
import { type CalendarTime, calendarTimeOf, isTimeZone } from './calendar-time.js';
import { type NumberRange, readRange } from './interval-range.js';

/** Most parts of one list within an interval; a week has seven days, a year twelve months. */
const PARTS_MAX = 32;
/** Most intervals under one name: holidays of a few years have their place. */
const PERIODS_MAX = 200;

const clock = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is not a time of day such as "09:30"; "24:00" is the end of a day');
const ranges = (kind: Parameters<typeof readRange>[0], example: string) =>
  z
    .array(
      z
        .string()
        .max(64)
        .superRefine((text, context) => {
          const range = readRange(kind, text);
          if (range.kind === 'refused') context.addIssue({ code: 'custom', message: range.message });
        }),
    )
    .min(1)
    .max(PARTS_MAX)
    .optional()
    .meta({ examples: [[example]] });

/** When something holds: at the times that all of its fields allow, as in Alertmanager. A field left out allows all. */
export const TimePeriodSchema = z
  .strictObject({
    times: z
      .array(
        z
          .strictObject({ start_time: clock, end_time: clock })
          .refine(
            ({ start_time, end_time }) => start_time < end_time,
            'ends before it begins; a night is two of them, until "24:00" and from "00:00"',
          ),
      )
      .min(1)
      .max(PARTS_MAX)
      .optional(),
    weekdays: ranges('weekday', 'monday:friday'),
    days_of_month: ranges('day_of_month', '-1'),
    months: ranges('month', 'january:march'),
    years: ranges('year', '2026:2027'),
    location: z
      .string()
      .max(64)
      .refine(isTimeZone, 'is no time zone of the IANA database, such as "Europe/Berlin"')
      .optional()
      .meta({ description: 'The time zone that all of it is meant in; UTC when left out.' }),
  })
  .meta({ id: 'TimePeriod', description: 'Times of day, days and months, in a time zone; as in Alertmanager.' });
export type TimePeriod = z.infer<typeof TimePeriodSchema>;

export const TimePeriodsSchema = z.array(TimePeriodSchema).min(1).max(PERIODS_MAX);

export const TimeIntervalSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  time_intervals: TimePeriodsSchema,
});
export type TimeInterval = z.infer<typeof TimeIntervalSchema>;

type Holds = (time: CalendarTime) => boolean;

/** A test of whether a moment lies within one of the periods. */
export function compilePeriods(periods: readonly TimePeriod[]): (nowMs: number) => boolean {
  const compiled = periods.map((period) => ({ zone: period.location ?? 'UTC', holds: compilePeriod(period) }));
  return (nowMs) => compiled.some(({ zone, holds }) => holds(calendarTimeOf(nowMs, zone)));
}

function compilePeriod(period: TimePeriod): Holds {
  const within = (parts: readonly NumberRange[] | null, value: (time: CalendarTime) => number): Holds =>
    parts === null ? () => true : (time) => parts.some(({ from, to }) => value(time) >= from && value(time) <= to);
  const times = period.times?.map(({ start_time, end_time }) => ({
    from: minutesOf(start_time),
    to: minutesOf(end_time) - 1,
  }));
  const tests = [
    within(times ?? null, ({ minuteOfDay }) => minuteOfDay),
    within(rangesOf('weekday', period.weekdays), ({ weekday }) => weekday),
    daysHold(rangesOf('day_of_month', period.days_of_month)),
    within(rangesOf('month', period.months), ({ month }) => month),
    within(rangesOf('year', period.years), ({ year }) => year),
  ];
  return (time) => tests.every((holds) => holds(time));
}

/** Days below 0 are counted from the end of the month; what lies beyond its last day is cut there. */
function daysHold(parts: readonly NumberRange[] | null): Holds {
  if (parts === null) return () => true;
  return ({ day, daysInMonth }) =>
    parts.some(({ from, to }) => {
      const begin = from < 0 ? daysInMonth + from + 1 : from;
      const end = to < 0 ? daysInMonth + to + 1 : to;
      return day >= begin && day <= end;
    });
}

function rangesOf(kind: Parameters<typeof readRange>[0], texts: readonly string[] | undefined): NumberRange[] | null {
  if (texts === undefined) return null;
  return texts.map((text) => {
    const range = readRange(kind, text);
    if (range.kind === 'refused') throw new TypeError(`not a range: ${range.message}`);
    return range;
  });
}

function minutesOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}
