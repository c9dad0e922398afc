import { noise } from './noise.fake.js';
import { Codebook, codebookState } from './codebook.js';
import { Discord } from './discord.js';
import { ForecastResidual } from './forecast-residual.js';
import { LevelShift } from './level-shift.js';
import { Novelty } from './novelty.js';
import { SeasonalResidual } from './seasonal-residual.js';
import type { StreamingScorer } from './streaming-scorer.js';
import { Subspace } from './subspace.js';

const HOUR = 3_600_000;

/** Scores of a series whose values are positions as they are. */
function scoresOf(scorer: StreamingScorer, values: readonly number[], range = 1, interval = HOUR): number[] {
  return values.map((value, index) => scorer.score({ value, position: value, range, time: index * interval }));
}

const series = (length: number, valueAt: (index: number) => number): number[] =>
  Array.from({ length }, (_, index) => valueAt(index));
const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

test('discord is the distance to the nearest earlier window that does not overlap, also after more samples than its history', () => {
  const random = noise(7);
  const settings = { window: 6, history: 50 };
  const values = series(1_200, () => random());
  const scores = scoresOf(new Discord(settings), values);
  const naive = (index: number): number => {
    let least = Number.POSITIVE_INFINITY;
    for (let lag = settings.window; lag < settings.history; lag++) {
      let sum = 0;
      for (let back = 0; back < settings.window; back++) {
        sum += ((values[index - back] as number) - (values[index - back - lag] as number)) ** 2;
      }
      least = Math.min(least, sum);
    }
    return Math.sqrt(least / settings.window);
  };
  for (let index = 60; index < values.length; index++) expect(scores[index]).toBeCloseTo(naive(index), 9);
});

test('a forecast learns an oscillation, so that only the noise is left, and a break of it stands out', () => {
  const random = noise(7);
  const values = series(1_000, (index) => Math.sin(index / 5) + 0.05 * random());
  const scores = scoresOf(new ForecastResidual({ lags: 8, forgetting: 0.999 }), values.with(800, 2));
  expect(meanOf(scores.slice(600, 800))).toBeLessThan(1.5);
  expect(scores[800]).toBeGreaterThan(20);
});

test('windows of two oscillations lie in four directions, and anything else does not', () => {
  const values = series(2_000, (index) => Math.sin(index / 3) + 0.5 * Math.sin(index / 11));
  const scores = scoresOf(new Subspace({ window: 32, directions: 4, memory: 500 }), values.with(1_900, 3));
  expect(meanOf(scores.slice(1_500, 1_900))).toBeLessThan(0.05);
  expect(scores[1_900]).toBeGreaterThan(0.3);
});

test('what is usual at noon is not at midnight', () => {
  const random = noise(7);
  const values = series(24 * 20, (index) => (index % 24 === 12 ? 5 : 0) + 0.1 * random());
  const scores = scoresOf(new SeasonalResidual({ parts: 24, memory: 17 }), values.with(24 * 19, 5));
  expect(scores[24 * 18 + 12]).toBeLessThan(5);
  expect(scores[24 * 19]).toBeGreaterThan(20);
});

test('times before 1970 have their hour, too', () => {
  const scorer = new SeasonalResidual({ parts: 24, memory: 17 });
  const at = (time: number): number => scorer.score({ value: 1, position: 1, range: 1, time });
  expect(at(-HOUR)).toBe(0);
  expect(at(23 * HOUR)).toBe(0);
  expect(at(-25 * HOUR)).toBe(0);
});

test('a level that moves stands out, a single spike much less', () => {
  const random = noise(7);
  const settings = { window: 24, memory: 500 };
  const moved = scoresOf(
    new LevelShift(settings),
    series(600, (index) => (index < 500 ? 0 : 3) + random()),
  );
  random();
  const spiked = scoresOf(
    new LevelShift(settings),
    series(600, (index) => (index === 500 ? 3 : 0) + random()),
  );
  expect(Math.max(...moved.slice(500))).toBeGreaterThan(5 * Math.max(...spiked.slice(500)));
});

test('novelty is the distance to the nearest value so far, and each value is new once', () => {
  const scorer = new Novelty({ view: 'mean', window: 1, vigilance: 0.01, codes: 16 });
  const scores = scoresOf(scorer, [0, 10, 10, 5, 7, 5], 10);
  [0, 1, 0, 0.5, 0.2, 0].forEach((score, index) => expect(scores[index]).toBeCloseTo(score, 12));
});

test('a full codebook gives the place of what was not met for the longest time', () => {
  const book = new Codebook(codebookState(1, 2), 1);
  const distance = (value: number): number => book.distance(Float64Array.of(value), 1, 0.1);
  expect([distance(0), distance(5), distance(0), distance(9)]).toEqual([0, 5, 0, 4]);
  expect(distance(0)).toBe(0);
  expect(distance(5)).toBe(4);
});
