import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { recentSeries } from './recent-series.js';

/** A history of metrics with one series each, or none, that counts what it is asked. */
class CountedHistory extends FakeSeriesHistory {
  asked = 0;

  constructor(metrics: readonly string[]) {
    super();
    for (const metric of metrics) this.add('acme', { __name__: metric }, [[5, numberOf(metric)]]);
  }

  override series(range: Parameters<FakeSeriesHistory['series']>[0]): ReturnType<FakeSeriesHistory['series']> {
    this.asked += 1;
    return super.series(range);
  }
}

/** By the value of its one sample it is told which series it is. */
const numberOf = (metric: string): number => Number(metric.replace(/\D/g, ''));
const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${String(i).padStart(5, '0')}`);
const of = (metrics: readonly string[]) => ({ tenant: 'acme', metrics, from: 0, to: 10 });
const numbersOf = (found: readonly { values: ArrayLike<number> }[]): (number | undefined)[] =>
  found.map(({ values }) => values[0]);

test('of a few metrics all series are found, in their order, and none of the platform itself', async () => {
  const history = new CountedHistory(['m2', 'm1', 'tocsin_3']);
  expect(numbersOf(await recentSeries(history, of(['m2', 'tocsin_3', 'm1'])))).toEqual([1, 2]);
});

test('of thousands of metrics some are asked about, spread over all of them', async () => {
  const history = new CountedHistory(names(10_000));
  const found = numbersOf(await recentSeries(history, of(names(10_000))));
  expect(history.asked).toBe(64);
  expect(found).toHaveLength(64);
  const tenths = new Set(found.map((number) => Math.floor((number ?? 0) / 1_000)));
  expect(tenths.size).toBe(10);
});

test('where few metrics have series more are asked about, but not without end', async () => {
  const history = new CountedHistory(names(10_000).filter((_name, i) => i % 97 === 5));
  expect((await recentSeries(history, of(names(10_000)))).length).toBeGreaterThan(0);
  expect(history.asked).toBe(256);
});
