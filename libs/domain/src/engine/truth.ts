import { isJoining } from '../rules/condition-walk.js';
import type { Comparison, RuleCondition } from '../rules/condition.js';
import { durationMs } from '../rules/duration.js';

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

/** Conditions one after the other; numbered among the sequences of their rule. */
export interface SequenceTree {
  match: 'sequence';
  number: number;
  withinMs: number;
  parts: readonly LogicTree[];
}

/** A condition with its leaves replaced by their numbers, in the order they are written. */
export type LogicTree =
  number | SequenceTree | { match: 'all' | 'any' | 'not' | 'n_of'; n: number; parts: readonly LogicTree[] };

/** Numbers the leaves of a rule's conditions; the conditions themselves are joined by all. */
export function logicTreeOf(conditions: readonly RuleCondition[]): LogicTree {
  let leaves = 0;
  let sequences = 0;
  const treeOf = (condition: RuleCondition): LogicTree => {
    if (!isJoining(condition)) {
      leaves += 1;
      return leaves - 1;
    }
    if (condition.type === 'sequence') {
      sequences += 1;
      const own = { match: condition.type, number: sequences - 1, withinMs: durationMs(condition.within) };
      return { ...own, parts: condition.conditions.map(treeOf) };
    }
    return { match: condition.match, n: condition.n ?? 0, parts: condition.conditions.map(treeOf) };
  };
  return { match: 'all', n: 0, parts: conditions.map(treeOf) };
}

/**
 * What a tree says when its leaves say `truthOf(number)`.
 *
 * @param ofSequence - what a sequence says when its steps say this; asked once of each
 */
export function truthOfTree(
  tree: LogicTree,
  truthOf: (leaf: number) => Truth,
  ofSequence: (sequence: SequenceTree, steps: readonly Truth[]) => Truth,
): Truth {
  if (typeof tree === 'number') return truthOf(tree);
  if (tree.match === 'sequence') {
    const steps = tree.parts.map((part) => truthOfTree(part, truthOf, ofSequence));
    return ofSequence(tree, steps);
  }
  let trues = 0;
  let unknowns = 0;
  for (const part of tree.parts) {
    const truth = truthOfTree(part, truthOf, ofSequence);
    if (truth === TRUE) trues += 1;
    else if (truth === UNKNOWN) unknowns += 1;
  }
  const needed = tree.match === 'all' ? tree.parts.length : tree.match === 'n_of' ? tree.n : 1;
  const reached: Truth = trues >= needed ? TRUE : trues + unknowns >= needed ? UNKNOWN : FALSE;
  if (tree.match !== 'not') return reached;
  return reached === TRUE ? FALSE : reached === FALSE ? TRUE : UNKNOWN;
}
