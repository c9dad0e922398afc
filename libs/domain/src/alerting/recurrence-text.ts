import type { Recurrence } from './silence.js';
import type { TimePeriod } from './time-interval.js';

/** When a silence holds, in words such as `saturday, sunday 22:00–24:00 (Europe/Berlin)`. */
export function recurrenceText(recurrence: Recurrence): string {
  if ('time_interval' in recurrence) return `during ${recurrence.time_interval}`;
  return recurrence.time_intervals.map(periodText).join('; ');
}

function periodText({ weekdays: days, days_of_month, months, years, times, location = 'UTC' }: TimePeriod): string {
  const said = [
    days?.join(', '),
    days_of_month === undefined ? undefined : `day ${days_of_month.join(', ')} of the month`,
    months?.join(', '),
    years?.join(', '),
    times?.map(({ start_time, end_time }) => `${start_time}–${end_time}`).join(', '),
  ].filter((one) => one !== undefined);
  return said.length === 0 ? 'always' : `${said.join(' ')} (${location})`;
}
