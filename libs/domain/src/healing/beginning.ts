import type { LedgerCrypto } from '../ledger/ledger-crypto.js';
import type { HealingAction } from './action.js';
import { firstHeld, type GuardVerdict } from './guard.js';
import { maintenanceGuard, playbookGuard, stormsGuard, type StormState } from './guards.js';
import type { LookAnswer } from './next-move.js';
import { planHash, refreshedPlan, type Rehearsed } from './plan.js';
import { preconditionsGuard, type RehearsalAnswer, rehearsedActions } from './planning.js';
import type { Playbook } from './playbook.js';
import type { Run } from './run.js';
import type { RunEvent } from './run-event.js';

/** A world that differs at every look cannot be approved of. */
const REPLANS_MAX = 3;

/** What has been found out before the first step of a run. */
export interface BeginningFacts {
  /** The playbook as it stands now; null when it was deleted. */
  readonly standing: Playbook | null;
  readonly stormOfPlaybook: StormState | null;
  readonly stormOfTenant: StormState | null;
  /** Of the preconditions, in their order. */
  readonly answers: readonly LookAnswer[];
  /** Of the actions of each step, in their order. */
  readonly rehearsals: readonly (readonly RehearsalAnswer[])[];
}

/** What must be found out next before a run begins, or what that has come to. */
export type BeginningNeed =
  | { readonly kind: 'ask'; readonly query: string }
  | { readonly kind: 'rehearse'; readonly actions: readonly HealingAction[] }
  | GuardVerdict
  /** The world is another one: this is written down, and what was approved is not done. */
  | { readonly kind: 'replan'; readonly event: RunEvent };

/** Says what must be known before the first effect of a run, all of it anew, so that what was approved is what is done. */
export function nextOfBeginning(
  run: Run,
  facts: BeginningFacts,
  crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>,
  now: number,
): BeginningNeed {
  const { plan } = run;
  const verdict = firstHeld([
    playbookGuard(plan, facts.standing),
    maintenanceGuard(plan.maintenance_windows, now),
    stormsGuard(facts.stormOfPlaybook, facts.stormOfTenant, now),
    preconditionsGuard(plan.preconditions, facts.answers),
  ]);
  if (verdict.kind === 'held') return verdict;
  const query = plan.preconditions[facts.answers.length];
  if (query !== undefined) return { kind: 'ask', query };
  const all: (readonly Rehearsed[])[] = [];
  for (const [step, { actions: planned }] of plan.steps.entries()) {
    const actions = planned.map(({ action }) => action);
    const answers = facts.rehearsals[step];
    if (answers === undefined) return { kind: 'rehearse', actions };
    const rehearsed = rehearsedActions(actions, answers);
    if (rehearsed.kind === 'held') return rehearsed;
    all.push(rehearsed.rehearsals);
  }
  const fresh = refreshedPlan(plan, all, now);
  if (fresh === plan) return verdict;
  if (run.replans >= REPLANS_MAX)
    return { kind: 'held', guard: 'rehearsal', reason: 'every dry run tells something else' };
  const reason = 'the world is another one than the plan was made for';
  return { kind: 'replan', event: { type: 'replanned', at: now, plan: fresh, hash: planHash(crypto, fresh), reason } };
}

/** How a run stops that a guard holds back. What has been done is taken back, unless nothing at all may be done. */
export function stopOfRun(run: Run, { guard, reason }: GuardVerdict & { kind: 'held' }, at: number): RunEvent {
  const { startedAt, isRollingBack } = run;
  const left = startedAt === null ? '' : '; what was done until then is still there';
  return startedAt === null || guard === 'kill_switch' || isRollingBack
    ? { type: 'held', at, guard, reason: `${reason}${left}` }
    : { type: 'rollback_began', at, reason: `${guard}: ${reason}` };
}
