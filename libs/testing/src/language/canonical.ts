import type { Expr, Matcher } from '@tocsin/domain/promql/ast';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { isJoining } from '@tocsin/domain/rules/condition-walk';
import type { RuleCondition } from '@tocsin/domain/rules/condition';

/** Conditions as a text that equal ones share: the order of labels and needless brackets do not tell them apart. */
export const canonicalConditions = (conditions: readonly RuleCondition[]): string =>
  JSON.stringify(conditions.map(canonicalCondition));

function canonicalCondition(condition: RuleCondition): unknown {
  if (isJoining(condition)) return sorted({ ...condition, conditions: condition.conditions.map(canonicalCondition) });
  if (condition.type !== 'promql') return sorted(condition);
  const parsed = parseExpr(condition.expr);
  return { type: 'promql', expr: parsed.kind === 'parsed' ? canonicalTree(parsed.expr) : condition.expr };
}

const spansAndForms: ReadonlySet<string> = new Set(['span', 'isDuration', 'name']);

function canonicalTree(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalTree);
  if (typeof value !== 'object' || value === null) return value;
  const { kind } = value as Partial<Expr>;
  if (kind === 'paren') return canonicalTree((value as Expr & { kind: 'paren' }).expr);
  if (kind === 'aggregate') {
    // A sum of sums is the sum of all.
    const outer = value as Expr & { kind: 'aggregate' };
    const inner = outer.expr.kind === 'paren' ? outer.expr.expr : outer.expr;
    const isSumOfSums = outer.operator === 'sum' && outer.grouping.length === 0 && !outer.without;
    if (isSumOfSums && inner.kind === 'aggregate' && inner.operator === 'sum')
      return canonicalTree({ ...outer, expr: inner.expr });
  }
  return sorted(
    Object.fromEntries(
      Object.entries(value)
        .filter(
          ([key, of]) =>
            !(spansAndForms.has(key) && (key !== 'name' || kind === 'vector_selector')) && of !== undefined,
        )
        .map(([key, of]) => [key, key === 'matchers' ? sortedMatchers(of as Matcher[]) : canonicalTree(of)]),
    ),
  );
}

const sortedMatchers = (matchers: readonly Matcher[]): string[] =>
  matchers.map(({ name, operator, value }) => JSON.stringify([name, operator, value])).sort();

function sorted(value: object): unknown {
  const entries = Object.entries(value).map(([key, of]) => [key, isPlain(of) ? sorted(of) : of] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
