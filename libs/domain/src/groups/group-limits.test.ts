import fc from 'fast-check';
import { seriesKey } from '../engine/sample-batch.js';
import { GroupFinisher } from './group-finisher.js';
import { type GroupShare, type SharePart, slicesOf } from './group-share.js';
import { GroupSharer } from './group-sharer.js';
import type { RuleGroupDocument } from './rule-group-document.js';

const MINUTE = 60_000;
const group: RuleGroupDocument = {
  name: 'hosts',
  tenant_id: 'acme',
  version: 1,
  interval: '1m',
  rules: [
    { alert: 'Down', expr: 'up == 0' },
    { alert: 'Slow', expr: 'max_over_time(latency[1h:1m]) > 5' },
  ],
  created_at: 0,
  updated_at: 0,
};

/** Sends one value of each metric for each host, and lets a minute pass. */
function minute(
  sharer: GroupSharer,
  at: number,
  hosts: number,
  [up, latency]: readonly [number, number],
): GroupShare[] {
  const series = Array.from({ length: hosts }, (_, i) => [
    seriesKey('up', { instance: `host-${i}` }),
    seriesKey('latency', { instance: `host-${i}` }),
  ]).flat();
  sharer.applySamples({
    tenant: 'acme',
    receivedAt: at,
    series,
    seriesIndex: Uint32Array.from(series, (_, i) => i),
    timestamps: new Float64Array(series.length).fill(at),
    values: Float64Array.from(series, (_, i) => (i % 2 === 0 ? up : latency)),
  });
  sharer.applyClock(at + MINUTE);
  return sharer.takeShares();
}

test('a rule that looks at too much is refused with limit and use; its alerts stay, and other rules go on', () => {
  // 60 steps of a subquery by 2 elements a series: 10 series are too much, 5 are not.
  const sharer = new GroupSharer(0, 1, { stepsMax: 900, seriesPerTenantMax: 1_000 });
  const finisher = new GroupFinisher({ partition: 0, world: { externalLabels: {}, externalUrl: '' } });
  sharer.applyGroup('acme', 'hosts', group);
  let offset = 0;
  const pass = (at: number, hosts: number, values: readonly [number, number]) => {
    for (const share of minute(sharer, at, hosts, values)) finisher.apply(share, (offset += 1));
    const rules = finisher.takeReports().flatMap((report) => report.rules);
    return { rules, told: finisher.takeTransitions().map(({ state, rule_name }) => `${state} ${rule_name}`) };
  };
  pass(MINUTE, 5, [1, 9]);
  const before = pass(2 * MINUTE, 5, [1, 9]);
  expect(before.rules.map(({ error }) => error)).toEqual([null, null]);
  const over = pass(3 * MINUTE, 10, [0, 1]);
  expect(over.rules.map(({ limit }) => limit)).toEqual([null, { name: 'steps', max: 900, use: expect.any(Number) }]);
  expect(over.rules[1]?.limit?.use).toBeGreaterThan(900);
  expect(over.rules[1]?.error).toMatch(/would look at \d+ elements on one partition, more than 900; select fewer/);
  expect(over.told).toEqual(Array.from({ length: 10 }, () => 'firing Down'));
});

test('series beyond the limit are not there for groups, and the others stay', () => {
  const sharer = new GroupSharer(0, 1, { stepsMax: 1_000, seriesPerTenantMax: 4 });
  sharer.applyGroup('acme', 'hosts', group);
  minute(sharer, MINUTE, 2, [0, 1]);
  const [share] = minute(sharer, 2 * MINUTE, 7, [0, 1]);
  const down = share?.parts.find(({ key }) => key.startsWith('up'));
  expect(down).toMatchObject({ kind: 'elements', elements: { length: 2 } });
});

describe('what is too much for one record is cut', () => {
  const longText = fc.integer({ min: 10_000, max: 30_000 }).map((length) => 'x'.repeat(length));
  const part = fc.oneof(
    fc.record({
      kind: fc.constant('elements' as const),
      key: fc.constantFrom('a', 'b'),
      elements: fc.array(fc.tuple(longText, fc.nat()), { maxLength: 60 }),
    }),
    fc.record({
      kind: fc.constant('samples' as const),
      key: fc.constant('c'),
      series: fc.array(
        fc.tuple(
          fc.string(),
          fc.nat(3_000).map((count) => new Array<number>(count).fill(1)),
        ),
        { maxLength: 20 },
      ),
    }),
    fc.constant({ kind: 'failed' as const, key: 'd', message: 'm', limit: null }),
  );

  const itemsOf = (parts: readonly SharePart[]): unknown[] =>
    parts.flatMap((one): unknown[] => {
      if (one.kind === 'failed') return [one];
      const { kind, key } = one;
      const items = one.kind === 'elements' ? one.elements : one.kind === 'samples' ? one.series : one.groups;
      return items.map((item) => ({ kind, key, item }));
    });

  test('into slices that are small enough, and hold all of it in order', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const slices = slicesOf(parts);
        expect(itemsOf(slices.flat())).toEqual(itemsOf(parts));
        for (const slice of slices) expect(JSON.stringify(slice).length).toBeLessThan(900_000);
        if (slices.length > 1) for (const slice of slices) expect(itemsOf(slice).length).toBeGreaterThan(0);
        expect(slices.length).toBeGreaterThan(0);
      }),
      { numRuns: 15 },
    );
  });

  test('and a tick is finished once all slices are there, in whichever order partitions speak', () => {
    const sharers = [0, 1].map((partition) => new GroupSharer(partition, 2));
    const finisher = new GroupFinisher({ partition: 0, world: { externalLabels: {}, externalUrl: '' } });
    const queues = sharers.map((sharer) => {
      sharer.applyGroup('acme', 'hosts', { ...group, rules: [{ record: 'sorted', expr: 'sort(up)' }] });
      return sharer;
    });
    queues.forEach((sharer) => sharer.applyClock(0));
    const shares = queues.map((sharer, i) => {
      const hosts = Array.from({ length: 9_000 }, (_, n) =>
        seriesKey('up', { instance: `host-${i}-${n}-${'x'.repeat(60)}` }),
      );
      sharer.applySamples({
        tenant: 'acme',
        receivedAt: 1_000,
        series: hosts,
        seriesIndex: Uint32Array.from(hosts, (_, n) => n),
        timestamps: new Float64Array(hosts.length).fill(1_000),
        values: new Float64Array(hosts.length).fill(1),
      });
      sharer.applyClock(2 * MINUTE);
      return sharer.takeShares();
    }) as [GroupShare[], GroupShare[]];
    expect(shares[0].length).toBeGreaterThan(1);
    let offset = 0;
    const take = (share: GroupShare | undefined): number => {
      if (share !== undefined) finisher.apply(share, (offset += 1));
      return finisher.takeRecorded().flatMap(({ samples }) => samples).length;
    };
    const [last, ...others] = shares[1].toReversed();
    expect([...shares[0], ...others.toReversed()].map(take).every((count) => count === 0)).toBe(true);
    expect(take(last)).toBe(18_000);
  });
});
