import type { RuleChange } from '@tocsin/domain/rules/rule-diff';

/** Most changes that an audit event tells; more are counted. */
const CHANGES_MAX = 100;

/** What changed from one version to another, in words, for who reads the audit later. */
export function toldChanges(changes: readonly RuleChange[]): string[] {
  const told = changes.slice(0, CHANGES_MAX).map(({ text }) => text);
  return changes.length > told.length ? [...told, `and ${changes.length - told.length} more`] : told;
}
