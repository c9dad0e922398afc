import { compilePeriods } from '../alerting/time-interval.js';
import type { TimePeriod } from '../alerting/time-interval.js';
import type { HealingAction } from './action.js';
import { isMemberAction } from './action-target.js';
import { firstHeld, type GuardVerdict, held, PASS } from './guard.js';
import type { HealingPlan, TouchedGroup } from './plan.js';
import type { Playbook } from './playbook.js';
import type { RunSummary } from './run.js';

const HOUR_MS = 3_600_000;

/** Stops all healing: of a tenant, or of everybody when that is null. */
export interface KillSwitch {
  readonly tenantId: string | null;
  readonly by: string;
  readonly reason: string;
  readonly at: number;
}

/** The switches that are on, or why nobody knows. */
export type SwitchView =
  | { readonly kind: 'known'; readonly on: readonly KillSwitch[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Nothing is healed while a switch is on, nor while nobody knows whether one is. */
export function killSwitchGuard(tenantId: string, view: SwitchView): GuardVerdict {
  if (view.kind === 'unknown')
    return held('kill_switch', `nobody knows whether healing is switched off: ${view.reason}`);
  const on = view.on.find((one) => one.tenantId === null || one.tenantId === tenantId);
  if (on === undefined) return PASS;
  const whose = on.tenantId === null ? 'for everybody' : `for ${on.tenantId}`;
  return held('kill_switch', `healing is switched off ${whose} by ${on.by}: ${on.reason}`);
}

/** A run begins by the playbook that stands: what was changed, switched off or deleted meanwhile was so for a reason. */
export function playbookGuard(plan: HealingPlan, standing: Playbook | null): GuardVerdict {
  if (standing === null) return held('playbook_changed', 'the playbook was deleted');
  if (!standing.is_enabled) return held('playbook_changed', 'the playbook was switched off');
  return standing.version === plan.playbook_version
    ? PASS
    : held('playbook_changed', `the playbook is of version ${standing.version} now`);
}

export function maintenanceGuard(windows: readonly TimePeriod[] | undefined, now: number): GuardVerdict {
  return windows !== undefined && compilePeriods(windows)(now)
    ? held('maintenance_window', 'it is a maintenance window of the playbook')
    : PASS;
}

/** An action that is about to be done, with what a dry run says of its group right now. */
export interface ActionOnGroup {
  readonly action: HealingAction;
  readonly target: string;
  readonly group: TouchedGroup | null;
}

/**
 * Whether enough of each group stays healthy while a step is done. Members that are touched at the same time count
 * together, as they may be of one group; what touches nobody makes nothing worse.
 */
export function healthyShareGuard(actions: readonly ActionOnGroup[], shareMin: number): GuardVerdict {
  const members = actions.filter(({ action }) => isMemberAction(action));
  const touchedTogether = members.reduce((sum, { group }) => sum + (group?.touched ?? 0), 0);
  for (const { action, target, group } of actions) {
    if (group === null || group.touched === 0 || group.total === 0) continue;
    const left = Math.max(group.healthy - (isMemberAction(action) ? touchedTogether : group.touched), 0);
    if (left / group.total < shareMin)
      return held(
        'healthy_share',
        `of the ${group.total} beside ${target} ${left} would stay healthy, less than ${Math.round(shareMin * 100)} %`,
      );
  }
  return PASS;
}

/** How often something was triggered lately. */
export interface StormState {
  readonly windowFrom: number;
  readonly count: number;
  /** Until when healing rests; 0 when it never had to. */
  readonly until: number;
}

export interface StormLimit {
  readonly triggersMax: number;
  readonly windowMs: number;
}

/** Triggers of all playbooks of a tenant: more than this at once has one cause, and that is no single target. */
export const TENANT_STORM: StormLimit = { triggersMax: 100, windowMs: 600_000 };
export const stormLimitOf = ({ storm }: Playbook): StormLimit => ({
  triggersMax: storm.triggers_max,
  windowMs: storm.window_ms,
});

/** Counts one more trigger. What comes while healing rests is not counted, so that it ends. */
export function countTrigger(state: StormState | null, limit: StormLimit, now: number): StormState {
  if (state !== null && now < state.until) return state;
  const isNewWindow = state === null || state.until > 0 || now >= state.windowFrom + limit.windowMs;
  const counted = isNewWindow
    ? { windowFrom: now, count: 1 }
    : { windowFrom: state.windowFrom, count: state.count + 1 };
  return { ...counted, until: counted.count > limit.triggersMax ? now + limit.windowMs : 0 };
}

export function stormGuard(whose: string, state: StormState | null, now: number): GuardVerdict {
  if (state === null || now >= state.until) return PASS;
  return held('storm', `${whose} was triggered more than ${state.count - 1} times, and rests`);
}

/** Storms of a playbook, and of all of its tenant. */
export const stormsGuard = (ofPlaybook: StormState | null, ofTenant: StormState | null, now: number): GuardVerdict =>
  firstHeld([stormGuard('the playbook', ofPlaybook, now), stormGuard('the tenant', ofTenant, now)]);

/** What is asked before there is a run. */
export interface NewRunView {
  readonly playbook: Playbook;
  readonly targets: readonly string[];
  /** Runs of the tenant: the open ones, and those of the last hour and of the playbook's cooldown. */
  readonly runs: readonly RunSummary[];
  readonly now: number;
}

/** Whether there may be one more run. Asked while nobody else can begin one, so that budgets hold. */
export function newRunGuard(view: NewRunView): GuardVerdict {
  const byTarget = runsByTarget(view);
  return firstHeld([busyGuard(byTarget), cooldownGuard(view, byTarget), ...budgetGuards(view, byTarget)]);
}

type RunsByTarget = ReadonlyMap<string, readonly RunSummary[]>;

/** The runs of each target that is asked about; a run has up to a hundred targets, and so has what is asked about. */
function runsByTarget({ targets, runs }: NewRunView): RunsByTarget {
  const byTarget = new Map(targets.map((target) => [target, [] as RunSummary[]]));
  for (const run of runs) for (const target of new Set(run.targets)) byTarget.get(target)?.push(run);
  return byTarget;
}

/** How far back runs must be known. */
export const pastNeededMs = ({ cooldown_ms }: Playbook): number => Math.max(HOUR_MS, cooldown_ms);

function busyGuard(byTarget: RunsByTarget): GuardVerdict {
  for (const [target, runs] of byTarget) {
    const run = runs.find(({ isOpen }) => isOpen);
    if (run !== undefined) return held('target_busy', `${target} is in the hands of the run ${run.runId}`);
  }
  return PASS;
}

function cooldownGuard({ playbook, now }: NewRunView, byTarget: RunsByTarget): GuardVerdict {
  for (const [target, runs] of byTarget) {
    const last = runs.reduce((latest, { endedAt }) => Math.max(latest, endedAt ?? now), Number.NEGATIVE_INFINITY);
    if (now < last + playbook.cooldown_ms)
      return held('cooldown', `${target} had a run, and rests for ${last + playbook.cooldown_ms - now} ms more`);
  }
  return PASS;
}

/**
 * An open run that has not begun may begin at any time, so it counts: what is spent never grows but by a new run, which is
 * counted here first.
 */
function budgetGuards({ playbook, runs, now }: NewRunView, byTarget: RunsByTarget): GuardVerdict[] {
  const isCounted = ({ isOpen, startedAt }: RunSummary): boolean =>
    startedAt === null ? isOpen : startedAt > now - HOUR_MS;
  const counted = runs.filter(isCounted);
  const { per_target, per_playbook, per_tenant } = playbook.budget;
  const ofPlaybook = counted.filter(({ playbookId }) => playbookId === playbook.id).length;
  return [
    ...Array.from(byTarget, ([target, ofTarget]) =>
      ofTarget.filter(isCounted).length >= per_target
        ? held('budget_of_target', `${target} had ${per_target} runs within an hour, which is its budget`)
        : PASS,
    ),
    ofPlaybook >= per_playbook
      ? held('budget_of_playbook', `the playbook had ${per_playbook} runs within an hour, which is its budget`)
      : PASS,
    counted.length >= per_tenant
      ? held('budget_of_tenant', `the tenant had ${per_tenant} runs within an hour, which is its budget`)
      : PASS,
  ];
}
