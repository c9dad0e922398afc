import { facetOf, onPage, withFacet } from './facets.js';

const given = new URLSearchParams('state=firing&q=web&cursor=abc');

test('a facet has an allowed value or none, whatever the address says', () => {
  expect(facetOf(given, 'state', ['firing', 'resolved'])).toBe('firing');
  expect(facetOf(given, 'state', ['resolved'])).toBeNull();
  expect(facetOf(given, 'severity', ['HIGH'])).toBeNull();
});

test('another facet begins on the first page, and keeps the others', () => {
  expect(String(withFacet(given, 'state', 'resolved'))).toBe('state=resolved&q=web');
  expect(String(withFacet(given, 'q', ''))).toBe('state=firing');
  expect(String(given)).toBe('state=firing&q=web&cursor=abc');
});

test('another page keeps what was asked for', () => {
  expect(String(onPage(given, 'a+b'))).toBe('state=firing&q=web&cursor=a%2Bb');
  expect(String(onPage(given, null))).toBe('state=firing&q=web');
});
