import type { Comparison, RuleCondition } from '../rules/condition.js';

/** Three-valued logic after Kleene, in numbers that fit a column. */
export const UNKNOWN = 0;
export const FALSE = 1;
export const TRUE = 2;
export type Truth = typeof UNKNOWN | typeof FALSE | typeof TRUE;

/** Compares two numbers by an operator. */
export function compares(value: number, operator: Comparison, other: number): boolean {
  switch (operator) {
    case '>':
      return value > other;
    case '>=':
      return value >= other;
    case '<':
      return value < other;
    case '<=':
      return value <= other;
    case '==':
      return value === other;
    case '!=':
      return value !== other;
  }
}

/** A condition with its leaves replaced by their numbers, in the order they are written. */
export type LogicTree = number | { match: 'all' | 'any' | 'not' | 'n_of'; n: number; parts: readonly LogicTree[] };

/** Numbers the leaves of a rule's conditions; the conditions themselves are joined by all. */
export function logicTreeOf(conditions: readonly RuleCondition[]): LogicTree {
  let next = 0;
  const treeOf = (condition: RuleCondition): LogicTree => {
    if (condition.type !== 'composite') {
      next += 1;
      return next - 1;
    }
    return { match: condition.match, n: condition.n ?? 0, parts: condition.conditions.map(treeOf) };
  };
  return { match: 'all', n: 0, parts: conditions.map(treeOf) };
}

/** What a tree says when its leaves say `truthOf(number)`. */
export function truthOfTree(tree: LogicTree, truthOf: (leaf: number) => Truth): Truth {
  if (typeof tree === 'number') return truthOf(tree);
  let trues = 0;
  let unknowns = 0;
  for (const part of tree.parts) {
    const truth = truthOfTree(part, truthOf);
    if (truth === TRUE) trues += 1;
    else if (truth === UNKNOWN) unknowns += 1;
  }
  const needed = tree.match === 'all' ? tree.parts.length : tree.match === 'n_of' ? tree.n : 1;
  const reached: Truth = trues >= needed ? TRUE : trues + unknowns >= needed ? UNKNOWN : FALSE;
  if (tree.match !== 'not') return reached;
  return reached === TRUE ? FALSE : reached === FALSE ? TRUE : UNKNOWN;
}
