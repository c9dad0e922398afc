import type { ArithmeticOperator, BinaryOperator, ComparisonOperator } from '@tocsin/domain/promql/ast';
import { power } from './go-math.js';

const comparisons: ReadonlySet<string> = new Set<ComparisonOperator>(['==', '!=', '>', '<', '>=', '<=']);
const arithmetic: ReadonlySet<string> = new Set<ArithmeticOperator>(['+', '-', '*', '/', '%', '^', 'atan2']);

export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return comparisons.has(operator);
}

export function isArithmetic(operator: BinaryOperator): operator is ArithmeticOperator {
  return arithmetic.has(operator);
}

export function calculate(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return power(left, right);
    case 'atan2':
      return Math.atan2(left, right);
  }
}

export function compares(operator: ComparisonOperator, left: number, right: number): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '>':
      return left > right;
    case '<':
      return left < right;
    case '>=':
      return left >= right;
    case '<=':
      return left <= right;
  }
}

/** What an operator gives of two scalars; comparisons give 0 or 1. */
export function scalarResult(operator: BinaryOperator, left: number, right: number): number {
  if (isComparison(operator)) return Number(compares(operator, left, right));
  if (isArithmetic(operator)) return calculate(operator, left, right);
  throw new Error(`${operator} is no operator of scalars`);
}
