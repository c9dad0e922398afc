import { absoluteTime, dayText, durationText, relativeTime, spanText, wallClockText } from './relative-time.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 9, 25, 0, 30);

test('a moment is told in the largest unit that fits, and never in one that has not passed', () => {
  const told = [
    -1_000,
    1_000,
    -MINUTE,
    -59.9 * MINUTE,
    -60 * MINUTE,
    90 * MINUTE,
    -26 * 60 * MINUTE,
    -72 * 60 * MINUTE,
  ];
  expect(told.map((difference) => relativeTime(NOW + difference, NOW))).toEqual([
    'just now',
    'in a moment',
    '1 minute ago',
    '59 minutes ago',
    '1 hour ago',
    'in 1 hour',
    'yesterday',
    '3 days ago',
  ]);
});

test('a span is told in days, hours and minutes without those that are none', () => {
  expect([0, 29_000, 5 * MINUTE, 60 * MINUTE, 125 * MINUTE, 1_441 * MINUTE].map(spanText)).toEqual([
    '0 s',
    '29 s',
    '5 min',
    '1 h',
    '2 h 5 min',
    '1 d 1 min',
  ]);
});

test('a duration has two digits and no more than it needs', () => {
  expect([0, 0.0456, 3.14, 9.99, 47.4, 999, 1_240, 61_000].map(durationText)).toEqual([
    '0 ms',
    '0.046 ms',
    '3.1 ms',
    '10 ms',
    '47 ms',
    '999 ms',
    '1.2 s',
    '61 s',
  ]);
});

test('an absolute time says its zone, also where that is off by half an hour, and on both sides of a change', () => {
  expect(absoluteTime(NOW, 'Asia/Kolkata')).toBe('25 Oct 2026, 06:00:00 GMT+5:30');
  const before = absoluteTime(NOW, 'Europe/Berlin');
  const after = absoluteTime(NOW + 60 * MINUTE, 'Europe/Berlin');
  expect([before, after].map((text) => text.slice(0, 21))).toEqual(['25 Oct 2026, 02:30:00', '25 Oct 2026, 02:30:00']);
  expect(before).not.toBe(after);
});

test('a time of day is told in a zone, at midnight as well', () => {
  expect([wallClockText(NOW, 'Asia/Kolkata'), wallClockText(NOW, 'UTC')]).toEqual(['06:00', '00:30']);
  expect(wallClockText(NOW - 30 * MINUTE, 'UTC')).toBe('00:00');
});

test('a day is that of a zone', () => {
  expect([dayText(NOW, 'Asia/Kolkata'), dayText(NOW, 'America/New_York')]).toEqual(['25 Oct', '24 Oct']);
});
