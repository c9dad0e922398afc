import { seriesKey } from '../engine/sample-batch.js';
import { GroupSharer } from './group-sharer.js';
import type { GroupShare } from './group-share.js';
import type { RuleGroupDocument } from './rule-group-document.js';

const group: RuleGroupDocument = {
  name: 'pods',
  tenant_id: 'acme',
  version: 1,
  interval: '1m',
  rules: [
    { record: 'pods:up', expr: 'count(up)' },
    { alert: 'Down', expr: 'up == 0' },
  ],
  created_at: 0,
  updated_at: 0,
};

function send(sharer: GroupSharer, pods: readonly number[], time: number): void {
  sharer.applySamples({
    tenant: 'acme',
    receivedAt: time,
    series: pods.map((pod) => seriesKey('up', { pod: `pod-${pod}` })),
    seriesIndex: Uint32Array.from(pods, (_, i) => i),
    timestamps: new Float64Array(pods.length).fill(time),
    values: new Float64Array(pods.length).fill(1),
  });
}

const countOf = ({ parts }: GroupShare): number =>
  parts.flatMap((part) => (part.kind === 'sums' ? part.groups : [])).reduce((sum, [, { count }]) => sum + count, 0);

test('series that are over do not stay: neither their memory nor their elements', () => {
  const sharer = new GroupSharer(0, 1);
  sharer.applyGroup('acme', 'pods', group);
  const [all, few] = [3_000, 100].map((count) => Array.from({ length: count }, (_, i) => i)) as [number[], number[]];
  const shares: GroupShare[] = [];
  let largest = 0;
  for (let time = 0; time < 3_600_000; time += 30_000) {
    send(sharer, time < 600_000 ? all : few, time);
    sharer.applyClock(time + 1);
    shares.push(...sharer.takeShares());
    largest = Math.max(largest, sharer.snapshot().length);
  }
  expect(shares.map(countOf).slice(0, 5)).toEqual([3_000, 3_000, 3_000, 3_000, 3_000]);
  expect(countOf(shares.at(-1) as GroupShare)).toBe(100);
  expect(sharer.snapshot().length).toBeLessThan(largest / 10);
  expect(shares.filter(({ document }) => document !== null)).toHaveLength(1);
});
