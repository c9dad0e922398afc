import { normal, uniform } from '../detection/noise.fake.js';
import { Adwin } from './adwin.js';
import { ksDistance, ksProbability } from './kolmogorov-smirnov.js';
import { PageHinkley } from './page-hinkley.js';
import { populationStability } from './population-stability.js';
import { StreamDrift } from './stream-drift.js';

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] as number;

describe('Kolmogorov-Smirnov', () => {
  test('the distance is the largest between the two distribution functions, ties included', () => {
    expect(ksDistance([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0);
    expect(ksDistance([1, 2], [3, 4])).toBe(1);
    expect(ksDistance([1, 1, 1, 2], [1, 2, 2, 2])).toBe(0.5);
  });

  test("Kolmogorov's published critical values come out for large samples", () => {
    const size = 1e8;
    for (const [critical, probability] of [
      [1.2238, 0.1],
      [1.3581, 0.05],
      [1.6276, 0.01],
      [1.9495, 0.001],
    ] as const) {
      const distance = critical / Math.sqrt(size / 2);
      expect(ksProbability(distance, size, size)).toBeCloseTo(probability, 4);
    }
  });

  test('of two samples of one distribution, one pair in twenty is below 0.05', () => {
    let below = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const random = normal(seed);
      const sample = (count: number): number[] => Array.from({ length: count }, random).sort((a, b) => a - b);
      if (ksProbability(ksDistance(sample(200), sample(100)), 200, 100) < 0.05) below += 1;
    }
    expect(below).toBeGreaterThan(8);
    expect(below).toBeLessThan(34);
  });
});

describe('the population stability index', () => {
  test('it is what the definition gives', () => {
    const expected = (0.4 - 0.6) * Math.log(0.4 / 0.6) + (0.6 - 0.4) * Math.log(0.6 / 0.4);
    expect(populationStability([60, 40], [40, 60])).toBeCloseTo(expected, 12);
    expect(populationStability([10, 20, 30], [100, 200, 300])).toBeCloseTo(0, 12);
  });

  test('an empty bin counts for much, not for infinity', () => {
    const index = populationStability([50, 50], [100, 0]);
    expect(index).toBeGreaterThan(1);
    expect(Number.isFinite(index)).toBe(true);
  });
});

describe('ADWIN', () => {
  test('its window holds all samples while nothing changes, and its sums are theirs', () => {
    const random = uniform(3);
    const adwin = new Adwin(0.002);
    let sum = 0;
    let found = 0;
    for (let index = 0; index < 5_000; index++) {
      const value = random();
      sum += value;
      if (adwin.observe(value) !== undefined) found += 1;
    }
    expect(found).toBe(0);
    expect(adwin.width).toBe(5_000);
    expect(adwin.state.sum).toBeCloseTo(sum, 6);
  });

  test('after a change the window is what came since, or little more', () => {
    const random = uniform(4);
    const adwin = new Adwin(0.002);
    for (let index = 0; index < 3_000; index++) adwin.observe(0.5 * random());
    for (let index = 0; index < 1_000; index++) adwin.observe(0.5 + 0.5 * random());
    expect(adwin.width).toBeGreaterThan(900);
    expect(adwin.width).toBeLessThan(1_100);
  });

  test('it does not grow for ever', () => {
    const adwin = new Adwin(0.002);
    for (let index = 0; index < 200_000; index++) adwin.observe(0.5);
    expect(adwin.width).toBeLessThan(2 ** 17);
    expect(adwin.width).toBeGreaterThan(2 ** 15);
  });
});

test('Page-Hinkley lets a mean move within its tolerance, and tells of more in both directions', () => {
  const after = (shift: number): number => {
    const random = normal(9);
    const detector = new PageHinkley({ tolerance: 0.25, threshold: 20 });
    for (let index = 0; index < 4_000; index++) {
      if (detector.observe(random() + (index < 2_000 ? 0 : shift)) !== undefined) return index;
    }
    return Number.POSITIVE_INFINITY;
  };
  expect(after(0)).toBe(Number.POSITIVE_INFINITY);
  expect(after(0.1)).toBe(Number.POSITIVE_INFINITY);
  for (const shift of [1, -1]) {
    expect(after(shift)).toBeGreaterThan(2_000);
    expect(after(shift)).toBeLessThan(2_060);
  }
});

describe('a stream, over seeds', () => {
  /** Of each seed, after how many values of the other kind it was noticed. */
  const delays = (
    seeds: number,
    before: (random: () => number) => number,
    now: (random: () => number) => number,
  ): number[] =>
    Array.from({ length: seeds }, (_, seed) => {
      const random = normal(seed + 1);
      const stream = new StreamDrift();
      for (let index = 0; index < 1_000; index++) stream.observe(before(random));
      for (let index = 1; index <= 2_000; index++) if (stream.observe(now(random)).length > 0) return index;
      return Number.POSITIVE_INFINITY;
    });
  const same = (random: () => number): number => random();

  const shapes: [string, (random: () => number, last: number) => number][] = [
    ['normal', same],
    ['heavy-tailed', (random) => Math.exp(2 * random())],
    ['counts with many ties', (random) => Math.floor(Math.abs(3 * random()))],
    ['each much like the one before', (random, last) => 0.9 * last + 0.44 * random()],
  ];

  test.each(shapes)('values of one distribution raise at most one alarm in 100,000 values: %s', (_, valueOf) => {
    let alarms = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const random = normal(seed);
      const stream = new StreamDrift();
      let value = 0;
      for (let index = 0; index < 5_000; index++) {
        value = valueOf(random, value);
        alarms += stream.observe(value).length;
      }
    }
    expect(alarms).toBeLessThanOrEqual(1);
  });

  test('a mean that moves by one deviation is noticed within 64 values, by half of one within 160', () => {
    expect(median(delays(20, same, (random) => random() + 1))).toBeLessThanOrEqual(64);
    expect(median(delays(20, same, (random) => random() - 1))).toBeLessThanOrEqual(64);
    expect(median(delays(20, same, (random) => random() + 0.5))).toBeLessThanOrEqual(160);
  });

  test('a spread that doubles while the mean stays is noticed within two windows', () => {
    const found = delays(20, same, (random) => 2 * random());
    expect(Math.max(...found)).toBeLessThanOrEqual(512);
  });

  test('after a finding what comes is the new usual', () => {
    const random = normal(5);
    const stream = new StreamDrift();
    let findings = 0;
    for (let index = 0; index < 6_000; index++)
      findings += stream.observe(random() + (index < 2_000 ? 0 : 2)).length > 0 ? 1 : 0;
    expect(findings).toBe(1);
    expect(stream.ready).toBe(true);
  });
});
