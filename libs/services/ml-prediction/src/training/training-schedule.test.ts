import { type ModelTraining, type TrainingVerdict, untrained } from '@tocsin/domain/models/model-training';
import fc from 'fast-check';
import { isDrifted, trainingDue } from './training-schedule.js';

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
const BEGAN = 1_700_000_000_000;

function after(verdict: TrainingVerdict, fruitless = verdict === 'adopted' ? 0 : 1): ModelTraining {
  const last_run = {
    at: BEGAN,
    duration_ms: 1,
    cause: 'drift' as const,
    verdict,
    reason: '',
    message: '',
    series: 0,
    training_windows: 0,
    held_out_windows: 0,
    held_out_loss: null,
  };
  return { ...untrained('acme', 'm'), last_run, fruitless_runs: fruitless };
}
const dueAfter = (training: ModelTraining, hours: number) => trainingDue(training, BEGAN + hours * HOUR_MS, WEEK_MS);

test('what was never trained is due', () => {
  expect(trainingDue(null, BEGAN, WEEK_MS)).toEqual({ kind: 'due', cause: 'first' });
  expect(trainingDue(untrained('acme', 'm'), BEGAN, WEEK_MS)).toEqual({ kind: 'due', cause: 'first' });
});

test('what was adopted serves for 168 hours, and after six of them drift may make it due', () => {
  const adopted = after('adopted');
  expect(dueAfter(adopted, 5.9)).toEqual({ kind: 'rests', until: BEGAN + 6 * HOUR_MS });
  expect(dueAfter(adopted, 6)).toEqual({ kind: 'on-drift', since: BEGAN, until: BEGAN + WEEK_MS });
  expect(dueAfter(adopted, 168)).toEqual({ kind: 'due', cause: 'interval' });
});

test('after each refusal in succession it rests twice as long, and never longer than the interval', () => {
  const rests = [1, 2, 3, 4, 5, 6, 60].map((fruitless) => dueAfter(after('refused', fruitless), 0));
  const hours = rests.map((due) => (due.kind === 'rests' ? (due.until - BEGAN) / HOUR_MS : 0));
  expect(hours).toEqual([6, 12, 24, 48, 96, 168, 168]);
});

test('too little to train on, and a failure, are tried again, for the same cause', () => {
  expect(dueAfter(after('abstained', 9), 0.9)).toMatchObject({ kind: 'rests' });
  expect(dueAfter(after('abstained', 9), 1)).toEqual({ kind: 'due', cause: 'drift' });
  expect(dueAfter(after('failed'), 0.25)).toEqual({ kind: 'due', cause: 'drift' });
  expect(dueAfter(after('failed', 2), 0.25)).toMatchObject({ kind: 'rests' });
});

test('whatever came of it, it is due once the interval has passed, and always says when to look again', () => {
  const verdicts = fc.constantFrom<TrainingVerdict>('adopted', 'refused', 'abstained', 'failed');
  fc.assert(
    fc.property(verdicts, fc.nat(200), fc.nat(400), (verdict, fruitless, hours) => {
      const due = dueAfter(after(verdict, fruitless), hours);
      if (hours >= 168) expect(due.kind).toBe('due');
      if (due.kind !== 'due') expect(due.until).toBeGreaterThan(BEGAN + hours * HOUR_MS);
    }),
  );
});

test('three series that drift are enough, or all where there are fewer', () => {
  const cases = [[0, 0], [0, 9], [1, 1], [1, 2], [2, 2], [2, 9], [3, 900]] as const; // prettier-ignore
  expect(cases.map(([drifted, series]) => isDrifted(drifted, series))).toEqual([
    false, false, true, false, true, false, true,
  ]); // prettier-ignore
});
