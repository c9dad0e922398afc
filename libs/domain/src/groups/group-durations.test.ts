import { seriesKey } from '../engine/sample-batch.js';
import { GroupFinisher, type GroupReport } from './group-finisher.js';
import { GroupSharer } from './group-sharer.js';
import type { RuleGroupDocument } from './rule-group-document.js';
import { readShare, writtenShare } from './share-text.js';
import type { Timer } from './timer.js';

const MINUTE = 60_000;
const group: RuleGroupDocument = {
  name: 'hosts',
  tenant_id: 'acme',
  version: 1,
  interval: '1m',
  rules: [
    { alert: 'Down', expr: 'up == 0' },
    { record: 'down', expr: 'sum(up == 0)' },
    { alert: 'Gone', expr: 'up == 0' },
  ],
  created_at: 0,
  updated_at: 0,
};

/** A clock that has gone on by a step whenever it is looked at. */
function steppingTimer(stepMs: number): Timer {
  let now = 0;
  return () => (now += stepMs);
}

class World {
  readonly #sharers: readonly GroupSharer[];
  readonly #finisher: GroupFinisher;
  #offset = 0;

  constructor(partsMs: number, finishMs: number) {
    this.#sharers = [0, 1].map((partition) => new GroupSharer(partition, 2, undefined, steppingTimer(partsMs)));
    this.#finisher = new GroupFinisher({
      partition: 0,
      world: { externalLabels: {}, externalUrl: '' },
      timer: steppingTimer(finishMs),
    });
    for (const sharer of this.#sharers) sharer.applyGroup('acme', 'hosts', group);
    this.pass(0);
  }

  /** Each partition has a host that is down, and hears what time it is. */
  pass(at: number): { reports: GroupReport[]; told: unknown } {
    for (const [partition, sharer] of this.#sharers.entries()) {
      sharer.applySamples({
        tenant: 'acme',
        receivedAt: at,
        series: [seriesKey('up', { instance: `host-${partition}` })],
        seriesIndex: Uint32Array.of(0),
        timestamps: Float64Array.of(at),
        values: Float64Array.of(0),
      });
      sharer.applyClock(at);
      for (const share of sharer.takeShares()) this.#finisher.apply(share, (this.#offset += 1));
    }
    const reports = this.#finisher.takeReports();
    return { reports, told: [this.#finisher.takeTransitions(), this.#finisher.takeRecorded()] };
  }
}

test('a rule took what its parts took in all partitions, and what finishing it took; a shared part is its first rule’s', () => {
  const [report] = new World(10, 1).pass(MINUTE).reports;
  // Two partitions, one part each for the first rule and the second; the third asks what the first did.
  expect(report?.rules.map(({ tookMs }) => tookMs)).toEqual([21, 21, 1]);
  // With what goes on between the rules: the clock is looked at eight times where three rules are finished.
  expect(report?.tookMs).toBe(47);
});

test('what was measured is told of, and nothing that is decided or written down hangs on it', () => {
  const [slow, fast] = [new World(1_000, 100), new World(0, 0)].map((world) => [
    world.pass(MINUTE),
    world.pass(2 * MINUTE),
  ]);
  expect(slow?.map(({ told }) => told)).toEqual(fast?.map(({ told }) => told));
  expect(slow?.[1]?.reports[0]?.tookMs).toBeGreaterThan(4_000);
  expect(fast?.[1]?.reports[0]?.tookMs).toBe(0);

  const sharer = new GroupSharer(0, 1, undefined, steppingTimer(5));
  sharer.applyGroup('acme', 'hosts', group);
  sharer.applyClock(0);
  sharer.applyClock(MINUTE);
  const [share] = sharer.takeShares();
  if (share === undefined) throw new Error('nothing was due');
  expect(share.tookMs).toEqual([5, 5, 0]);
  expect(writtenShare(share)).not.toHaveProperty('tookMs');
  expect(readShare(writtenShare(share), [1, 2, 3])).toEqual({ ...share, tookMs: [1, 2, 3] });
});

test('ticks that never took place are counted, and none before the first one of a version', () => {
  const world = new World(0, 0);
  const missed = (at: number) => world.pass(at).reports.map((report) => report.missed);
  expect([missed(9 * MINUTE), missed(10 * MINUTE), missed(14 * MINUTE)]).toEqual([[0], [0], [3]]);
});
