import { noise } from '../detection/noise.fake.js';
import fc from 'fast-check';
import { type Drift, DriftDetectionSystem, labelDrift } from './drift-detection-system.js';

interface Reading {
  readonly value: number;
  readonly residual?: number;
}

function watch(
  length: number,
  readingAt: (index: number) => Reading,
  valueStride = 1,
): { index: number; drift: Drift }[] {
  const system = new DriftDetectionSystem({ valueStride });
  return Array.from({ length }, (_, index) => {
    const { value, residual } = readingAt(index);
    return system.observe(value, residual).map((drift) => ({ index, drift }));
  }).flat();
}

test('values that move are data drift, and no more', () => {
  const random = noise(3);
  const found = watch(4_000, (index) => ({ value: 50 + random() + (index < 2_000 ? 0 : 2), residual: random() }));
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ index, drift }) => drift.type === 'data' && index >= 2_000 && index < 2_100)).toBe(true);
});

test('a model that begins to miss is concept drift, though its series is as ever', () => {
  const random = noise(4);
  const found = watch(4_000, (index) => ({ value: 50 + random(), residual: (index < 2_000 ? 0.1 : 0.4) * random() }));
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ index, drift }) => drift.type === 'concept' && index >= 2_000 && index < 2_600)).toBe(true);
});

test('another unit is schema drift alone', () => {
  const random = noise(5);
  const found = watch(4_000, (index) => ({
    value: (200 + 20 * random()) / (index < 2_000 ? 1 : 1_000),
    residual: random(),
  }));
  expect(found.map(({ drift }) => drift)).toEqual([{ type: 'schema', test: 'unit', statistic: 1, threshold: 0 }]);
});

test('a daily rhythm is no drift when the windows cover it', () => {
  const random = noise(6);
  const found = watch(12_000, (index) => ({ value: 10 * Math.sin((2 * Math.PI * index) / 288) + random() }), 8);
  expect(found).toEqual([]);
});

test('values that are no numbers are left out', () => {
  const random = noise(7);
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const found = watch(3_000, (index) => {
    const value = index % 3 === 0 ? (odd[(index % 9) / 3] as number) : random();
    return { value, residual: index % 5 === 0 ? Number.NaN : random() };
  });
  expect(found).toEqual([]);
});

test('labels that come or go are schema drift', () => {
  expect(labelDrift(new Set(['job', 'pod']), new Set(['pod', 'job']))).toBeUndefined();
  expect(labelDrift(new Set(['job', 'pod']), new Set(['job', 'container']))).toEqual({
    type: 'schema',
    test: 'labels',
    statistic: 2,
    threshold: 0,
  });
});

test('a system that was stored and restored anywhere finds what one finds that was not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 3_000 }), (seed, cut) => {
      const random = noise(seed);
      const readings = Array.from({ length: 3_000 }, (_, index) => ({
        value: random() + (index > 1_500 ? 1 : 0),
        residual: random() * (index > 2_000 ? 2 : 1),
      }));
      const observe = (system: DriftDetectionSystem, part: readonly { value: number; residual: number }[]): Drift[][] =>
        part.map(({ value, residual }) => system.observe(value, residual));
      const settings = { valueStride: 2 };
      const whole = observe(new DriftDetectionSystem(settings), readings);
      const first = new DriftDetectionSystem(settings);
      const before = observe(first, readings.slice(0, cut));
      const stored = first.snapshot();
      observe(first, readings.slice(cut));
      const after = observe(new DriftDetectionSystem(settings, stored), readings.slice(cut));
      expect([...before, ...after]).toEqual(whole);
    }),
    { numRuns: 8 },
  );
});
