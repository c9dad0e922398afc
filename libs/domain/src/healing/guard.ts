import { z } from 'zod';

/** What can hold healing back. */
export const GuardNameSchema = z.enum([
  'kill_switch',
  'playbook_changed',
  'maintenance_window',
  'healthy_share',
  'storm',
  'cooldown',
  'budget_of_target',
  'budget_of_playbook',
  'budget_of_tenant',
  'target_busy',
  'precondition',
  'rehearsal',
  'labels',
  'late',
]);
export type GuardName = z.infer<typeof GuardNameSchema>;

export type GuardVerdict =
  { readonly kind: 'pass' } | { readonly kind: 'held'; readonly guard: GuardName; readonly reason: string };

export const PASS: GuardVerdict = { kind: 'pass' };
export const held = (guard: GuardName, reason: string): GuardVerdict => ({ kind: 'held', guard, reason });

/** The first that holds back. */
export function firstHeld(verdicts: readonly GuardVerdict[]): GuardVerdict {
  return verdicts.find(({ kind }) => kind === 'held') ?? PASS;
}
