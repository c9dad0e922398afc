import { uniform } from './noise.fake.js';
import { TailProbability } from './tail-probability.js';

/** By their probability of being exceeded, the scores of a distribution. */
const distributions: [string, (probability: number) => number][] = [
  ['exponential', (probability) => -Math.log(probability)],
  ['Pareto, with no variance', (probability) => probability ** (-1 / 1.5)],
  ['half normal, nearly', (probability) => Math.sqrt(-2 * Math.log(probability))],
];

test.each(distributions)('a surprise is how rare the score is, in powers of ten: %s', (_, scoreAt) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = uniform(seed);
    const tail = new TailProbability();
    for (let index = 0; index < 3_000; index++) tail.surprise(scoreAt(random()));
    for (const [power, error] of [
      [0.5, 0.15],
      [1, 0.15],
      [2, 0.4],
      [3, 0.8],
    ] as const) {
      expect(Math.abs(new TailProbability(tail.state).surprise(scoreAt(10 ** -power)) - power)).toBeLessThan(error);
    }
  }
});

test('of the scores of a series that it knows, one in ten has a surprise of 1 or more, one in a hundred of 2', () => {
  const random = uniform(11);
  const tail = new TailProbability();
  const surprises = Array.from({ length: 20_000 }, () => tail.surprise(-Math.log(random()))).slice(1_000);
  const share = (power: number): number => surprises.filter((surprise) => surprise >= power).length / surprises.length;
  expect(share(1)).toBeGreaterThan(0.06);
  expect(share(1)).toBeLessThan(0.13);
  expect(share(2)).toBeGreaterThan(0.005);
  expect(share(2)).toBeLessThan(0.02);
});

test('a higher score is never less surprising', () => {
  const random = uniform(5);
  const tail = new TailProbability();
  for (let index = 0; index < 500; index++) tail.surprise(random());
  let before = 0;
  for (let score = 0; score < 3; score += 0.01) {
    const surprise = new TailProbability(tail.state).surprise(score);
    expect(surprise).toBeGreaterThanOrEqual(before - 1e-12);
    before = surprise;
  }
});

test('a bad week is forgotten', () => {
  const random = uniform(3);
  const tail = new TailProbability();
  const calm = (samples: number): void => {
    for (let index = 0; index < samples; index++) tail.surprise(random());
  };
  calm(1_000);
  for (let index = 0; index < 200; index++) tail.surprise(5 + random());
  const then = new TailProbability(tail.state).surprise(2);
  calm(30_000);
  expect(new TailProbability(tail.state).surprise(2)).toBeGreaterThan(then + 1);
});
