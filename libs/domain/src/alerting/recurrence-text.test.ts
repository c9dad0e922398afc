import { recurrenceText } from './recurrence-text.js';
import type { Recurrence } from './silence.js';

test.each<[Recurrence, string]>([
  [{ time_interval: 'nights' }, 'during nights'],
  [{ time_intervals: [{}] }, 'always'],
  [
    { time_intervals: [{ days_of_month: ['-1'], months: ['march', '5'], years: ['2026:2027'] }] },
    'day -1 of the month march, 5 2026:2027 (UTC)',
  ],
])('%j is told as %s', (recurrence, text) => {
  expect(recurrenceText(recurrence)).toBe(text);
});
