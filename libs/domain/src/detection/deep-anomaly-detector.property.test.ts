import fc from 'fast-check';
import { DeepAnomalyDetector, type Verdict } from './deep-anomaly-detector.js';
import { bytesOf } from './state.js';

const MINUTE = 60_000;

/** Values as series really send them, and as nobody should. */
const hostile = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e18, -1e18, 1e-300, 1e149, -1e149, 1e300, Number.MAX_VALUE) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
/** Mostly later than the one before; at times the same, earlier, or a week later. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.constant(MINUTE) },
  { weight: 2, arbitrary: fc.integer({ min: -MINUTE, max: 10 * MINUTE }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 7 * 24 * 60 * MINUTE, Number.NaN) },
);
const samples = fc.array(fc.record({ value: hostile, step }), { minLength: 1, maxLength: 400 });

function timed(history: readonly { value: number; step: number }[]): { value: number; time: number }[] {
  let time = 0;
  return history.map(({ value, step: by }) => {
    if (Number.isNaN(by)) return { value, time: by };
    time += by;
    return { value, time };
  });
}

const judge = (detector: DeepAnomalyDetector, history: readonly { value: number; time: number }[]): Verdict[] =>
  history.map(({ value, time }) => detector.score(value, time));

const isSound = ({ score, onset, level, abstained }: Verdict): boolean =>
  score >= 0 &&
  score <= 1 &&
  Number.isFinite(onset) &&
  Number.isFinite(level) &&
  (abstained === undefined || score === 0);

test('whatever comes, a verdict is a score between 0 and 1, or 0 and a reason, and memory does not grow', () => {
  const bytes = bytesOf(new DeepAnomalyDetector().snapshot());
  fc.assert(
    fc.property(samples, (history) => {
      const detector = new DeepAnomalyDetector();
      for (const { value, time } of timed(history)) {
        const verdict = detector.score(value, time);
        if (!isSound(verdict)) expect(verdict).toBe('sound');
      }
      expect(detector.explain().every(({ strength, share }) => strength >= 0 && share >= 0)).toBe(true);
      expect(bytesOf(detector.snapshot())).toBe(bytes);
    }),
    { numRuns: 60 },
  );
});

test('a detector that was stored and restored anywhere gives the scores of one that was not', () => {
  fc.assert(
    fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (history, where) => {
      const all = timed(history);
      const cut = Math.floor(where * all.length);
      const whole = judge(new DeepAnomalyDetector(), all);
      const first = new DeepAnomalyDetector();
      const before = judge(first, all.slice(0, cut));
      const stored = first.snapshot();
      judge(first, all.slice(cut));
      const after = judge(new DeepAnomalyDetector(undefined, stored), all.slice(cut));
      expect([...before, ...after]).toEqual(whole);
    }),
    { numRuns: 60 },
  );
});

test('the same values in another unit, or counted from elsewhere, get the same scores', () => {
  const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 100, maxLength: 300 });
  fc.assert(
    fc.property(
      values,
      fc.constantFrom(1 / 1_024, 8, 1_048_576),
      fc.integer({ min: -50, max: 50 }),
      (whole, unit, offset) => {
        const at = (value: number, index: number): { value: number; time: number } => ({ value, time: index * MINUTE });
        const plain = judge(new DeepAnomalyDetector(), whole.map(at));
        const other = judge(
          new DeepAnomalyDetector(),
          whole.map((value, index) => at((value + offset) * unit, index)),
        );
        for (const [index, { score, abstained }] of other.entries()) {
          if (abstained === undefined) expect(score).toBeCloseTo((plain[index] as Verdict).score, 6);
        }
      },
    ),
    { numRuns: 40 },
  );
});
