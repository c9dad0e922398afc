import { compilePeriods, type TimePeriod, TimePeriodSchema } from './time-interval.js';

const holds = (period: TimePeriod, time: string): boolean => compilePeriods([period])(Date.parse(time));

test.each<[TimePeriod, string, boolean]>([
  [{ times: [{ start_time: '09:00', end_time: '17:00' }] }, '2026-03-04T08:59:59Z', false],
  [{ times: [{ start_time: '09:00', end_time: '17:00' }] }, '2026-03-04T09:00:00Z', true],
  [{ times: [{ start_time: '09:00', end_time: '17:00' }] }, '2026-03-04T17:00:00Z', false],
  [{ times: [{ start_time: '22:00', end_time: '24:00' }] }, '2026-03-04T23:59:59Z', true],
  [{ weekdays: ['monday:friday'] }, '2026-03-06T12:00:00Z', true],
  [{ weekdays: ['monday:friday'] }, '2026-03-07T12:00:00Z', false],
  [{ weekdays: ['Saturday', 'sunday'] }, '2026-03-08T12:00:00Z', true],
  [{ days_of_month: ['-1'] }, '2026-02-28T12:00:00Z', true],
  [{ days_of_month: ['-1'] }, '2028-02-28T12:00:00Z', false],
  [{ days_of_month: ['1:-8'] }, '2026-03-24T12:00:00Z', true],
  [{ days_of_month: ['1:-8'] }, '2026-03-25T12:00:00Z', false],
  [{ days_of_month: ['30:31'] }, '2026-02-28T12:00:00Z', false],
  [{ months: ['january:march', '5'] }, '2026-05-31T12:00:00Z', true],
  [{ months: ['january:march', '5'] }, '2026-04-01T12:00:00Z', false],
  [{ years: ['2026:2027'] }, '2028-01-01T00:00:00Z', false],
  [{ weekdays: ['monday'], months: ['march'] }, '2026-03-03T12:00:00Z', false],
  [{ times: [{ start_time: '08:00', end_time: '09:00' }], location: 'Europe/Berlin' }, '2026-01-05T07:30:00Z', true],
  [{ times: [{ start_time: '08:00', end_time: '09:00' }], location: 'Europe/Berlin' }, '2026-07-06T07:30:00Z', false],
  [{ weekdays: ['sunday'], location: 'Pacific/Auckland' }, '2026-03-07T12:00:00Z', true],
  [{}, '2026-03-07T12:00:00Z', true],
])('%j at %s: %s', (period, time, expected) => {
  expect(TimePeriodSchema.safeParse(period).success).toBe(true);
  expect(holds(period, time)).toBe(expected);
});

test('the hour that summer time skips does not hold, and the one that it repeats holds twice', () => {
  const period: TimePeriod = { times: [{ start_time: '02:00', end_time: '03:00' }], location: 'Europe/Berlin' };
  const hours = (day: string): number =>
    Array.from({ length: 24 }, (_, hour) => `${day}T${String(hour).padStart(2, '0')}:30:00Z`).filter((time) =>
      holds(period, time),
    ).length;
  expect(hours('2026-03-29')).toBe(0);
  expect(hours('2026-10-25')).toBe(2);
});

test.each([
  [{ location: 'Europe/Atlantis' }, 'is no time zone of the IANA database, such as "Europe/Berlin"'],
  [{ weekdays: ['funday'] }, 'is not a day of the week such as "monday", nor two of them with a colon in between'],
  [{ weekdays: ['friday:monday'] }, 'ends before it begins'],
  [
    { days_of_month: ['0'] },
    'is not a day from 1 to 31, or from -1, the last one, to -31, nor two of them with a colon in between',
  ],
  [{ days_of_month: ['-3:3'] }, 'begins counted from the end of the month and must end so, too'],
  [
    { times: [{ start_time: '17:00', end_time: '09:00' }] },
    'ends before it begins; a night is two of them, until "24:00" and from "00:00"',
  ],
  [
    { times: [{ start_time: '9:00', end_time: '25:00' }] },
    'is not a time of day such as "09:30"; "24:00" is the end of a day',
  ],
])('%j is refused', (period, message) => {
  expect(TimePeriodSchema.safeParse(period).error?.issues[0]?.message).toBe(message);
});
