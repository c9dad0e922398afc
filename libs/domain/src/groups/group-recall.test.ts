import { type SampleBatch, seriesKey } from '../engine/sample-batch.js';
import type { GroupShare } from './group-share.js';
import { GroupSharer } from './group-sharer.js';
import type { RuleGroupDocument } from './rule-group-document.js';

const MINUTE = 60_000;
const group = (name: string, version: number, ...exprs: string[]): RuleGroupDocument => ({
  name,
  tenant_id: 'acme',
  version,
  interval: '1m',
  rules: exprs.map((expr, i) => ({ alert: `A${i}`, expr })),
  created_at: 0,
  updated_at: 0,
});
const older = group('older', 1, 'max_over_time(load[20m]) > 0');
const added = group('added', 1, 'count_over_time(load[10m]) > 0', 'sum(rate(hits[5m]))');
const crossing = group('crossing', 1, 'max_over_time(sum(load)[10m:1m]) > 0');

/** Two hosts at a sample each 15 seconds; one of them ends after 20 minutes. */
function batchAt(time: number): SampleBatch {
  const hosts = time < 20 * MINUTE ? ['a', 'b'] : ['a'];
  const series = hosts.flatMap((instance) => [seriesKey('load', { instance }), seriesKey('hits', { instance })]);
  return {
    tenant: 'acme',
    receivedAt: time,
    series,
    seriesIndex: Uint32Array.from(series, (_, i) => i),
    timestamps: new Float64Array(series.length).fill(time),
    values: Float64Array.from(series, (_, i) => time / 1_000 + i),
  };
}

/** Applies a log of 40 minutes in which groups come after 25; what is asked for is recalled before the next clock. */
function run(early: readonly RuleGroupDocument[], late: readonly RuleGroupDocument[], cut = -1): GroupShare[] {
  let sharer = new GroupSharer(0, 1);
  const apply = (documents: readonly RuleGroupDocument[]): void =>
    documents.forEach((document) => sharer.applyGroup('acme', document.name, document));
  apply(early);
  const log: SampleBatch[] = [];
  const shares: GroupShare[] = [];
  for (let time = 0; time < 40 * MINUTE; time += 15_000) {
    if (time === 25 * MINUTE) apply(late);
    const batch = batchAt(time);
    log.push(batch);
    sharer.applySamples(batch);
    if (time === cut) {
      const heir = new GroupSharer(0, 1);
      heir.restore(sharer.snapshot());
      sharer = heir;
    }
    if (time % MINUTE !== 0) continue;
    const { recallMs } = sharer;
    if (recallMs > 0) {
      for (const past of log) if (past.receivedAt >= time - recallMs) sharer.recall(past);
      sharer.recalled();
    }
    sharer.applyClock(time + 1);
    if (time > 25 * MINUTE) shares.push(...sharer.takeShares());
    else sharer.takeShares();
  }
  return shares;
}

/** What is said at each tick, whichever group came first. */
const saidOf = (shares: readonly GroupShare[]): unknown[] =>
  shares
    .map(({ group: name, tick, parts }) => ({ name, tick, parts }))
    .sort((a, b) => a.tick - b.tick || (a.name < b.name ? -1 : 1));

test('a group that comes later finds its windows as full as if it had always been there, and disturbs no other', () => {
  const always = saidOf(run([older, added], []));
  expect(saidOf(run([older], [added]))).toEqual(always);
  expect(saidOf(run([], [older, added]))).toEqual(always);
  expect(always).toHaveLength(2 * 14);
});

test('it does so, too, when its partition moves before the samples were recalled', () => {
  expect(saidOf(run([older], [added], 25 * MINUTE))).toEqual(saidOf(run([older, added], [])));
});

test('samples that are shared as they are, are shared from as far back', () => {
  const samplesOf = (shares: readonly GroupShare[]): number =>
    Math.min(
      ...shares
        .flatMap(({ parts }) => parts)
        .flatMap((part) => (part.kind === 'samples' ? part.series : []))
        .map(([, samples]) => samples[0] as number),
    );
  expect(samplesOf(run([older], [crossing]))).toBeLessThanOrEqual(15 * MINUTE + 15_000);
});

test('nothing is recalled for a version that asks the same, nor for longer than an hour', () => {
  const sharer = new GroupSharer(0, 1);
  sharer.applyGroup('acme', 'older', older);
  expect(sharer.recallMs).toBe(20 * MINUTE);
  sharer.recalled();
  sharer.applyGroup('acme', 'older', { ...older, version: 2, limit: 5 });
  expect(sharer.recallMs).toBe(0);
  sharer.applyGroup('acme', 'older', group('older', 3, 'max_over_time(load[1d]) > 0'));
  expect(sharer.recallMs).toBe(60 * MINUTE);
});
