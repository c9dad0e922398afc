import { endingAt, movedBy, rangeOf, spans } from './time-range.js';

const NOW = 1_763_900_000_000;
const range = (text: string) => rangeOf(new URLSearchParams(text), NOW);

test('an address without a range looks at the last day, and moves on with the time', () => {
  expect(range('')).toEqual({ span: '24h', from: NOW - spans['24h'], to: NOW, isLive: true });
  expect(range('span=2y&to=yesterday')).toEqual(range(''));
});

test('a page that usually looks at less does so until its address says more', () => {
  const span = (text: string): string => rangeOf(new URLSearchParams(text), NOW, '6h').span;
  expect([span(''), span('span=7d')]).toEqual(['6h', '7d']);
});

test('an address with an end stays there, but never looks beyond now', () => {
  expect(range(`span=1h&to=${NOW - 5}`)).toEqual({
    span: '1h',
    from: NOW - 5 - spans['1h'],
    to: NOW - 5,
    isLive: false,
  });
  expect(range(`to=${NOW + 1}`)).toEqual(range(''));
});

test('a range is moved by its own length, and what reaches now is live again', () => {
  const earlier = movedBy(new URLSearchParams('span=6h&q=x'), range('span=6h'), -1, NOW);
  expect(String(earlier)).toBe(`span=6h&q=x&to=${NOW - spans['6h']}`);
  expect(String(movedBy(earlier, rangeOf(earlier, NOW), 1, NOW))).toBe('span=6h&q=x');
  expect(String(endingAt(new URLSearchParams(), -3, NOW))).toBe('to=0');
});
