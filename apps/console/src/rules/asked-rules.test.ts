import { askedOf, isNarrowed } from './asked-rules.js';

test('an address asks for what it narrows and orders by, and for nothing else, in one order', () => {
  const asked = askedOf(new URLSearchParams('view=x&sort=-firing&owner=ops&status=paused&q=&cursor=c'));
  expect(asked).toBe('status=paused&owner=ops&sort=-firing');
  expect(askedOf(new URLSearchParams('owner=ops&status=paused&sort=-firing'))).toBe(asked);
});

test('an order alone narrows nothing', () => {
  expect(isNarrowed('sort=-firing')).toBe(false);
  expect(isNarrowed('silenced=true')).toBe(true);
  expect(isNarrowed('')).toBe(false);
});
