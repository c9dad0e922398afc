import fc from 'fast-check';
import { SeriesPlaces } from './series-places.js';
import { WatchedSeries } from './watched-series.js';

const make = (): WatchedSeries => new WatchedSeries('acme', 'm', {}, []);
/** Offers series until nobody wants to come any more, as batches do. */
function offer(places: SeriesPlaces, tenant: string, claims: readonly { key: string; rank: number }[]): void {
  for (;;) {
    const open = claims.filter(({ key }) => !places.knows(tenant, key));
    const chosen = new Set(places.choose(tenant, open, 3));
    if (chosen.size === 0) return;
    for (const claim of open) if (chosen.has(claim.key)) places.admit(tenant, claim, make);
  }
}
const heldOf = (places: SeriesPlaces, tenant: string, claims: readonly { key: string }[]): string[] =>
  claims.flatMap(({ key }) => (places.get(tenant, key) === undefined ? [] : [key])).sort();

test('in whatever order series come, those of rules and then the first by selector and key have the places', () => {
  const claims = Array.from({ length: 30 }, (_, i) => ({ key: `k${10 + i}`, rank: i % 3 }));
  const expected = claims
    .toSorted((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
    .slice(0, 12)
    .map(({ key }) => key)
    .sort();
  fc.assert(
    fc.property(fc.shuffledSubarray(claims, { minLength: 30 }), fc.integer({ min: 1, max: 30 }), (shuffled, size) => {
      const places = new SeriesPlaces(12);
      for (let i = 0; i < shuffled.length; i += size) offer(places, 'acme', shuffled.slice(i, i + size));
      expect(heldOf(places, 'acme', claims)).toEqual(expected);
      expect(places.counts()).toEqual({ acme: { series: 12, left_out: 18 } });
    }),
  );
});

test('a tenant that marks everything leaves others their share, and all of what their rules ask for', () => {
  const places = new SeriesPlaces(10);
  const claims = (rank: number) => Array.from({ length: 20 }, (_, i) => ({ key: `k${10 + i}`, rank }));
  offer(places, 'greedy', claims(1));
  offer(places, 'modest', claims(1).slice(0, 7));
  expect(places.counts()).toMatchObject({ greedy: { series: 5 }, modest: { series: 5 } });
  offer(places, 'ruled', claims(0).slice(0, 8));
  expect(places.counts()).toMatchObject({ greedy: { series: 1 }, modest: { series: 1 }, ruled: { series: 8 } });
});

test('rules of more series than there are places leave some out, and a marked one displaces none of them', () => {
  const places = new SeriesPlaces(2);
  offer(
    places,
    'acme',
    ['a', 'b', 'c'].map((key) => ({ key, rank: 0 })),
  );
  offer(places, 'acme', [{ key: '0', rank: 1 }]);
  expect(places.counts()).toEqual({ acme: { series: 2, left_out: 2 } });
});

test('a series that has long been silent gives its place to one that sends', () => {
  const places = new SeriesPlaces(1);
  offer(places, 'acme', [{ key: 'a', rank: 0 }]);
  places.get('acme', 'a')?.take(0, 1);
  places.reached('acme', 0);
  offer(places, 'acme', [{ key: 'b', rank: 0 }]);
  expect(places.get('acme', 'b')).toBeUndefined();
  places.reached('acme', 7 * 3_600_000);
  offer(places, 'acme', [{ key: 'c', rank: 0 }]);
  expect(places.get('acme', 'c')).toBeDefined();
  // Whoever was left out before may ask again.
  expect(places.knows('acme', 'b')).toBe(false);
});
