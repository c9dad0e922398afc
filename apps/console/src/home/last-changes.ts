import type { RuleStanding } from '../rules/asked-rules.js';

const LISTED_MAX = 6;

/** The first rules of a list, each group once: it is changed as a whole. */
export function lastChanges(rules: readonly RuleStanding[]): RuleStanding[] {
  const groups = new Set<string>();
  const isFirst = ({ group }: RuleStanding): boolean => {
    if (group === null) return true;
    if (groups.has(group)) return false;
    groups.add(group);
    return true;
  };
  return rules.filter(isFirst).slice(0, LISTED_MAX);
}
