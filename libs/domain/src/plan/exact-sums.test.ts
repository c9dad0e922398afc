import fc from 'fast-check';
import { ExactSums } from './exact-sums.js';

const { array, boolean, constantFrom, double, integer, oneof, record } = fc;

/** Twice the power of two of the smallest float: by it, floats and their products become whole numbers. */
const SCALE_BITS = 2_148n;

/** A float as a whole number of 2^-1074. */
function wholeOf(value: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer)[0] as bigint;
  const [exponent, fraction] = [bits >> 52n, bits & (2n ** 52n - 1n)];
  const whole = exponent === 0n ? fraction : (fraction | (2n ** 52n)) << (exponent - 1n);
  return value < 0 ? -whole : whole;
}

const scaled = (value: number): bigint => wholeOf(value) << (SCALE_BITS / 2n);

function exactTotal(values: readonly number[]): bigint {
  return values.reduce((sum, value) => sum + scaled(value), 0n);
}

/** Values as measurements have them; their products and what these leave out have a place among floats. */
const value = oneof(
  integer({ min: -1_000_000, max: 1_000_000 }),
  integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 1_000),
  double({ min: -1e15, max: 1e15, noNaN: true }).map((x) => (Math.abs(x) < 1e-15 ? 0 : x)),
  constantFrom(0, -0, 0.1, 1e-15, 1e30, -1e30, 2 ** 53),
);
const term = oneof(
  record({ kind: constantFrom('value'), a: value, b: value }),
  record({ kind: constantFrom('value', 'square', 'product'), a: value, b: value }),
);
type Term = typeof term extends fc.Arbitrary<infer T> ? T : never;

function apply(sums: ExactSums, { kind, a, b }: Term, sign: 1 | -1): void {
  if (kind === 'value') sums.add(0, a, sign);
  else if (kind === 'square') sums.addSquare(0, a, sign);
  else sums.addProduct(0, a, b, sign);
}

function exactOf({ kind, a, b }: Term): bigint {
  if (kind === 'value') return scaled(a);
  return wholeOf(a) * wholeOf(kind === 'square' ? a : b);
}

test('a sum of values, squares and products that came and went is exactly that of those that stayed', () => {
  fc.assert(
    fc.property(array(record({ term, stays: boolean() }), { maxLength: 30 }), (terms) => {
      const sums = new ExactSums(12);
      sums.grow(1);
      for (const one of terms) apply(sums, one.term, 1);
      for (const one of terms) if (!one.stays) apply(sums, one.term, -1);
      const expected = terms.filter(({ stays }) => stays).reduce((sum, one) => sum + exactOf(one.term), 0n);
      if (sums.isExact(0)) expect(exactTotal(sums.parts(0))).toBe(expected);
    }),
  );
});

test('twelve parts are enough for any measurements, and the rounded sum with its rest is as good as the exact one', () => {
  fc.assert(
    fc.property(array(value, { minLength: 1, maxLength: 40 }), (values) => {
      const sums = new ExactSums(12);
      sums.grow(1);
      for (const one of values) sums.add(0, one, 1);
      expect(sums.isExact(0)).toBe(true);
      const high = sums.high(0);
      const rest = exactTotal([...values, -high, -sums.low(0, high)]);
      const size = exactTotal([Math.abs(high)]);
      expect((rest < 0n ? -rest : rest) << 100n <= size).toBe(true);
    }),
  );
});

test('what cannot be added up exactly leaves no trace once it has gone', () => {
  const sums = new ExactSums(5);
  sums.grow(1);
  sums.add(0, 1.5, 1);
  for (const wild of [Number.NaN, Infinity, -Infinity, 1e200]) {
    expect(sums.canHold(wild)).toBe(false);
    sums.add(0, wild, 1);
    expect(sums.isExact(0)).toBe(false);
    sums.add(0, wild, -1);
    expect(sums.isExact(0)).toBe(true);
  }
  expect(sums.high(0)).toBe(1.5);
});

test('a sum that needs more parts than there are says so until it is cleared', () => {
  const sums = new ExactSums(2);
  sums.grow(1);
  for (const one of [1e100, 1, 1e-100]) sums.add(0, one, 1);
  expect(sums.isExact(0)).toBe(false);
  sums.clear(0);
  sums.add(0, 2, 1);
  expect(sums.isExact(0)).toBe(true);
  expect(sums.high(0)).toBe(2);
});

test('sums keep to their places when room is made for more', () => {
  const sums = new ExactSums(3);
  sums.grow(2);
  sums.add(0, 1, 1);
  sums.add(1, 1e20, 1);
  sums.add(1, 1, 1);
  sums.grow(100);
  expect(sums.parts(0)).toEqual([1]);
  expect(sums.parts(1)).toEqual([1, 1e20]);
  expect(sums.parts(99)).toEqual([]);
});
