import fc from 'fast-check';
import type { AlertDetail } from './alert.js';
import { type AlertFilter, AlertIndex, placeOf } from './alert-index.js';

const labels = fc.dictionary(fc.constantFrom('instance', 'state', '__proto__'), fc.constantFrom('a', 'b', 'firing'), {
  maxKeys: 3,
  noNullPrototype: true,
});
const columns = {
  state: fc.constantFrom('pending', 'firing', 'resolved'),
  severity: fc.constantFrom('HIGH', 'LOW'),
  rule_id: fc.constantFrom('r1', 'r2', 'r3'),
};
const change = fc.record({
  id: fc.constantFrom(...'abcdefgh'),
  updated_at: fc.integer({ min: 0, max: 5 }),
  isOver: fc.boolean(),
  labels,
  ...columns,
});
const filter = fc
  .record({ ...columns, labels: labels.map((wanted) => Object.entries(wanted)) }, { requiredKeys: [] })
  .map((wanted) => wanted as AlertFilter);

test('whatever changes, a filter gives what looking at each alert would give', () => {
  fc.assert(
    fc.property(fc.array(change, { size: '+1' }), filter, fc.option(change), (changes, wanted, behind) => {
      const index = new AlertIndex();
      const standing = new Map<string, AlertDetail>();
      for (const { isOver, ...columnsOfAlert } of changes) {
        const alert = columnsOfAlert as unknown as AlertDetail;
        const before = standing.get(alert.id);
        if (before !== undefined) index.remove(before);
        standing.delete(alert.id);
        if (isOver) continue;
        index.add(alert);
        standing.set(alert.id, alert);
      }
      const fitting = [...standing.values()]
        .filter(
          (alert) =>
            (wanted.state ?? alert.state) === alert.state &&
            (wanted.severity ?? alert.severity) === alert.severity &&
            (wanted.rule_id ?? alert.rule_id) === alert.rule_id &&
            (wanted.labels ?? []).every(([name, value]) => new Map(Object.entries(alert.labels)).get(name) === value),
        )
        .filter(({ updated_at, id }) => {
          if (behind === null) return true;
          return updated_at < behind.updated_at || (updated_at === behind.updated_at && id < behind.id);
        })
        .sort((a, b) => b.updated_at - a.updated_at || (a.id < b.id ? 1 : -1));
      const place = behind === null ? null : placeOf(behind as unknown as AlertDetail);
      expect([...index.newestFirst(place, wanted)]).toEqual(fitting);
      for (const rule of ['r1', 'r2', 'r3']) {
        const of = (state: string): number =>
          [...standing.values()].filter((alert) => alert.rule_id === rule && alert.state === state).length;
        expect(index.standingOf(rule)).toEqual({ pending: of('pending'), firing: of('firing') });
      }
    }),
  );
});
