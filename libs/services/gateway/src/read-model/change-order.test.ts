import fc from 'fast-check';
import { ChangeOrder, type ChangePlace } from './change-order.js';

test('whatever changes in whatever order, the last changed come first, and a page begins behind any place', () => {
  const change = fc.record({ id: fc.constantFrom(...'abcdefghijkl'), at: fc.integer({ min: 0, max: 5 }) });
  fc.assert(
    fc.property(
      fc.array(change, { size: '+1' }),
      change,
      fc.integer({ min: 1, max: 4 }),
      (changes, behind, stretchPlacesMax) => {
        const order = new ChangeOrder<ChangePlace>(stretchPlacesMax);
        const last = new Map<string, number>();
        for (const { id, at } of changes) {
          const before = last.get(id);
          if (before !== undefined) order.remove({ id, at: before });
          order.add({ id, at });
          last.set(id, at);
        }
        const sorted = [...last].map(([id, at]) => ({ id, at })).sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
        expect([...order.before(null)]).toEqual(sorted);
        const rest = sorted.filter(({ id, at }) => at < behind.at || (at === behind.at && id < behind.id));
        expect([...order.before(behind)]).toEqual(rest);
      },
    ),
  );
});
