import type { Command, Outcome } from '@tocsin/contracts/topics/commands';
import type { RuleVersion } from '@tocsin/domain/rules/version-entry';

/** Who changes a rule, how and why. */
export interface Change {
  readonly command: Command;
  readonly change: RuleVersion['change'];
  readonly reason: string;
  readonly provisionedBy: string | undefined;
}

type Refusal = Extract<Outcome, { kind: 'refused' | 'conflict' }>;

/**
 * What somebody else keeps is changed there, not here. Null when the change may be made.
 *
 * @param wayOut - how it is read as whoever keeps it has it
 */
export function provisioningRefusal(
  what: string,
  wayOut: string,
  known: { readonly provisioned_by?: string | undefined } | null,
  provisionedBy: string | undefined,
): Refusal | null {
  const keeper = known?.provisioned_by;
  if (keeper === undefined || keeper === provisionedBy) return null;
  const message = `the ${what} is kept by ${keeper}. Read it with ${wayOut} and change it there`;
  return { kind: 'refused', code: 'provisioned', message };
}

/**
 * Whether whoever changes a rule or a group knows what he changes: the version that stands or, where a change waits for approval,
 * that one. Its author may name either, for he knows both.
 */
export function versionConflict(
  { version }: { readonly version: number },
  proposal: { readonly version: number; readonly author: string } | null,
  { actor }: Command,
  ifVersion: number | undefined,
  what: 'rule' | 'group' = 'rule',
): Refusal | null {
  if (ifVersion === undefined) return null;
  if (proposal !== null && ifVersion === proposal.version) return null;
  if (ifVersion === version && (proposal === null || proposal.author === actor)) return null;
  const message =
    proposal === null
      ? `the ${what} is at version ${version}, not ${ifVersion}`
      : `the ${what} is at version ${version}, and version ${proposal.version} by ${proposal.author} waits for approval`;
  return { kind: 'conflict', message };
}
