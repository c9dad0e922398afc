import { ProbabilityCalibration } from './probability-calibration.js';

/** Outcomes of raw chances, evenly spread, that come true as often as `rate` says; by turns, so that nothing is random. */
function outcomes(count: number, rate: (raw: number) => number): [raw: number, cameTrue: boolean][] {
  const owed = new Map<number, number>();
  return Array.from({ length: count }, (_, i) => {
    const raw = ((i * 7) % 10) / 10 + 0.05;
    const sum = (owed.get(raw) ?? 0) + rate(raw);
    owed.set(raw, sum >= 1 ? sum - 1 : sum);
    return [raw, sum >= 1];
  });
}

const neutral = { intercept: 0, slope: 1 };

test('begins with the prior', () => {
  expect(new ProbabilityCalibration(neutral).calibrated(0.3)).toBeCloseTo(0.3, 10);
  expect(new ProbabilityCalibration(neutral).calibrated(0)).toBeCloseTo(0.0025, 10);
});

test.each([
  ['half as likely as told', (raw: number) => raw / 2],
  ['all the same', () => 0.2],
  ['as told', (raw: number) => raw],
])('learns what chances mean that are %s', (_, rate) => {
  const calibration = new ProbabilityCalibration(neutral);
  for (const [raw, cameTrue] of outcomes(20_000, rate)) calibration.learn(raw, cameTrue);
  for (const raw of [0.15, 0.45, 0.75]) expect(calibration.calibrated(raw)).toBeCloseTo(rate(raw), 1);
  expect(calibration.expectedError).toBeLessThan(0.05);
  expect(calibration.isBroken).toBe(false);
});

test('after the world has changed chances are called broken, until they are learned anew', () => {
  const calibration = new ProbabilityCalibration(neutral);
  const learn = (count: number, rate: (raw: number) => number): void => {
    for (const [raw, cameTrue] of outcomes(count, rate)) calibration.learn(raw, cameTrue);
  };
  learn(10_000, (raw) => raw);
  expect(calibration.isBroken).toBe(false);
  learn(500, (raw) => 1 - raw);
  expect(calibration.isBroken).toBe(true);
  learn(30_000, (raw) => raw);
  expect(calibration.isBroken).toBe(false);
});

test('one that has forgotten says the same, and learns the faster; it forgets no further than to the beginning', () => {
  const learned = (forgets: number): ProbabilityCalibration => {
    const calibration = new ProbabilityCalibration(neutral);
    for (const [raw, cameTrue] of outcomes(5_000, (one) => one / 2)) calibration.learn(raw, cameTrue);
    const before = calibration.calibrated(0.5);
    for (let i = 0; i < forgets; i += 1) calibration.forget(1);
    expect(calibration.calibrated(0.5)).toBe(before);
    for (const [raw, cameTrue] of outcomes(500, (one) => one)) calibration.learn(raw, cameTrue);
    return calibration;
  };
  const [without, once, often] = [0, 1, 9].map((forgets) => learned(forgets).calibrated(0.5));
  expect(without).toBeLessThan(0.33);
  expect(once).toBeGreaterThan(0.4);
  expect(often).toBe(once);
});
