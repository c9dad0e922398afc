import { parseExpr } from '../promql/parser.js';
import { printExpr } from '../promql/printer.js';
import type { Comparison, RuleCondition } from '../rules/condition.js';

/** What is compared, as a text that equal ones share, and with what. */
interface Limit {
  readonly of: string;
  readonly operator: Comparison;
  readonly value: number;
}

/** Why conditions that must all hold never do, or why one of them says nothing; null where neither is so. */
export function contradictionOf(conditions: readonly RuleCondition[]): string | null {
  const limits = conditions.flatMap((condition) => limitOf(condition) ?? []);
  for (const [i, one] of limits.entries()) {
    for (const other of limits.slice(i + 1)) {
      if (one.of !== other.of) continue;
      if (!canBoth(one, other))
        return `It asks for ${one.operator} ${one.value} and ${other.operator} ${other.value} at once, which no value is`;
      if (sideOf(one) === sideOf(other) && sideOf(one) !== 'equal')
        return `It asks for ${one.operator} ${one.value} and ${other.operator} ${other.value}, of which one says all; leave the other out`;
    }
  }
  return null;
}

function limitOf(condition: RuleCondition): Limit | null {
  if (condition.type === 'threshold') {
    const { metric_path, labels = {}, operator, threshold } = condition;
    return { of: JSON.stringify([metric_path, labels]), operator, value: threshold };
  }
  if (condition.type !== 'promql') return null;
  const parsed = parseExpr(condition.expr);
  if (parsed.kind === 'refused' || parsed.expr.kind !== 'binary') return null;
  const { operator, left, right } = parsed.expr;
  if (right.kind !== 'number' || !['>', '>=', '<', '<=', '==', '!='].includes(operator)) return null;
  return { of: printExpr(left), operator: operator as Comparison, value: right.value };
}

const sideOf = ({ operator }: Limit): 'above' | 'below' | 'equal' =>
  operator.startsWith('>') ? 'above' : operator.startsWith('<') ? 'below' : 'equal';

function canBoth(one: Limit, other: Limit): boolean {
  const [a, b] = sideOf(one) === 'below' ? [other, one] : [one, other];
  if (sideOf(a) === 'above' && sideOf(b) === 'below')
    return a.operator === '>=' && b.operator === '<=' ? a.value <= b.value : a.value < b.value;
  if (one.operator === '==' || other.operator === '==') {
    const [equal, rest] = one.operator === '==' ? [one, other] : [other, one];
    return holds(equal.value, rest);
  }
  return true;
}

function holds(value: number, { operator, value: limit }: Limit): boolean {
  switch (operator) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}
