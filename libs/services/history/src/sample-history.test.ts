import fc from 'fast-check';
import type { Labels } from '@tocsin/domain/rules/labels';
import { BLOCK_MS } from '@tocsin/ports/block-store';
import { FakeBlockStore } from '@tocsin/ports/block-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import {
  CONTRACT_TIME,
  describeRevisions,
  describeSeriesHistory,
  type OpenedHistory,
} from '@tocsin/ports/series-history.contract';
import { type SeriesHistory, TooManySamples } from '@tocsin/ports/series-history';
import { Registry } from 'prom-client';
import { batchOf, type LoggedSample, openHistory } from './history-world.fake.js';
import { HistoryMetrics } from './history-metrics.js';
import { SampleHistory } from './sample-history.js';

const HOUR_MS = 3_600_000;

/** The suite's history, with something done after each addition. */
function opened(now: number, after: (history: SampleHistory, addition: number) => Promise<unknown>) {
  return async (): Promise<OpenedHistory<SampleHistory>> => {
    const { history } = openHistory(new FakeBlockStore(), new FakeClock(now));
    let additions = 0;
    return {
      history,
      add: async (tenant, series) => {
        const samples = series.flatMap(({ labels, points }) =>
          points.map(([time, value]): LoggedSample => ({ labels, time, value })),
        );
        history.take(batchOf(tenant, samples));
        await after(history, (additions += 1));
      },
      close: async () => undefined,
    };
  };
}

describeRevisions(
  'a history that is flushed',
  opened(CONTRACT_TIME, (history) => history.flush()),
);
describeSeriesHistory(
  'a history in memory',
  opened(CONTRACT_TIME, async () => undefined),
);
describeSeriesHistory(
  'a history in memory and in blocks',
  opened(CONTRACT_TIME, (history) => history.flush()),
);
describeSeriesHistory(
  'a history in blocks alone',
  opened(CONTRACT_TIME + 24 * HOUR_MS, (history) => history.flush()),
);
describeSeriesHistory(
  'a history that is flushed and merged now and then',
  opened(CONTRACT_TIME + HOUR_MS + 1, async (history, addition) => {
    if (addition % 2 === 1) await history.flush();
    if (addition % 3 === 0) await history.tidy();
  }),
);

/** What a history answers for everything of a tenant, series by series. */
async function everything(history: SeriesHistory, tenant: string): Promise<Record<string, [number, number][]>> {
  const range = { tenant, matchers: [], from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const found = await history.select(range);
  return Object.fromEntries(
    found.map(({ labels, times, values }) => [
      labels['instance'],
      Array.from(times, (time, i): [number, number] => [time, values[i] as number]),
    ]),
  );
}

/** What a plain list of samples, in the order of the log, says to that. */
function expected(samples: readonly LoggedSample[]): Record<string, [number, number][]> {
  const bySeries = Map.groupBy(samples, ({ labels }) => labels['instance'] as string);
  return Object.fromEntries(
    Array.from(bySeries, ([instance, own]) => {
      const first = new Map(own.toReversed().map(({ time, value }) => [time, value]));
      return [instance, [...first].sort(([a], [b]) => a - b)];
    }),
  );
}

const tenants = ['acme', 'other'] as const;
const cpu = (instance: string): Labels => ({ __name__: 'cpu', instance });
const sample = fc.record({
  tenant: fc.constantFrom(...tenants),
  instance: fc.constantFrom('a', 'b', 'c'),
  /** Quarters of an hour around now, from long past to a little ahead. */
  quarter: fc.integer({ min: -40, max: 3 }),
  value: fc.double(),
});
const records = fc.array(sample, { minLength: 1, maxLength: 6 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('record' as const), samples: records }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('flush' as const), samples: records }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const), steps: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tidy' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.nat(200) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill' as const), steps: fc.nat(6) }) },
);

test('whatever comes in whatever order, and however often the process is killed, nothing is lost or there twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new FakeClock(CONTRACT_TIME + HOUR_MS / 3);
      const store = new FakeBlockStore();
      const limits = { completePartsMax: 2, partsMax: 3, samplesMax: 20, newSamplesMax: 8 };
      const log: { tenant: string; samples: LoggedSample[] }[] = [];
      let history = openHistory(store, clock, limits).history;
      /** Reads the log from where the blocks end, as a new process does. */
      const catchUp = (): void => {
        for (let offset = history.position(0) ?? 0; offset < log.length; offset += 1) {
          const { tenant, samples } = log[offset] as (typeof log)[number];
          history.take(batchOf(tenant, samples));
          history.moveTo(0, offset + 1);
        }
      };
      const append = (
        samples: readonly { tenant: string; instance: string; quarter: number; value: number }[],
      ): void => {
        for (const [tenant, own] of Map.groupBy(samples, (each) => each.tenant)) {
          const logged = own.map(({ instance, quarter, value }) => {
            const time = Math.floor(clock.now() / 900_000 + quarter) * 900_000;
            return { labels: cpu(instance), time, value };
          });
          log.push({ tenant, samples: logged });
        }
        catchUp();
      };
      const all = () => Promise.all(tenants.map((tenant) => everything(history, tenant)));
      for (const one of steps) {
        if (one.kind === 'wait') await clock.advance(60_000 * one.minutes);
        else if (one.kind === 'tidy') await history.tidy();
        else if (one.kind === 'record') {
          append(one.samples);
          if (history.isFull) await history.flush();
        } else if (one.kind === 'flush') {
          const flushing = history.flush();
          // The flush begins with the next turn; what comes after that is none of its business.
          await Promise.resolve();
          append(one.samples);
          const meanwhile = all();
          await flushing;
          expect(await meanwhile).toEqual(await all());
        } else {
          store.stepsLeft = one.steps;
          await history.flush().catch(() => undefined);
          await history.tidy().catch(() => undefined);
          store.stepsLeft = Number.POSITIVE_INFINITY;
          if (one.kind === 'kill') history = openHistory(store, clock, limits).history;
          catchUp();
        }
        for (const tenant of tenants) {
          const samples = log.filter((record) => record.tenant === tenant).flatMap((record) => record.samples);
          expect(await everything(history, tenant)).toEqual(expected(samples));
        }
      }
      await history.flush();
      const stored = new Map(tenants.map((tenant) => [tenant, everything(store, tenant)]));
      for (const tenant of tenants)
        expect(await stored.get(tenant)).toEqual(
          expected(log.filter((record) => record.tenant === tenant).flatMap(({ samples }) => samples)),
        );
    }),
    { numRuns: 150 },
  );
}, 60_000);

describe('a history', () => {
  const at = (minutes: number): number => CONTRACT_TIME + 60_000 * minutes;
  const one = (instance: string, time: number, value = 1) => batchOf('acme', [{ labels: cpu(instance), time, value }]);

  test('keeps what could not be flushed, and flushes it the next time', async () => {
    const store = new FakeBlockStore();
    const { history } = openHistory(store, new FakeClock(at(0)));
    history.take(one('a', at(0), 1));
    store.stepsLeft = 0;
    const failing = history.flush();
    history.take(one('a', at(0), 2));
    history.take(one('a', at(1), 3));
    await expect(failing).rejects.toThrow('killed');
    store.stepsLeft = Number.POSITIVE_INFINITY;
    const points = { a: [[at(0), 1], [at(1), 3]] }; // prettier-ignore
    expect(await everything(history, 'acme')).toEqual(points);
    await history.flush();
    expect(await everything(store, 'acme')).toEqual(points);
  });

  test('forgets after two to three hours what is in blocks, and asks these for it', async () => {
    const clock = new FakeClock(at(0));
    const { history, registry } = openHistory(new FakeBlockStore(), clock);
    const inMemory = async () =>
      (await registry.getSingleMetric('tocsin_history_memory_samples')?.get())?.values[0]?.value;
    for (let minutes = 0; minutes < 240; minutes += 10) {
      history.take(one('a', at(minutes)));
      await clock.advance(600_000);
      await history.flush();
      expect(await inMemory()).toBeLessThanOrEqual(18);
      if (minutes >= 120) expect(await inMemory()).toBeGreaterThanOrEqual(12);
    }
    expect((await everything(history, 'acme'))['a']).toHaveLength(24);
  });

  test('forgets earlier when there is too much, and series that have nothing left', async () => {
    const clock = new FakeClock(at(0));
    const { history, registry } = openHistory(new FakeBlockStore(), clock, { samplesMax: 10 });
    for (let minutes = -90; minutes < 0; minutes += 1) history.take(one(minutes < -45 ? 'old' : 'new', at(minutes)));
    await history.flush();
    const valueOf = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value;
    expect(await valueOf('tocsin_history_memory_samples')).toBeLessThanOrEqual(10);
    expect(await valueOf('tocsin_history_memory_series')).toBe(1);
    const found = await everything(history, 'acme');
    expect([found['old']?.length, found['new']?.length]).toEqual([45, 45]);
  });

  test('deletes whole blocks after the retention, and takes nothing older in', async () => {
    const clock = new FakeClock(at(0));
    const store = new FakeBlockStore();
    const { history, registry } = openHistory(store, clock, { retentionMs: 2 * BLOCK_MS });
    history.take(one('a', at(0)));
    history.take(one('a', at(-241)));
    history.take(one('a', at(61)));
    history.take(one('a', Number.NaN));
    await history.flush();
    expect(store.blocks()).toHaveLength(1);
    const unkept = await registry.getSingleMetric('tocsin_history_samples_not_kept_total')?.get();
    expect(unkept?.values.map(({ labels, value }) => [labels['reason'], value])).toEqual([
      ['too_old', 2],
      ['too_new', 1],
    ]);
    await clock.advance(3 * BLOCK_MS - 1);
    await history.tidy();
    expect(store.blocks()).toHaveLength(1);
    await clock.advance(1);
    await history.tidy();
    expect(store.blocks()).toEqual([]);
  });

  test('keeps the samples of a tenant for as long as that tenant may, and says when they begin', async () => {
    const clock = new FakeClock(at(0));
    const store = new FakeBlockStore();
    const metrics = new HistoryMetrics(new Registry());
    const retentionMsOf = (tenant: string): number => (tenant === 'acme' ? 1 : 10) * BLOCK_MS;
    const history = new SampleHistory({ store, clock, retentionMsOf, metrics, run: 'one' });
    const sample = { labels: cpu('a'), time: at(-90), value: 1 };
    for (const tenant of ['acme', 'globex']) history.take(batchOf(tenant, [sample]));
    history.take(batchOf('acme', [{ ...sample, time: at(-121) }]));
    expect([await history.earliest('acme'), await history.earliest('nobody')]).toEqual([at(-90), null]);
    await history.flush();
    await clock.advance(3 * BLOCK_MS);
    await history.tidy();
    expect(store.blocks().map(({ tenant }) => tenant)).toEqual(['globex']);
    expect(await history.earliest('globex')).toBeLessThanOrEqual(at(-90));
  });

  test('merges a block that is over when stragglers have made parts of it, and one that is not when it has many', async () => {
    const clock = new FakeClock(at(0));
    const store = new FakeBlockStore();
    const { history } = openHistory(store, clock, { partsMax: 3, completePartsMax: 2, mergeSamplesMax: 4 });
    const add = async (minutes: number) => {
      history.take(one('a', at(minutes)));
      await history.flush();
      await history.tidy();
      return store.blocks().map(({ parts }) => parts);
    };
    expect(await add(1)).toEqual([1]);
    expect(await add(2)).toEqual([2]);
    expect(await add(3)).toEqual([1]);
    expect(await add(4)).toEqual([2]);
    await clock.advance(BLOCK_MS + HOUR_MS);
    await history.tidy();
    expect(store.blocks().map(({ parts }) => parts)).toEqual([1]);
    expect(await add(5)).toEqual([2]);
    expect((await everything(history, 'acme'))['a']).toHaveLength(5);
  });

  test('takes no more series than it may, of one tenant and of all, and goes on with those that it has', async () => {
    const limits = { seriesMax: 3, seriesPerTenantMax: 2 };
    const { history, registry } = openHistory(new FakeBlockStore(), new FakeClock(at(0)), limits);
    for (const instance of ['a', 'b', 'c', 'a']) history.take(one(instance, at(instance === 'a' ? 1 : 0)));
    for (const instance of ['d', 'e'])
      history.take(batchOf('other', [{ labels: cpu(instance), time: at(0), value: 1 }]));
    expect(Object.keys(await everything(history, 'acme'))).toEqual(['a', 'b']);
    expect(Object.keys(await everything(history, 'other'))).toEqual(['d']);
    const unkept = await registry.getSingleMetric('tocsin_history_samples_not_kept_total')?.get();
    expect(unkept?.values.map(({ labels, value }) => [labels['tenant_id'], labels['reason'], value])).toEqual([
      ['acme', 'series_limit', 1],
      ['other', 'series_limit', 1],
    ]);
  });

  test('refuses a select of more samples than an answer may hold, be they in memory or in blocks', async () => {
    const { history } = openHistory(new FakeBlockStore(), new FakeClock(at(0)), { selectSamplesMax: 2 });
    for (const minutes of [-600, -500, -1]) history.take(one('a', at(minutes)));
    await expect(everything(history, 'acme')).rejects.toThrow(TooManySamples);
    await history.flush();
    await expect(everything(history, 'acme')).rejects.toThrow(TooManySamples);
    const recent = { tenant: 'acme', matchers: [], from: at(-550), to: at(0) };
    expect(await history.select(recent)).toHaveLength(1);
  });
});

test('a revision says from when on nothing is deleted', async () => {
  const { history } = openHistory(new FakeBlockStore(), new FakeClock(CONTRACT_TIME), { retentionMs: HOUR_MS });
  expect(await history.revision('acme', CONTRACT_TIME)).toMatchObject({ from: CONTRACT_TIME - HOUR_MS });
});
