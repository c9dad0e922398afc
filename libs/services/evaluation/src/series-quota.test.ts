import { decodeJson } from '@tocsin/contracts/define-topic';
import { packSamples } from '@tocsin/contracts/topics/pack-samples';
import { encodeClock, encodeSeriesQuota, samples } from '@tocsin/contracts/topics/samples';
import { seriesCounts } from '@tocsin/contracts/topics/series-counts';
import type { RefusedSamples } from '@tocsin/domain/engine/refused-samples';
import { SamplesWork } from './samples-work.js';

const PARTITIONS = 2;
const TENANT = 'acme_main';

/** The partitions of a log with nobody else in it: what one tells the others is read by them. */
class World {
  works = Array.from({ length: PARTITIONS }, (_, partition) => this.#work(partition, null));
  readonly told = new Map<string, number>();
  #offset = 0;
  #now = 1_000;

  #work(partition: number, snapshot: Uint8Array | null): SamplesWork {
    return new SamplesWork({ engine: { partition }, partitions: PARTITIONS }, snapshot);
  }

  append(partition: number, value: Uint8Array): void {
    const record = { topic: 'samples', partition, offset: this.#offset, timestamp: this.#now, key: '', headers: {} };
    this.#offset += 1;
    expect(this.works[partition]?.apply({ ...record, value })).toBeNull();
  }

  quota(seriesMax: number): void {
    this.works.forEach((_, partition) => this.append(partition, encodeSeriesQuota(TENANT, seriesMax)));
  }

  /** A sample each of the named instances. */
  send(...instances: string[]): void {
    this.sendOf('cpu', ...instances);
  }

  sendOf(metric: string, ...instances: string[]): void {
    this.#now += 1_000;
    const all = instances.map((instance) => ({ metric, labels: { instance }, value: 1, timestamp: this.#now }));
    for (const { partition, value } of packSamples(TENANT, all, this.#now, PARTITIONS))
      this.append(partition as number, value as Uint8Array);
  }

  /** A second goes by; partitions hear what the others told. */
  tick(): void {
    this.#now += 1_000;
    this.works.forEach((_, partition) => this.append(partition, encodeClock(this.#now)));
    for (const { topic, record } of this.works.flatMap((work) => work.takeConsequences())) {
      const value = record.value as Uint8Array;
      if (topic === samples) this.append(record.partition as number, value);
      if (topic !== seriesCounts) continue;
      const decoded = decodeJson(seriesCounts, value);
      if (decoded.kind === 'value') this.told.set(record.key as string, decoded.value.series);
    }
  }

  restart(): void {
    this.works = this.works.map((work, partition) => this.#work(partition, work.snapshot()));
  }

  get series(): number {
    return this.works.reduce((sum, { engine }) => sum + engine.stats().series, 0);
  }

  refused(): RefusedSamples[] {
    return this.works.flatMap((work) => work.takeRefused());
  }
}

const many = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `web-${from + i}`);

test('a tenant without a quota has what the engine bears, and what it has is told', () => {
  const world = new World();
  world.send(...many(0, 100));
  world.tick();
  expect(world.series).toBe(100);
  expect([...world.told.values()].reduce((sum, count) => sum + count)).toBe(100);
});

test('a quota holds for all partitions together; who has its series keeps them, also through a restart', () => {
  const world = new World();
  world.quota(60);
  world.send(...many(0, 50));
  world.tick();
  world.send(...many(50, 60));
  world.tick();
  world.restart();
  world.send(...many(0, 100));
  const refused = world.refused();
  expect(refused.map(({ reason }) => reason)).toEqual(['series_limit', 'series_limit']);
  expect(refused.reduce((sum, { count }) => sum + count, 0)).toBe(40);
  expect(world.works.map(({ engine }) => engine.seriesMaxOf(TENANT))).toEqual([60, 60]);
  expect(world.series).toBe(60);
});

test('a smaller quota takes nothing away and lets nothing new in; a larger one does', () => {
  const world = new World();
  world.send(...many(0, 20));
  world.quota(5);
  world.tick();
  world.send(...many(0, 21));
  expect([world.series, world.refused().length]).toEqual([20, 1]);
  world.quota(21);
  world.tick();
  world.send(...many(0, 22));
  world.tick();
  world.send('late');
  expect(world.refused().length).toBeGreaterThan(0);
  expect(world.series).toBeGreaterThanOrEqual(21);
  expect(world.series).toBeLessThanOrEqual(22);
});

test('series that the platform makes of others count for nothing, and find room where there is none', () => {
  const world = new World();
  world.quota(2);
  world.send('a', 'b');
  world.tick();
  world.sendOf('tocsin_anomaly_score', 'a', 'b');
  world.tick();
  expect(world.series).toBe(4);
  expect([...world.told.values()].reduce((sum, series) => sum + series, 0)).toBe(2);
  world.restart();
  world.send('c');
  world.tick();
  expect(world.series).toBe(4);
});
