import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { LogEntry } from '@tocsin/domain/replay/log-entry';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { LoggedChange } from './samples-log.js';

type Versioned = AlertRule | RuleGroupDocument;

/** How a rule or rule group stood at a time. */
export type VersionThen<Value> =
  | { readonly kind: 'known'; readonly value: Value }
  /** It was not there yet, or was deleted. */
  | { readonly kind: 'absent' }
  /** It was there, in a version that nobody has any more. */
  | { readonly kind: 'lost' };

/** A change is in the log some moments after it was decided. */
const WRITING_MS_MAX = 5_000;

/**
 * How a rule or rule group stood at a time.
 *
 * @param current - as it stands now; null when there is none
 * @param changes - what the log still holds of its changes, oldest first
 * @param time - ms since 1970
 * @param isWhole - the log holds everything that ever was
 */
export function versionAt<Value extends Versioned>(
  current: Value | null,
  changes: readonly { readonly value: Value | null; readonly at: number }[],
  time: number,
  isWhole: boolean,
): VersionThen<Value> {
  const last = changes.findLast(({ at }) => at <= time);
  if (last !== undefined) return last.value === null ? { kind: 'absent' } : { kind: 'known', value: last.value };
  if (isWhole) return { kind: 'absent' };
  const next = changes[0]?.value ?? null;
  if (next !== null && next.created_at + WRITING_MS_MAX >= time) return { kind: 'absent' };
  if (changes.length > 0) return { kind: 'lost' };
  if (current === null) return { kind: 'absent' };
  if (current.updated_at <= time) return { kind: 'known', value: current };
  return current.created_at > time ? { kind: 'absent' } : { kind: 'lost' };
}

export const changesOfRule = (
  changes: readonly LoggedChange[],
  id: string,
): { value: AlertRule | null; at: number }[] =>
  changes.flatMap(({ entry, at }) => (entry.kind === 'rule' && entry.ruleId === id ? [{ value: entry.rule, at }] : []));

export const changesOfGroup = (
  changes: readonly LoggedChange[],
  name: string,
): { value: RuleGroupDocument | null; at: number }[] =>
  changes.flatMap(({ entry, at }) =>
    entry.kind === 'group' && entry.name === name ? [{ value: entry.group, at }] : [],
  );

/** A version as the records of the log that put it into force; a rule's derived conditions have been evaluated by then. */
export function entriesOf(value: Versioned): LogEntry[] {
  if (!('id' in value)) return [{ kind: 'group', tenant: value.tenant_id, name: value.name, group: value }];
  const { tenant_id: tenant, id: ruleId, version } = value;
  return [
    { kind: 'rule', tenant, ruleId, rule: value },
    { kind: 'evaluated', tenant, ruleId, version },
  ];
}
