import { COMPARED_MIN, NetworkTrust } from './network-trust.js';

const STEPS = 3;

/** Two who forecast a series that counts up: one is off by so much, the other by so much. */
function shareAfter(forecasts: number, ownOff: number, networkOff: number): number {
  const trust = new NetworkTrust();
  for (let last = 0; last < forecasts + STEPS; last += 1) {
    const mean = Float32Array.from({ length: last + 1 }, (_, i) => i);
    const view = { stepMs: 1_000, last, mean, low: mean, high: mean, ended: mean.at(-1) as number };
    const at = (off: number): Float64Array => Float64Array.of(last + STEPS + off - 1, last + STEPS + off + 1);
    trust.join(view, STEPS, { numbers: at(ownOff), weights: Float64Array.of(0.5, 0.5) }, at(networkOff));
  }
  return trust.share;
}

test('a network has no say before it has been compared', () => {
  expect(shareAfter(COMPARED_MIN - 1, 5, 0)).toBe(0);
  expect(shareAfter(COMPARED_MIN + 1, 5, 0)).toBeGreaterThan(0.9);
});

test('it has as much as it was nearer: half where both are as near, next to none where it was far off', () => {
  expect(shareAfter(100, 2, 2)).toBeCloseTo(0.5);
  expect(shareAfter(100, 1, 10)).toBeLessThan(0.01);
  expect(shareAfter(100, 10, 1)).toBeGreaterThan(0.99);
});

test('joined, both weigh 1 together, and each number of the network its part of the share', () => {
  const trust = new NetworkTrust();
  const mean = Float32Array.of(1, 2, 3);
  const view = { stepMs: 1_000, last: 2, mean, low: mean, high: mean, ended: mean.at(-1) as number };
  const own = { numbers: Float64Array.of(1, 2), weights: Float64Array.of(0.25, 0.75) };
  const joined = trust.join(view, STEPS, own, Float64Array.of(7, 8, 9));
  expect([...joined.numbers]).toEqual([1, 2, 7, 8, 9]);
  expect([...joined.weights]).toEqual([0.25, 0.75, 0, 0, 0]);
});
