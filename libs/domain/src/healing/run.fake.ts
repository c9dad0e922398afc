import type { Decider } from './approval.js';
import { lintPlaybook } from './lint-playbook.js';
import { type HealingPlan, planRun, type Rehearsed } from './plan.js';
import type { Actor, Playbook } from './playbook.js';
import { resolvePlaybook } from './resolve-playbook.js';
import { applyEvent, type Run, runOf } from './run.js';
import type { RunEvent } from './run-event.js';
import type { HealingTrigger } from './trigger.js';

export const PLANNED_AT = 1_800_000_000_000;
export const HASH = 'a'.repeat(64);
export const OTHER_HASH = 'b'.repeat(64);

export const actor = (subject: string, ...owners: string[]): Actor => ({ subject, owners });

export const draftWith = (over: object = {}): object => ({
  name: 'Restart it',
  trigger: { rule_ids: ['r1'] },
  steps: [
    {
      actions: [
        {
          kind: 'kubernetes_restart',
          workload: { namespace: '{{ $labels.namespace }}', kind: 'Deployment', name: '{{ $labels.deployment }}' },
        },
      ],
    },
  ],
  ...over,
});

/** A playbook of acme by alice. */
export function playbookWith(over: object = {}, authors: readonly Actor[] = [actor('alice')]): Playbook {
  const lint = lintPlaybook(draftWith(over));
  if (lint.kind === 'invalid') throw new Error(JSON.stringify(lint.findings));
  const kept = { id: 'p1', tenant_id: 'acme', version: 1, created_at: PLANNED_AT, updated_at: PLANNED_AT };
  return { ...lint.draft, ...kept, authors: [...authors] };
}

export const triggerWith = (labels: Record<string, string> = {}): HealingTrigger => ({
  transition_id: 't1',
  alert_id: 'e1',
  rule_id: 'r1',
  rule_name: 'Down',
  fingerprint: 'f1',
  labels: { namespace: 'shop', deployment: 'web', ...labels },
  severity: 'HIGH',
  state: 'firing',
  at: PLANNED_AT,
});

export const rehearsed = (over: Partial<Rehearsed> = {}): Rehearsed => ({
  effect: 'restarts 3 pods',
  state: { revision: 7 },
  group: null,
  ...over,
});

/** The plan of a playbook for {@link triggerWith}. */
export function planWith(playbook: Playbook, requestedBy: Actor | null = null, dryRun = rehearsed()): HealingPlan {
  const trigger = triggerWith();
  const resolved = resolvePlaybook(playbook, trigger.labels);
  if (resolved.kind === 'refused') throw new Error(resolved.reason);
  const rehearsals = resolved.steps.map((actions) => actions.map(() => dryRun));
  const planning = planRun({ playbook, trigger, resolved, rehearsals, requestedBy, now: PLANNED_AT });
  if (planning.kind === 'refused') throw new Error(planning.reason);
  return planning.plan;
}

export function runWith(plan: HealingPlan, ...events: RunEvent[]): Run {
  return events.reduce(applyEvent, runOf('run1', [{ type: 'planned', at: PLANNED_AT, plan, hash: HASH }]));
}

/** An approver of acme, a person, who has been that for long. */
export const decider = (subject: string, over: Partial<Decider> = {}): Decider => ({
  subject,
  owners: [],
  isServiceAccount: false,
  tenantId: 'acme',
  role: 'approver',
  roleSince: PLANNED_AT - 1_000_000,
  ...over,
});
