import { comparisonText, measuredText, periodText } from './recommendation-text.js';

const HOUR = 3_600_000;

test.each([
  [30 * 60_000, '30 minutes'],
  [HOUR, '1 hour'],
  [24 * HOUR - 1, '23.9 hours'],
  [24 * HOUR, '24 hours'],
  [30 * 24 * HOUR, '30 days'],
])('%i ms are never told as more than they are', (ms, text) => {
  expect(periodText(ms)).toBe(text);
});

test.each([
  [0, 0, 4, 'would have sent 12 instead of 83 pages in 24 hours and missed none of the 4 incidents'],
  [0, 0, 1, 'would have sent 12 instead of 83 pages in 24 hours and did not miss the one incident'],
  [1, 1, 4, 'would have sent 12 instead of 83 pages in 24 hours and missed 1 of the 4 incidents, as before'],
  [2, 1, 4, 'would have sent 12 instead of 83 pages in 24 hours and missed 1 of the 4 incidents instead of 2'],
])('what was missed is told beside what was missed before', (before, after, incidents, text) => {
  const figures = [
    { pages: 83, missed: before },
    { pages: 12, missed: after },
  ] as const;
  expect(comparisonText(figures, incidents, 24 * HOUR)).toBe(text);
});

test('what was measured names the setting of before', () => {
  const before = [
    { operator: '>', threshold: 80, for: '0' },
    { pages: 5, missed: 0 },
  ] as const;
  expect(measuredText({ pages: 1, missed: 1 }, before, 1, 2 * HOUR)).toBe(
    'sent 1 page in 2 hours, where "> 80" would have sent 5, and missed the one incident',
  );
});
