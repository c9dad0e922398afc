import fc from 'fast-check';
import {
  type FiredAlert,
  INCIDENT_QUIET_MS as QUIET,
  incidentsOf,
  labelPairs,
  similarityOf,
} from './alert-incident.js';

interface Fired extends FiredAlert {
  readonly group: string;
}
const groupOf = ({ group }: Fired) => ({ key: group, labels: { group } });
const fired = (id: string, fired_at: number, resolved_at: number | null, group = 'g'): Fired => ({
  id,
  fired_at,
  resolved_at,
  group,
});
const idsOf = (alerts: readonly Fired[]): string[][] =>
  incidentsOf(alerts, groupOf).map((incident) => incident.alerts.map(({ id }) => id));

test('alerts of a group that overlap, or follow within the quiet time, are one incident, which bears the name of the first', () => {
  const alerts = [
    fired('b', 10, 50),
    fired('a', 5, 20),
    fired('c', 50 + QUIET, 60 + QUIET),
    fired('d', 61 + 2 * QUIET, null),
  ];
  expect(idsOf(alerts)).toEqual([['a', 'b', 'c'], ['d']]);
  expect(incidentsOf(alerts, groupOf)).toMatchObject([
    { id: 'a', groupLabels: { group: 'g' }, startedAt: 5, endedAt: 60 + QUIET },
    { id: 'd', startedAt: 61 + 2 * QUIET, endedAt: null },
  ]);
});

test('while one fires, whatever fires later in its group belongs to it; another group is another incident', () => {
  expect(idsOf([fired('a', 0, null), fired('b', 9 * QUIET, 9 * QUIET + 1), fired('c', 1, 2, 'other')])).toEqual([
    ['a', 'b'],
    ['c'],
  ]);
});

const anyAlerts = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    start: fc.integer({ min: 0, max: 10 }),
    lasts: fc.option(fc.integer({ min: 0, max: 3 })),
    group: fc.constantFrom('g', 'h'),
  }),
  { selector: ({ id }) => id, maxLength: 30 },
);

test('every alert is in one incident, in whichever order they come, and incidents of a group lie apart', () => {
  fc.assert(
    fc.property(anyAlerts, fc.nat(), (drawn, turn) => {
      const alerts = drawn.map(({ id, start, lasts, group }) =>
        fired(id, start * QUIET, lasts === null ? null : (start + lasts) * QUIET, group),
      );
      const cut = alerts.length === 0 ? 0 : turn % alerts.length;
      const incidents = incidentsOf(alerts, groupOf);
      const sorted = (all: typeof incidents) =>
        all.map(({ id, alerts: of }) => [id, of.map((one) => one.id)]).toSorted();
      expect(sorted(incidentsOf([...alerts.slice(cut), ...alerts.slice(0, cut)], groupOf))).toEqual(sorted(incidents));
      expect(incidents.flatMap(({ alerts: of }) => of.map(({ id }) => id)).toSorted()).toEqual(
        alerts.map(({ id }) => id).toSorted(),
      );
      for (const one of incidents)
        for (const other of incidents)
          if (
            one !== other &&
            one.groupLabels['group'] === other.groupLabels['group'] &&
            one.startedAt <= other.startedAt
          )
            expect(other.startedAt).toBeGreaterThan((one.endedAt ?? Number.POSITIVE_INFINITY) + QUIET);
    }),
  );
});

test('what has the same labels is the same, what shares none is not, and severity says nothing', () => {
  const pairs = (...labels: Record<string, string>[]) => labelPairs(labels.map((one) => ({ labels: one })));
  const shop = pairs({ alertname: 'Slow', service: 'shop', severity: 'high' });
  expect(similarityOf(shop, pairs({ service: 'shop', alertname: 'Slow', severity: 'low' }))).toBe(1);
  expect(similarityOf(shop, pairs({ alertname: 'Slow', service: 'search' }))).toBe(1 / 3);
  expect(similarityOf(shop, pairs({ alertname: 'Full' }))).toBe(0);
  expect(similarityOf(pairs(), pairs())).toBe(0);
});
