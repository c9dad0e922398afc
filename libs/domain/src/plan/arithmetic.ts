import type { ArithmeticOperator, BinaryOperator, ComparisonOperator, SetOperator } from '../promql/ast.js';

/** Go's power: 1 to any power and anything to the power of 0 is 1, -1 to an infinite one as well. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && (exponent === Number.POSITIVE_INFINITY || exponent === Number.NEGATIVE_INFINITY)))
    return 1;
  return base ** exponent;
}

/** Go's `math.Max`: +Inf is larger than NaN. */
export const largerOf = (a: number, b: number): number =>
  a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : Math.max(a, b);

/** Go's `math.Min`: -Inf is smaller than NaN. */
export const smallerOf = (a: number, b: number): number =>
  a === Number.NEGATIVE_INFINITY || b === Number.NEGATIVE_INFINITY ? Number.NEGATIVE_INFINITY : Math.min(a, b);

export const arithmetic: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

export const comparisons: Readonly<Record<ComparisonOperator, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

export const isComparison = (operator: BinaryOperator): operator is ComparisonOperator =>
  Object.hasOwn(comparisons, operator);

export const isSetOperator = (operator: BinaryOperator): operator is SetOperator =>
  operator === 'and' || operator === 'or' || operator === 'unless';

/** The number that an operator makes of two; a comparison gives 1 or 0. */
export function ofScalars(operator: Exclude<BinaryOperator, SetOperator>): (a: number, b: number) => number {
  if (!isComparison(operator)) return arithmetic[operator];
  const compare = comparisons[operator];
  return (a, b) => (compare(a, b) ? 1 : 0);
}
