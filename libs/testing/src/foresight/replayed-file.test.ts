import type { Recording } from '../nab.js';
import { abstentionsOf } from './abstentions.js';
import { piecesOf, replayedFile } from './replayed-file.js';

const STEP_MS = 300_000;
const DAY_MS = 86_400_000;
const DAY_STEPS = 288;
const BEGAN = 1_000 * DAY_MS + 4 * STEP_MS;

/** Four days: three of 0 to 99 again and again, and a last one of zeros with some values of 99. */
function recording(high: readonly number[]): Recording {
  const values = Array.from({ length: 4 * DAY_STEPS }, (_, i) =>
    i < 3 * DAY_STEPS ? i % 100 : high.includes(i - 3 * DAY_STEPS) ? 99 : 0,
  );
  const times = values.map((_, i) => BEGAN + i * STEP_MS);
  return { name: 'nab_cpu', path: 'aws/cpu.csv', times, values, windows: [] };
}

test('a threshold follows from the first three days alone, and times are moved by whole days', () => {
  const end = 2_000 * DAY_MS;
  const file = replayedFile(recording([10]), end);
  expect([file.instance, file.threshold, file.known.length, file.later.length]).toEqual(['cpu', 98, 864, 288]);
  expect(replayedFile(recording([]), end).threshold).toBe(98);
  const movedMs = (file.known[0]?.timestamp ?? 0) - BEGAN;
  expect(movedMs % DAY_MS).toBe(0);
  const last = file.later.at(-1)?.timestamp ?? 0;
  expect(last).toBeLessThanOrEqual(end);
  expect(last).toBeGreaterThan(end - DAY_MS);
  expect(replayedFile(recording([10]), end, 0.5).later).toEqual(file.later.slice(0, DAY_STEPS / 2));
});

test('pieces hold every sample once, in order, and one that passes the threshold stands alone', () => {
  const file = replayedFile(recording([10, 11, 12, 100]), 2_000 * DAY_MS);
  const pieces = piecesOf(file);
  expect(pieces.flat()).toEqual(file.later);
  expect(pieces.map(({ length }) => length)).toEqual([10, 1, 2, 72, 15, 1, 72, 72, 43]);
});

test('what was not told is counted by why, for the series and for its rules', () => {
  const abstained = (instance: string, horizon: string, reason: string, rule?: string) => ({
    metric: 'tocsin_prediction_abstained',
    labels: { instance, horizon, reason, ...(rule === undefined ? {} : { rule_id: rule }) },
    value: 1,
    timestamp: 0,
  });
  const told = [
    abstained('a', '1h', 'too_little_past'),
    abstained('a', '1h', 'too_little_past'),
    abstained('a', '1h', 'already_firing', 'full'),
    abstained('a', '6h', 'too_little_past'),
    abstained('b', '1h', 'too_little_past'),
    { metric: 'tocsin_forecast', labels: { instance: 'a', horizon: '1h' }, value: 1, timestamp: 0 },
  ];
  expect(abstentionsOf(told, 'a', '1h')).toEqual({ forecast: { too_little_past: 2 }, chance: { already_firing: 1 } });
});
