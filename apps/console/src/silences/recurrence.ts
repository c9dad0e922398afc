import type { Schema } from '@tocsin/client/call';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

export type Recurrence = NonNullable<Schema<'SilenceWithState'>['recurrence']>;
type Period = Schema<'TimePeriod'>;

/** When a silence holds between its begin and its end, as a form has it. */
export type Repeats =
  | { readonly kind: 'always' }
  | {
      readonly kind: 'weekly';
      readonly days: readonly Weekday[];
      /** Such as `22:00`. */
      readonly from: string;
      /** Of the next day where it is no later than the begin. */
      readonly to: string;
    }
  /** A time interval of the notification policy. */
  | { readonly kind: 'interval'; readonly name: string };

/**
 * The same as the platform takes it.
 *
 * @param zone - that hours and days are meant in, as IANA names it
 * @returns undefined for what holds always; null while something is left open
 */
export function recurrenceOf(repeats: Repeats, zone: string): Recurrence | null | undefined {
  if (repeats.kind === 'always') return undefined;
  if (repeats.kind === 'interval') return { time_interval: repeats.name };
  const { days, from, to } = repeats;
  return days.length === 0 || from === '' || to === '' ? null : { time_intervals: weekly(repeats, zone) };
}

/** A night that ends on the next day is two periods: no period goes beyond midnight. */
function weekly({ days, from, to }: Extract<Repeats, { kind: 'weekly' }>, location: string): Period[] {
  const on = (chosen: readonly Weekday[], start_time: string, end_time: string): Period => ({
    weekdays: weekdays.filter((day) => chosen.includes(day)),
    times: [{ start_time, end_time }],
    location,
  });
  if (from < to) return [on(days, from, to)];
  const evening = on(days, from, '24:00');
  return to === '00:00' ? [evening] : [evening, on(days.map(dayAfter), '00:00', to)];
}

const dayAfter = (day: Weekday): Weekday => weekdays[(weekdays.indexOf(day) + 1) % weekdays.length] ?? day;
