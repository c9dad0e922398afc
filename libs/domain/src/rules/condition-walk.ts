import type { JoiningCondition, LeafCondition, RuleCondition } from './condition.js';

/** A leaf condition and where it stands in its rule, such as `conditions[1].conditions[0]`. */
export interface PlacedLeaf {
  path: string;
  condition: LeafCondition;
}

/** Whether a condition joins others. */
export const isJoining = (condition: RuleCondition): condition is JoiningCondition =>
  condition.type === 'composite' || condition.type === 'sequence';

/** The leaf conditions of a rule in the order they are written. */
export function leavesOf(conditions: readonly RuleCondition[], prefix = ''): PlacedLeaf[] {
  return conditions.flatMap((condition, i) => {
    const path = `${prefix}conditions[${i}]`;
    return isJoining(condition) ? leavesOf(condition.conditions, `${path}.`) : [{ path, condition }];
  });
}

/** How deep conditions that join others are nested; 0 when there is none. */
export function nestingOf(conditions: readonly RuleCondition[]): number {
  return Math.max(0, ...conditions.map((c) => (isJoining(c) ? 1 + nestingOf(c.conditions) : 0)));
}
