import { z } from 'zod';
import { compilePeriods } from '../alerting/time-interval.js';
import { canonicalJson, type Json, wellFormed } from '../ledger/canonical-json.js';
import type { LedgerCrypto } from '../ledger/ledger-crypto.js';
import { HealingActionSchema } from './action.js';
import { ActorSchema, type Actor, type HealingApproval, type Playbook, PlaybookDraftSchema } from './playbook.js';
import type { ResolvedPlaybook } from './resolve-playbook.js';
import { type HealingTrigger, HealingTriggerSchema } from './trigger.js';

/** What an undoing goes back to. */
export const ActionStateSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export const TouchedGroupSchema = z.strictObject({ healthy: z.int(), total: z.int(), touched: z.int() });
export type TouchedGroup = z.infer<typeof TouchedGroupSchema>;

/** What a dry run told of an action. */
export interface Rehearsed {
  readonly effect: string;
  readonly state: z.infer<typeof ActionStateSchema>;
  readonly group: TouchedGroup | null;
}

const PlannedActionSchema = z.strictObject({
  action: HealingActionSchema,
  target: z.string(),
  effect: z.string().meta({ description: 'What the dry run says that will change.' }),
  before: ActionStateSchema,
  group: TouchedGroupSchema.nullable(),
});
export type PlannedAction = z.infer<typeof PlannedActionSchema>;

const draft = PlaybookDraftSchema.shape;

/** All that a run will do and within which bounds: what approval is given to. It is never changed; another plan is another. */
export const HealingPlanSchema = z
  .strictObject({
    tenant_id: z.string(),
    playbook_id: z.string(),
    playbook_name: z.string(),
    playbook_version: z.int(),
    authors: z.array(ActorSchema),
    requested_by: ActorSchema.nullable().meta({ description: 'Who asked for the run; null when an alert did.' }),
    trigger: HealingTriggerSchema,
    preconditions: z.array(z.string()),
    steps: z.array(
      z.strictObject({
        name: z.string(),
        actions: z.array(PlannedActionSchema),
        attempts: z.int(),
        timeout_ms: z.int(),
        compensate: z.enum(['undo', 'none']),
      }),
    ),
    verification: z.strictObject({
      expr: z.string().nullable().meta({ description: 'Null: the alert must be over.' }),
      within_ms: z.int(),
      for_ms: z.int(),
    }),
    healthy_share_min: z.number(),
    approval: draft.approval.unwrap(),
    approvals_needed: z.int().min(0).max(2),
    expires_ms: z.int(),
    maintenance_windows: draft.maintenance_windows,
  })
  .meta({ id: 'HealingPlan' });
export type HealingPlan = z.infer<typeof HealingPlanSchema>;

export interface PlanInput {
  readonly playbook: Playbook;
  readonly trigger: HealingTrigger;
  readonly resolved: ResolvedPlaybook;
  /** Of each action of each step. */
  readonly rehearsals: readonly (readonly Rehearsed[])[];
  readonly requestedBy: Actor | null;
  /** Decides whether it is night. */
  readonly now: number;
}

export type Planning =
  | { readonly kind: 'planned'; readonly plan: HealingPlan }
  | { readonly kind: 'refused'; readonly code: 'same_target' | 'too_many_targets'; readonly reason: string };

/** Writes down what a run of a playbook for an alert will do. */
export function planRun(input: PlanInput): Planning {
  const { playbook, trigger, resolved, rehearsals, requestedBy, now } = input;
  const steps = playbook.steps.map(({ name, attempts, timeout_ms, compensate }, step) => ({
    name,
    attempts,
    timeout_ms,
    compensate,
    actions: (resolved.steps[step] ?? []).map((action, i): PlannedAction => {
      const rehearsed = rehearsals[step]?.[i];
      const target = resolved.targets[step]?.[i];
      if (rehearsed === undefined || target === undefined)
        throw new TypeError(`action ${i} of step ${step} was not rehearsed`);
      return {
        action,
        target,
        effect: rehearsed.effect,
        before: rehearsed.state,
        group: rehearsed.group,
      };
    }),
  }));
  for (const { actions } of steps) {
    const twice = actions.find(({ target }, i) => actions.findIndex((other) => other.target === target) !== i);
    if (twice !== undefined)
      return {
        kind: 'refused',
        code: 'same_target',
        reason: `${twice.target} is the target of two actions of one step`,
      };
  }
  const { expr: _expr, ...verification } = playbook.verification;
  const plan: HealingPlan = {
    tenant_id: playbook.tenant_id,
    playbook_id: playbook.id,
    playbook_name: playbook.name,
    playbook_version: playbook.version,
    authors: playbook.authors,
    requested_by: requestedBy,
    trigger,
    preconditions: [...resolved.preconditions],
    steps,
    verification: { ...verification, expr: resolved.verification },
    healthy_share_min: playbook.blast_radius.healthy_share_min,
    approval: playbook.approval,
    approvals_needed: approvalsNeeded(playbook.approval, now),
    expires_ms: playbook.expires_ms,
    maintenance_windows: playbook.maintenance_windows,
  };
  const { targets_max } = playbook.blast_radius;
  const count = targetsOf(plan).length;
  if (count > targets_max)
    return { kind: 'refused', code: 'too_many_targets', reason: `has ${count} targets, more than ${targets_max}` };
  return { kind: 'planned', plan };
}

/** How many people must approve of what begins now. */
export function approvalsNeeded(approval: HealingApproval, now: number): number {
  switch (approval.policy) {
    case 'none':
      return 0;
    case 'one':
      return 1;
    case 'two':
      return 2;
    case 'at_night':
      return compilePeriods(approval.hours)(now) === (approval.needed === 'within') ? approval.people : 0;
  }
}

export const targetsOf = ({ steps }: HealingPlan): string[] => [
  ...new Set(steps.flatMap(({ actions }) => actions.map(({ target }) => target))),
];

/** SHA-256 of the plan's canonical JSON, in hexadecimal digits: what an approval names. */
export function planHash(crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>, plan: HealingPlan): string {
  // A field that is undefined is none in JSON.
  const json = wellFormed(JSON.parse(JSON.stringify(plan)) as Json);
  const hash = crypto.sha256(crypto.toUtf8(canonicalJson(json)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The plan with what a new dry run tells, or the same plan where that is what was approved. How many of a group are healthy
 * is no part of what was approved: guards look at it before every step.
 *
 * @param rehearsals - of each action of each step
 */
export function refreshedPlan(
  plan: HealingPlan,
  rehearsals: readonly (readonly Rehearsed[])[],
  now: number,
): HealingPlan {
  const steps = plan.steps.map((step, i) => ({
    ...step,
    actions: step.actions.map((planned, j): PlannedAction => {
      const rehearsed = rehearsals[i]?.[j];
      if (rehearsed === undefined) throw new TypeError(`action ${j} of step ${i} was not rehearsed`);
      const isSame =
        rehearsed.effect === planned.effect && canonicalJson(rehearsed.state) === canonicalJson(planned.before);
      return isSame
        ? planned
        : { ...planned, effect: rehearsed.effect, before: rehearsed.state, group: rehearsed.group };
    }),
  }));
  const needed = Math.max(plan.approvals_needed, approvalsNeeded(plan.approval, now));
  const isSame =
    needed === plan.approvals_needed &&
    steps.every(({ actions }, i) => actions.every((action, j) => action === plan.steps[i]?.actions[j]));
  return isSame ? plan : { ...plan, steps, approvals_needed: needed };
}
