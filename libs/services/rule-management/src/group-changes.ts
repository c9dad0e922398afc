import { canonicalText } from '@tocsin/contracts/topics/rule-groups';
import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';

/** Most names of one list in an audit event; more are counted. */
const NAMES_MAX = 100;

/** What became of a group, for who reads the audit later: the names of rules, and of the fields beside them. */
export interface GroupChanges {
  fields: string[];
  added: string[];
  changed: string[];
  removed: string[];
  /** Whether the rules that stay as they are stand in another order. */
  reordered: boolean;
}

/**
 * Compares two versions of a group. Rules have no id, and several may share a name; one that is the same in both
 * versions is left out, and the others go by their names.
 */
export function groupChanges(before: RuleGroupDraft, after: RuleGroupDraft): GroupChanges {
  const [old, now] = [textsOf(before), textsOf(after)];
  const [gone, come] = [without(old, now), without(now, old)];
  const [goneNames, comeNames] = [namesOf(gone), namesOf(come)];
  return {
    fields: (['interval', 'query_offset', 'limit', 'labels'] as const).filter(
      (field) => canonicalText(before[field]) !== canonicalText(after[field]),
    ),
    added: listed(comeNames.filter((name) => !goneNames.includes(name))),
    changed: listed(comeNames.filter((name) => goneNames.includes(name))),
    removed: listed(goneNames.filter((name) => !comeNames.includes(name))),
    reordered: without(old, gone).join('\n') !== without(now, come).join('\n'),
  };
}

interface WrittenRule {
  name: string;
  text: string;
  toString(): string;
}

function textsOf({ rules }: RuleGroupDraft): WrittenRule[] {
  return rules.map((rule) => {
    const text = canonicalText(rule);
    return { name: 'alert' in rule ? rule.alert : rule.record, text, toString: () => text };
  });
}

/** The rules that are not among the others; of two that are the same, one is taken for one. */
function without(rules: readonly WrittenRule[], others: readonly WrittenRule[]): WrittenRule[] {
  const counts = new Map<string, number>();
  for (const { text } of others) counts.set(text, (counts.get(text) ?? 0) + 1);
  return rules.filter(({ text }) => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count <= 0;
  });
}

const namesOf = (rules: readonly WrittenRule[]): string[] => [...new Set(rules.map(({ name }) => name))];

function listed(names: readonly string[]): string[] {
  if (names.length <= NAMES_MAX) return [...names];
  return [...names.slice(0, NAMES_MAX), `and ${names.length - NAMES_MAX} more`];
}
