import fc from 'fast-check';
import { LabelSet } from './label-set.js';
import { asValue, NO_VALUE, Series, SeriesStore, timeAt } from './series-store.js';

const { array, boolean, constantFrom, integer, oneof, option, record } = fc;

interface Sample {
  readonly time: number;
  readonly value: number;
}

function samplesOf(series: Series): Sample[] {
  const { values, begin, end } = series;
  return Array.from(values.subarray(begin, end), (value, i) => ({ time: timeAt(series, begin + i), value }));
}

const step = record({
  /** Whole ms, as nearly always; parts of them, and more than a narrow page holds. */
  gap: oneof(
    { weight: 40, arbitrary: integer({ min: 1, max: 40 }) },
    { weight: 1, arbitrary: constantFrom(0.5, 2 ** 33) },
  ),
  isMarker: boolean(),
  /** How far behind the sample others may be forgotten. */
  keepMs: integer({ min: 0, max: 400 }),
  /** All samples from so long before on are taken back. */
  rewindMs: option(integer({ min: 0, max: 100 }), { freq: 8 }),
});

test('a series keeps what is needed in its order, wherever in the pool its samples move', () => {
  fc.assert(
    fc.property(array(step, { minLength: 1, maxLength: 120, size: 'max' }), (steps) => {
      const { nobody } = new SeriesStore();
      const series = new Series(LabelSet.empty, nobody);
      const neighbour = new Series(LabelSet.empty, nobody);
      let all: Sample[] = [];
      let time = 0;
      let forgotten = Number.NEGATIVE_INFINITY;
      for (const { gap, isMarker, keepMs, rewindMs } of steps) {
        time += gap;
        const sample = { time, value: isMarker ? NO_VALUE : time / 7 };
        forgotten = Math.max(forgotten, time - keepMs);
        series.push(time, sample.value, time - keepMs);
        neighbour.push(time, -1, time - 1);
        all.push(sample);
        if (rewindMs !== null) {
          const from = time - rewindMs;
          series.forgetFrom(from);
          all = all.filter((one) => one.time < from);
        }
        const kept = samplesOf(series);
        expect(kept).toEqual(all.slice(all.length - kept.length));
        for (const needed of all.filter((one) => one.time > forgotten)) expect(kept).toContainEqual(needed);
        expect(series.markers).toBe(kept.filter(({ value }) => value === NO_VALUE).length);
        expect(series.lastTime).toBe(kept.at(-1)?.time ?? Number.NEGATIVE_INFINITY);
        for (const asked of [time - 50, time - 1, time]) {
          const first = kept.findIndex((one) => one.time > asked);
          expect(series.firstAfter(asked)).toBe(first < 0 ? series.end : series.begin + first);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('a position with the shift names a sample for good', () => {
  const series = new Series(LabelSet.empty, new SeriesStore().nobody);
  for (let n = 0; n < 500; n += 1) {
    series.push(n, n, n - 20);
    expect(series.end - 1 + series.shift).toBe(n);
    expect(timeAt(series, series.begin)).toBe(series.begin + series.shift);
  }
});

test('forgetting keeps the last sample before, which may still stand for the value', () => {
  const series = new Series(LabelSet.empty, new SeriesStore().nobody);
  for (const time of [1, 2, 3, 4]) series.push(time, time, 0);
  series.forgetUpTo(3);
  expect(samplesOf(series).map(({ time }) => time)).toEqual([3, 4]);
  series.forgetUpTo(100);
  expect(samplesOf(series).map(({ time }) => time)).toEqual([4]);
});

test('a sample that is not later than the last one of its series is not taken', () => {
  const store = new SeriesStore();
  const series = store.series(LabelSet.of({ a: 'b' }, 'm'));
  expect([5, 5, 4, 6].map((time) => store.append(series, time, time))).toEqual([true, false, false, true]);
  expect(samplesOf(series).map(({ time }) => time)).toEqual([5, 6]);
});

test('a selection has the series that fit, those of before and those of later, and its version tells what is new', () => {
  const store = new SeriesStore();
  const old = store.series(LabelSet.of({ job: 'x' }, 'm'));
  const named = store.select([{ name: '__name__', operator: '=', value: 'm' }]);
  const any = store.select([{ name: 'job', operator: '=~', value: 'x|y' }]);
  expect(named.series).toEqual([old]);
  const young = store.series(LabelSet.of({ job: 'y' }, 'n'));
  store.series(LabelSet.of({ job: 'z' }, 'n'));
  expect(named.series).toEqual([old]);
  expect(any.series).toEqual([old, young]);
  const [before, beforeAny] = [named.version, any.version];
  store.append(young, 1, 1);
  expect([named.version, any.version]).toEqual([before, beforeAny + 1]);
  expect(store.select([{ name: '__name__', operator: '=', value: 'm' }])).toBe(named);
  expect(store.isWanted(LabelSet.of({ job: 'y' }, 'other'))).toBe(true);
  expect(store.isWanted(LabelSet.of({ job: 'z' }, 'other'))).toBe(false);
});

test('samples go behind the last evaluation once no window reaches back to them', () => {
  const store = new SeriesStore();
  store.select([{ name: 'a', operator: '=', value: 'b' }]).keepFor(10);
  const series = store.series(LabelSet.of({ a: 'b' }));
  for (let time = 0; time < 1_000; time += 1) {
    store.evaluatedAt = time - 1;
    store.append(series, time, time);
    const oldest = timeAt(series, series.begin);
    expect(oldest).toBeLessThanOrEqual(Math.max(0, time - 11));
  }
  expect(series.end - series.begin).toBeLessThan(50);
});

test('who watches for changes is told of the earliest time at which a sample came', () => {
  const store = new SeriesStore();
  const watch = store.watchChanges();
  const [a, b] = [store.series(LabelSet.of({ a: '1' })), store.series(LabelSet.of({ a: '2' }))];
  store.append(a, 20, 1);
  store.append(b, 10, 1);
  store.append(a, 30, 1);
  expect(watch.earliest).toBe(10);
});

test('a measured value is told apart from what stands for none', () => {
  expect(asValue(NO_VALUE)).not.toBe(NO_VALUE);
  expect(asValue(NO_VALUE)).toBeCloseTo(0);
  expect(asValue(1)).toBe(1);
});
