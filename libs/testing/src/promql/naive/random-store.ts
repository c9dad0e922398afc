import { LabelSet } from '@tocsin/domain/plan/label-set';
import { asValue, NO_VALUE, SeriesStore } from '@tocsin/domain/plan/series-store';
import fc from 'fast-check';

/** A series as it is made up: its samples' times are ms after the start of the store. */
export interface RandomSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Null is a staleness marker. */
  readonly samples: readonly { readonly time: number; readonly value: number | null }[];
}

export interface RandomStore {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly series: readonly RandomSeries[];
}

/** The time that the samples of a store cover. */
export const STORE_MS = 600_000;

const { constantFrom, integer, oneof, option, record, tuple, uniqueArray } = fc;

const bounds = ['0.1', '1', '5', '+Inf'];
const oddBounds = ['bad', '-1', '1.0', ''];

const targetLabels = record({
  job: constantFrom('x', 'y', ''),
  instance: constantFrom('0', '1', '10', ''),
});

const plainLabels = record({
  name: constantFrom('a', 'a', 'b', 'c', 'requests_total'),
  target: targetLabels,
  env: constantFrom('', '', 'p', 'q'),
  type: constantFrom('', '', '', '', '', 'gauge', 'counter'),
}).map(({ name, target, env, type }) => ({ __name__: name, ...target, env, __type__: type }));

const infoLabels = record({
  name: constantFrom('target_info', 'target_info', 'build_info'),
  target: targetLabels,
  env: constantFrom('', '', 'p'),
  version: constantFrom('1', '2', '3'),
}).map(({ name, target, ...labels }) => ({ __name__: name, ...target, ...labels }));

const gauge = oneof(
  { weight: 12, arbitrary: integer({ min: -8, max: 8 }).map((n) => n / 2) },
  { weight: 1, arbitrary: constantFrom(Number.NaN, Infinity, -Infinity, 1e9, -1e9, -0) },
);

/** What a series does from one sample to the next: a counter's step is taken from the last value. */
const step = record({
  gap: oneof(
    { weight: 16, arbitrary: constantFrom(15_000, 15_000, 30_000, 14_999) },
    integer({ min: 1, max: 200_000 }),
  ),
  gauge,
  increase: integer({ min: 0, max: 5 }),
  resets: integer({ min: 0, max: 12 }).map((n) => n === 0),
  isMarker: integer({ min: 0, max: 20 }).map((n) => n === 0),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function samplesOf(isCounter: boolean, first: number, steps: readonly Step[]): RandomSeries['samples'] {
  let time = first;
  let count = 0;
  const samples: { time: number; value: number | null }[] = [];
  for (const { gap, gauge: own, increase, resets, isMarker } of steps) {
    count = resets ? increase : count + increase;
    if (time <= STORE_MS) samples.push({ time, value: isMarker ? null : isCounter ? count : own });
    time += gap;
  }
  return samples;
}

const samples = tuple(
  fc.boolean(),
  oneof({ weight: 6, arbitrary: constantFrom(0, 0, 15_000) }, integer({ min: 0, max: STORE_MS })),
  fc.array(step, { minLength: 1, maxLength: 45, size: 'max' }),
).map(([isCounter, first, steps]) => samplesOf(isCounter, first, steps));

const plain: fc.Arbitrary<RandomSeries[]> = tuple(
  oneof({ weight: 4, arbitrary: plainLabels }, infoLabels),
  samples,
).map(([labels, own]) => [{ labels, samples: own }]);

/** The buckets of a histogram; one of them may have a bound that is out of the ordinary, and one may be missing. */
const histogram: fc.Arbitrary<RandomSeries[]> = record({
  target: targetLabels,
  odd: option(constantFrom(...oddBounds), { freq: 4 }),
  missing: option(constantFrom(...bounds), { freq: 6 }),
  first: constantFrom(0, 15_000),
  steps: fc.array(tuple(step, fc.array(integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 })), {
    minLength: 1,
    maxLength: 30,
    size: 'max',
  }),
  isRising: integer({ min: 0, max: 5 }).map((n) => n > 0),
}).map(({ target, odd, missing, first, steps, isRising }) => {
  const kept = [...bounds.filter((bound) => bound !== missing), ...(odd === null ? [] : [odd])];
  return kept.map((le, place) => ({
    labels: { __name__: 'latency_bucket', ...target, le },
    samples: samplesOf(
      true,
      first,
      steps.map(([own, counts]) => {
        const increase = counts.slice(0, isRising ? place + 1 : 1).reduce((sum, count) => sum + count, 0);
        return { ...own, increase, resets: false };
      }),
    ),
  }));
});

function identity({ labels }: RandomSeries): string {
  return LabelSet.of(labels).key;
}

/** Few small series of several metrics that share labels: gauges, counters with resets, histograms, info metrics. */
export const randomStore: fc.Arbitrary<RandomStore> = record({
  start: constantFrom(0, 1_600_000_000_000, 1_599_999_987_654),
  series: uniqueArray(plain, {
    selector: (own) => identity(own[0] as RandomSeries),
    minLength: 1,
    maxLength: 9,
    size: 'max',
  }),
  histograms: uniqueArray(histogram, { selector: (own) => identity(own[0] as RandomSeries), maxLength: 2 }),
}).map(({ start, series, histograms }) => {
  const all = [...series.flat(), ...histograms.flat()];
  return { start, series: [...new Map(all.map((each) => [identity(each), each])).values()] };
});

/** Adds those samples of a random store that lie in a span of time, in the order of their times. */
export function fill(store: SeriesStore, { start, series }: RandomStore, after: number, upTo: number): void {
  const all = series.flatMap(({ labels, samples: own }) =>
    own.map(({ time, value }) => ({ labels, time: start + time, value })),
  );
  const due = all.filter(({ time }) => time > after && time <= upTo).sort((a, b) => a.time - b.time);
  for (const { labels, time, value } of due)
    store.append(store.series(LabelSet.of(labels)), time, value === null ? NO_VALUE : asValue(value));
}

/** A store with the samples up to a time. */
export function storeOf(random: RandomStore, upTo = Infinity): SeriesStore {
  const store = new SeriesStore();
  fill(store, random, -Infinity, upTo);
  return store;
}

/** How far values are moved to see whether a result hangs on the last digits, as a share of them. */
const NUDGE = 1e-12;

/** The same store with each value moved by less than any result should tell; each round moves them in its own way. */
export function nudged({ start, series }: RandomStore, round: number): RandomStore {
  let state = round;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const moved = series.map((own) => ({
    ...own,
    samples: own.samples.map(({ time, value }) => ({
      time,
      value: value === null ? null : value * (1 + NUDGE * next()),
    })),
  }));
  return { start, series: moved };
}
