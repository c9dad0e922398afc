import fc from 'fast-check';
import { type Forecast, type Horizon, HORIZONS, SeriesForecaster } from './series-forecaster.js';

const STEP_MS = 300_000;
const DAY_STEPS = 288;

/** Numbers between 0 and 1 that are the same for one seed. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function after(values: readonly number[], horizon: Horizon): ReturnType<SeriesForecaster['forecast']> {
  const forecaster = new SeriesForecaster();
  values.forEach((value, i) => forecaster.take(i * STEP_MS, value));
  return forecaster.forecast(horizon);
}

const days = (count: number, valueAt: (i: number) => number): number[] =>
  Array.from({ length: count * DAY_STEPS }, (_, i) => valueAt(i));

describe('a forecast', () => {
  test('of a constant is that constant, and of the same past the same', () => {
    const told = after(
      days(2, () => 7),
      '6h',
    );
    expect(told).toMatchObject({ kind: 'forecast', at: 575 * STEP_MS, quantiles: Array<number>(9).fill(7) });
    const wave = days(3, (i) => 50 + 20 * Math.sin((2 * Math.PI * i) / DAY_STEPS) + (i % 7));
    expect(after(wave, '1h')).toEqual(after(wave, '1h'));
  });

  test('of a daily rhythm turns with it', () => {
    const wave = (i: number): number => 50 + 20 * Math.sin((2 * Math.PI * i) / DAY_STEPS);
    const told = after(days(8, wave), '6h') as Forecast;
    // The last whole step is the one before the last; a quarter of a day later the rhythm is elsewhere.
    expect(told.quantiles[4]).toBeCloseTo(wave(8 * DAY_STEPS - 2 + 72), -0.5);
  });

  test('of a disk that fills goes on rising', () => {
    const told = after(
      days(2, (i) => 20 + 0.05 * i),
      '6h',
    ) as Forecast;
    expect(told.quantiles[4]).toBeGreaterThan(20 + 0.05 * 2 * DAY_STEPS + 1);
  });

  test.each([0.02, 0.05, 0.25])(
    'of a disk that fills by %s a step lies ahead of it, however long the past is',
    (slope) => {
      const forecaster = new SeriesForecaster();
      const random = uniform(5);
      for (let i = 0; i < 3 * DAY_STEPS; i += 1) {
        const value = 10 + slope * i + 0.05 * (random() - 0.5);
        forecaster.take(i * STEP_MS, value);
        if (i % 24 > 0) continue;
        const told = forecaster.forecast('6h');
        if (told.kind === 'forecast') expect(told.quantiles[4]).toBeGreaterThan(value + 0.7 * 72 * slope);
      }
    },
  );

  test('keeps its word: what comes lies below a quantile about as often as its name says', () => {
    const random = uniform(11);
    let level = 50;
    const forecaster = new SeriesForecaster();
    const values = days(14, (i) => (level = 0.97 * level + 1.5 + 8 * (random() - 0.5) + Math.sin(i / 40)));
    const below = new Float64Array(9);
    let count = 0;
    values.forEach((value, i) => {
      forecaster.take(i * STEP_MS, value);
      if (i < DAY_STEPS || i % 6 > 0 || i + 12 >= values.length) return;
      const told = forecaster.forecast('1h');
      if (told.kind !== 'forecast') return;
      count += 1;
      told.quantiles.forEach((quantile, k) => {
        below[k] = (below[k] as number) + ((values[i + 11] as number) <= quantile ? 1 : 0);
      });
    });
    expect(count).toBeGreaterThan(500);
    below.forEach((times, k) => expect(Math.abs(times / count - (k + 1) / 10)).toBeLessThan(0.07));
  });

  test('never falls below nothing of what has never been below nothing', () => {
    const random = uniform(3);
    const told = after(
      days(3, () => Math.max(0, random() - 0.7)),
      '1h',
    ) as Forecast;
    expect(Math.min(...told.paths.low)).toBeGreaterThanOrEqual(0);
  });
});

describe('what cannot be forecast is said', () => {
  test('too little past', () => {
    expect(after([1, 2, 3], '15m')).toEqual({ kind: 'abstained', reason: 'too_little_past' });
    expect(new SeriesForecaster().forecast('7d')).toEqual({ kind: 'abstained', reason: 'too_little_past' });
  });

  test('samples that come more seldom than the horizon', () => {
    const forecaster = new SeriesForecaster();
    for (let i = 0; i < 100; i += 1) forecaster.take(i * 3_600_000, i);
    expect(forecaster.forecast('15m')).toEqual({ kind: 'abstained', reason: 'too_seldom', intervalMs: 3_600_000 });
  });
});

test('whatever samples come, forecasts are finite, ordered numbers, or none', () => {
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -5, max: 5 }) },
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e18, -1e18, 1e-300, 3e38),
  );
  const history = fc.array(fc.tuple(fc.constantFrom(1_000, 60_000, 60_000, 300_000, -5_000, 90_000_000), value), {
    minLength: 1,
    maxLength: 400,
  });
  fc.assert(
    fc.property(history, (samples) => {
      const forecaster = new SeriesForecaster();
      let time = 0;
      samples.forEach(([gap, one], i) => {
        forecaster.take((time += gap), one);
        if (i % 37 > 0) return;
        for (const horizon of Object.keys(HORIZONS) as Horizon[]) {
          const told = forecaster.forecast(horizon);
          if (told.kind === 'abstained') continue;
          expect(told.quantiles.every(Number.isFinite)).toBe(true);
          expect(told.quantiles).toEqual(told.quantiles.toSorted((a, b) => a - b));
          expect(told.paths.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
        }
      });
    }),
    { numRuns: 60 },
  );
});

describe('a network beside', () => {
  const LEVELS = [0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98];
  const wave = (i: number): number => 50 + 20 * Math.sin((2 * Math.PI * i) / 97);
  const HORIZON_STEPS = 3;

  /** The error of medians over a strange rhythm, where a network tells what comes, off by so much. */
  function errorWith(off: number | null): number {
    const forecaster = new SeriesForecaster();
    const random = uniform(3);
    const values = Array.from({ length: 3 * DAY_STEPS }, (_, i) => wave(i) + (random() - 0.5));
    let [sum, count] = [0, 0];
    values.forEach((value, i) => {
      forecaster.take(i * STEP_MS, value);
      if (i < DAY_STEPS || i % 4 > 0 || i + HORIZON_STEPS >= values.length) return;
      const outlook = forecaster.outlook('15m');
      if (outlook.kind === 'abstained' || outlook.question === null) throw new Error('too little past');
      const { mean, deviation } = outlook.question.window;
      const answer = Float32Array.from({ length: 64 * 9 }, (_, at) => {
        const told = wave(i - 1 + Math.floor(at / 9) + 1) + (off ?? 0) + (LEVELS[at % 9] as number) - 0.5;
        return (told - mean) / deviation;
      });
      const told = forecaster.complete(outlook, off === null ? null : answer);
      if (told.kind === 'abstained' || i < 2 * DAY_STEPS) return;
      sum += Math.abs((told.quantiles[4] as number) - wave(i - 1 + HORIZON_STEPS));
      count += 1;
    });
    return sum / count;
  }

  test('that is right about the series makes quantiles better, and one that is wrong leaves them as they are', () => {
    const without = errorWith(null);
    expect(errorWith(0)).toBeLessThan(0.7 * without);
    expect(errorWith(15)).toBeLessThan(1.05 * without);
  });

  test('has no say in the ways, so that chances do not hang on whether it answers', () => {
    const forecaster = new SeriesForecaster();
    days(2, wave).forEach((value, i) => forecaster.take(i * STEP_MS, value));
    const outlook = forecaster.outlook('1h');
    if (outlook.kind === 'abstained') throw new Error('too little past');
    const [one, other] = [new Float32Array(64 * 9).fill(3), null].map((answer) => forecaster.complete(outlook, answer));
    expect((one as Forecast).paths).toEqual((other as Forecast).paths);
  });

  test('is told of a series as it stood, whatever has come since', () => {
    const forecaster = new SeriesForecaster();
    days(2, wave).forEach((value, i) => forecaster.take(i * STEP_MS, value));
    const outlook = forecaster.outlook('1h');
    if (outlook.kind === 'abstained') throw new Error('too little past');
    for (let i = 0; i < 5_000; i += 1) forecaster.take((2 * DAY_STEPS + i) * STEP_MS, 1_000);
    expect((forecaster.complete(outlook, null) as Forecast).quantiles[8]).toBeLessThan(100);
  });
});
