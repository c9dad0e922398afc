import type { Schema } from '@tocsin/client/call';

/** The group that evaluates the conditions of a rule over many series. */
const groupOf = (ruleId: string): string => `tocsin:conditions:${ruleId}`;

/** Why a rule cannot be evaluated; null when nothing is known to be in its way. */
export function troubleOf(ruleId: string, groups: readonly Schema<'GroupHealth'>[]): string | null {
  const group = groups.find((one) => one.group === groupOf(ruleId));
  return group?.rules.find(({ health }) => health === 'err')?.last_error ?? null;
}
