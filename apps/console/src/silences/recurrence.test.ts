import { recurrenceText } from '@tocsin/domain/alerting/recurrence-text';
import { type Recurrence, recurrenceOf } from './recurrence.js';

const weekly = (days: readonly ('friday' | 'saturday' | 'sunday')[], from: string, to: string) =>
  recurrenceOf({ kind: 'weekly', days, from, to }, 'Europe/Berlin');

test('a night that ends on the next day is two periods, each of its own days', () => {
  expect(weekly(['sunday', 'friday'], '22:00', '04:00')).toEqual({
    time_intervals: [
      {
        weekdays: ['friday', 'sunday'],
        times: [{ start_time: '22:00', end_time: '24:00' }],
        location: 'Europe/Berlin',
      },
      {
        weekdays: ['monday', 'saturday'],
        times: [{ start_time: '00:00', end_time: '04:00' }],
        location: 'Europe/Berlin',
      },
    ],
  });
});

test.each([
  ['09:00', '17:00', 'saturday 09:00–17:00 (Europe/Berlin)'],
  ['22:00', '00:00', 'saturday 22:00–24:00 (Europe/Berlin)'],
  ['00:00', '00:00', 'saturday 00:00–24:00 (Europe/Berlin)'],
  ['08:00', '08:00', 'saturday 08:00–24:00 (Europe/Berlin); sunday 00:00–08:00 (Europe/Berlin)'],
])('from %s to %s on a Saturday is %s', (from, to, text) => {
  expect(recurrenceText(weekly(['saturday'], from, to) as Recurrence)).toBe(text);
});

test('what holds always recurs at no time, and what is left open is nothing yet', () => {
  expect(recurrenceOf({ kind: 'always' }, 'UTC')).toBeUndefined();
  expect([weekly([], '22:00', '23:00'), weekly(['sunday'], '', '23:00')]).toEqual([null, null]);
  expect(recurrenceOf({ kind: 'interval', name: 'nights' }, 'UTC')).toEqual({ time_interval: 'nights' });
});
