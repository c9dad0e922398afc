import { Grid } from './grid.js';
import { CONTEXT_STEPS, networkEnds, questionOf } from './network-question.js';

const STEP_MS = 60_000;
const LEVELS = [0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98];

function viewOf(values: readonly number[]) {
  const grid = new Grid(STEP_MS, 2_880);
  values.forEach((value, i) => grid.push(i * STEP_MS, value));
  grid.push(values.length * STEP_MS, 0);
  const view = grid.view();
  if (view === null) throw new Error('no view');
  return view;
}

/** An answer whose quantiles lie as a uniform distribution's, `step` deviations above the last value at each step. */
const answerOf = (last: number): Float32Array =>
  Float32Array.from({ length: 64 * 9 }, (_, i) => last + Math.floor(i / 9) + 1 + (LEVELS[i % 9] as number));

test('a question is the window of the last steps, those that are missing marked as such', () => {
  const question = questionOf(viewOf(Array.from({ length: 100 }, (_, i) => i % 10)), 15);
  expect(question?.stride).toBe(1);
  expect(question?.window.readings).toBe(100);
  expect(question?.window.observed.slice(0, CONTEXT_STEPS - 100).every((one) => one === 0)).toBe(true);
  expect(question?.window.mean).toBeCloseTo(4.5);
  expect(questionOf(viewOf([1, 2, 3]), 15)).toBeNull();
});

test('beyond what the network tells, steps are taken together', () => {
  const question = questionOf(viewOf(Array.from({ length: 1_200 }, (_, i) => (i % 2 === 0 ? 5 : 900) + i / 100)), 72);
  expect(question?.stride).toBe(2);
  // Of every second step, counted from the last: the other ones are never seen.
  expect(question?.window.readings).toBe(CONTEXT_STEPS);
  expect(question?.window.mean).toBeGreaterThan(890);
});

test('an answer is brought to the unit of the series, and read where the horizon ends', () => {
  const question = questionOf(viewOf(Array.from({ length: 600 }, (_, i) => 100 + 10 * Math.sin(i))), 15);
  if (question === null) throw new Error('no question');
  const { mean, deviation } = question.window;
  const last = question.window.values[CONTEXT_STEPS - 1] as number;
  const ends = networkEnds(15, question, answerOf(last));
  expect(ends).toHaveLength(48);
  const inDeviations = [...(ends ?? [])].map((end) => (end - mean) / deviation - last - 15);
  inDeviations.forEach((end, i) => expect(end).toBeCloseTo((i + 0.5) / 48, 4));
  // Half a step lies between the last value, which is known, and the first step.
  const half = networkEnds(1, { ...question, stride: 2 }, answerOf(last)) ?? [];
  expect(((half[24] ?? Number.NaN) - mean) / deviation - last).toBeCloseTo((1 + 24.5 / 48) / 2, 4);
});

test.each([
  ['too short', new Float32Array(9)],
  ['no number', answerOf(0).fill(Number.NaN, 100, 101)],
  ['infinite', answerOf(0).fill(Number.POSITIVE_INFINITY, 0, 1)],
])('an answer that is %s is none', (_, answer) => {
  const question = questionOf(viewOf(Array.from({ length: 60 }, (_, i) => i)), 15);
  if (question === null) throw new Error('no question');
  expect(networkEnds(15, question, answer)).toBeNull();
});
