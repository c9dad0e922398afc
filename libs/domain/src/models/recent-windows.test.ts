import fc from 'fast-check';
import { type PastOfSeries, windowsBefore, windowsBetween } from './recent-windows.js';
import { type TrainingRecipe, trainingRecipes } from './training-recipe.js';

/** Gives back its window as it is, so that a test sees which it was. */
const seen = (length: number, judged: number): TrainingRecipe => ({
  model: 'any',
  length,
  judged,
  rate: 1,
  steps: 1,
  batchSize: 1,
  exampleOf: (window) => ({ inputs: {}, batch: {}, came: Float32Array.from(window) }),
  lossOf: () => 0,
  baselineOf: () => 0,
});
const counting = (length: number): PastOfSeries => ({
  times: Float64Array.from({ length }, (_, i) => i * 10),
  values: Float64Array.from({ length }, (_, i) => i),
});

test('what judges has not been shown, no value judges twice, and every window lies within its times', () => {
  const sizes = fc.record({ judged: fc.integer({ min: 1, max: 9 }), context: fc.nat(20), samples: fc.nat(200) });
  fc.assert(
    fc.property(sizes, fc.nat(2_000), fc.nat(2_000), ({ judged, context, samples }, split, ahead) => {
      const recipe = seen(context + judged, judged);
      const series = [counting(samples)];
      const shown = windowsBefore(recipe, series, split).flatMap(({ came }) => [...came]);
      const judging = windowsBetween(recipe, series, split, split + ahead).flatMap(({ came }) => [
        ...came.subarray(context),
      ]);
      expect(shown.every((value) => value * 10 < split)).toBe(true);
      expect(judging.every((value) => value * 10 >= split && value * 10 < split + ahead)).toBe(true);
      expect(new Set(judging).size).toBe(judging.length);
    }),
  );
});

test('of many windows as many from each part are taken', () => {
  const many = windowsBetween(seen(1, 1), [counting(600), counting(1_400)], 0, Number.POSITIVE_INFINITY);
  expect(many).toHaveLength(512);
  const fromFirst = many.findIndex(({ came }, i) => i > 0 && (came[0] ?? 0) < (many[i - 1]?.came[0] ?? 0));
  expect(fromFirst).toBeGreaterThan(140);
  expect(fromFirst).toBeLessThan(165);
});

describe.each(trainingRecipes)('the recipe of $model', (recipe) => {
  const window = Float64Array.from({ length: recipe.length }, (_, i) => 50 + 10 * Math.sin(i / 5));

  test('asks nothing about what does not move, or is missing', () => {
    expect(recipe.exampleOf(new Float64Array(recipe.length).fill(7))).toBeNull();
    expect(recipe.exampleOf(window.map((value, i) => (i % 3 === 0 ? value : Number.NaN)))).toBeNull();
    expect(recipe.exampleOf(new Float64Array(recipe.length).fill(Number.NaN))).toBeNull();
  });

  test('loses nothing on what came, less than who knows the mean alone, and no number on none', () => {
    const example = recipe.exampleOf(window);
    if (example === null) throw new Error('no example');
    const each = recipe.judged === recipe.length ? 1 : 9;
    const perfect = Float32Array.from(
      { length: recipe.judged * each },
      (_, i) => example.came[Math.floor(i / each)] ?? 0,
    );
    expect(recipe.lossOf(perfect, example)).toBe(0);
    expect(recipe.baselineOf(example)).toBeGreaterThan(0.1);
    expect(
      recipe.lossOf(
        perfect.map(() => Number.NaN),
        example,
      ),
    ).toBeNaN();
    expect(recipe.lossOf(new Float32Array(), example)).toBeNaN();
  });

  test('takes whatever comes: the loss is a number, and what is missing is not judged', () => {
    const odd = window.map((value, i) => [Number.NaN, 1e300, Number.NEGATIVE_INFINITY][i % 11] ?? value);
    const example = recipe.exampleOf(odd);
    if (example === null) throw new Error('no example');
    expect(Number.isFinite(recipe.baselineOf(example))).toBe(true);
    for (const part of Object.values(example.batch)) expect(part.every(Number.isFinite)).toBe(true);
  });
});
