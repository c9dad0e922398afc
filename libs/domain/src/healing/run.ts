import { z } from 'zod';
import type { Actor } from './playbook.js';
import { type HealingPlan, targetsOf } from './plan.js';
import type { EffectRef, RunEvent } from './run-event.js';
import { type RunState, runStates } from './run-states.js';

export const RunStateSchema = z.enum(runStates);

/**
 * Where an effect stands. `begun`: it may be there or not. `absent`: it is not, though it was begun. `in_doubt`: only a
 * person can say.
 */
export interface EffectState {
  readonly status: 'waiting' | 'begun' | 'absent' | 'done' | 'refused' | 'in_doubt';
  readonly key: string | null;
  /** How often it was begun, and how often it was refused where trying again may help. */
  readonly began: number;
  readonly refusals: number;
  readonly mayHelp: boolean;
  readonly inquiries: number;
  /** When that was last so. */
  readonly at: number;
  readonly reason: string;
  /** What was true before it. */
  readonly before: HealingPlan['steps'][number]['actions'][number]['before'] | null;
}

export interface RunApproval {
  readonly by: Actor;
  readonly at: number;
  readonly isBreakGlass: boolean;
  /** When what it grants is over; null where it is not. */
  readonly until: number | null;
}

/** What somebody else says of a glass that was broken. */
export interface RunReview {
  readonly by: Actor;
  readonly at: number;
  readonly isJustified: boolean;
}

/** What breaking the glass grants is over by itself: whoever could not wait can by then. */
export const BREAK_GLASS_MS = 15 * 60_000;

/** A run, as its events have made it. */
export interface Run {
  readonly id: string;
  readonly state: RunState;
  /** How many events it has. */
  readonly version: number;
  readonly plan: HealingPlan;
  readonly hash: string;
  readonly plannedAt: number;
  readonly createdAt: number;
  readonly replans: number;
  readonly approvals: readonly RunApproval[];
  /** When the first effect began. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Why it ended, or is rolled back. */
  readonly reason: string;
  /** By step and action. */
  readonly effects: readonly (readonly { readonly do: EffectState; readonly undo: EffectState }[])[];
  readonly verification: { readonly beganAt: number; readonly holdingSince: number | null } | null;
  readonly isRollingBack: boolean;
  readonly told: readonly string[];
  /** Null while nobody has looked at a glass that was broken, or none was. */
  readonly review: RunReview | null;
}

const ends: ReadonlySet<RunState> = new Set<RunState>([
  'succeeded',
  'rolled_back',
  'failed',
  'rejected',
  'expired',
  'cancelled',
  'held_back',
]);
export const isOver = ({ state }: Pick<Run, 'state'>): boolean => ends.has(state);

/** After so many answers of `unknown` a person is asked: some traces show late. */
export const INQUIRIES_MAX = 3;

const waiting: EffectState = {
  status: 'waiting',
  key: null,
  began: 0,
  refusals: 0,
  mayHelp: false,
  inquiries: 0,
  at: 0,
  reason: '',
  before: null,
};

/** The key of an effect: the same however often it is tried, and of no other. */
export const effectKey = (runId: string, { step, action, direction }: EffectRef): string =>
  `${runId}-${step}-${action}${direction === 'undo' ? '-u' : ''}`;

/** The state of one effect of a run. @throws RangeError when its plan has none */
export function effectOf(run: Run, { step, action, direction }: EffectRef): EffectState {
  const effect = run.effects[step]?.[action];
  if (effect === undefined) throw new RangeError(`run ${run.id} has no action ${action} in step ${step}`);
  return effect[direction];
}

/** The run that its events make, in their order. @throws RangeError when they are none of one run */
export function runOf(id: string, events: readonly RunEvent[]): Run {
  const [first, ...others] = events;
  if (first?.type !== 'planned') throw new RangeError(`run ${id} does not begin with a plan`);
  return others.reduce(applyEvent, newRun(id, first));
}

function newRun(id: string, { plan, hash, at }: Extract<RunEvent, { type: 'planned' }>): Run {
  return withState({
    id,
    state: 'planned',
    version: 1,
    plan,
    hash,
    plannedAt: at,
    createdAt: at,
    replans: 0,
    approvals: [],
    startedAt: null,
    endedAt: null,
    reason: '',
    effects: noEffects(plan),
    verification: null,
    isRollingBack: false,
    told: [],
    review: null,
  });
}

const noEffects = ({ steps }: HealingPlan): Run['effects'] =>
  steps.map(({ actions }) => actions.map(() => ({ do: waiting, undo: waiting })));

/** The run after one more event. @throws RangeError for an event that cannot happen to it as it stands, which is a bug */
export function applyEvent(run: Run, event: RunEvent): Run {
  if (isOver(run) && event.type !== 'told' && event.type !== 'reviewed')
    throw new RangeError(`${event.type} came after the end of run ${run.id}`);
  return withState({ ...changed(run, event), version: run.version + 1 });
}

function changed(run: Run, event: RunEvent): Run {
  switch (event.type) {
    case 'planned':
      throw new RangeError(`run ${run.id} was planned already`);
    case 'replanned': {
      if (run.startedAt !== null) throw new RangeError(`run ${run.id} has begun and keeps its plan`);
      const { plan, hash, at } = event;
      const effects = noEffects(plan);
      return { ...run, plan, hash, effects, plannedAt: at, approvals: [], replans: run.replans + 1 };
    }
    case 'approved': {
      if (event.hash !== run.hash) throw new RangeError(`run ${run.id} has another plan than the one approved`);
      const { by, at, break_glass: isBreakGlass } = event;
      const until = isBreakGlass ? (event.until ?? at + BREAK_GLASS_MS) : null;
      const approval = { by, at, isBreakGlass, until };
      return { ...run, approvals: [...run.approvals, approval] };
    }
    case 'rejected':
      return over(run, 'rejected', event);
    case 'expired':
      return over(run, 'expired', event);
    case 'held':
      return over(run, 'held_back', event);
    case 'ended':
      return over(run, event.outcome, event);
    case 'cancelled':
      return run.startedAt === null
        ? over(run, 'cancelled', event)
        : { ...run, isRollingBack: true, reason: event.reason };
    case 'rollback_began':
      return { ...run, isRollingBack: true, reason: event.reason };
    case 'verification_began':
      return { ...run, verification: { beganAt: event.at, holdingSince: null } };
    case 'verification_seen': {
      if (run.verification === null) throw new RangeError(`run ${run.id} is not being verified`);
      return { ...run, verification: { ...run.verification, holdingSince: event.holds ? event.at : null } };
    }
    case 'reviewed':
      return { ...run, review: { by: event.by, at: event.at, isJustified: event.is_justified } };
    case 'told':
      return { ...run, told: [...run.told, event.about] };
    case 'effect_began':
    case 'effect_ended':
    case 'effect_found':
    case 'effect_settled': {
      const after = changedEffect(effectOf(run, event), event);
      const effects = run.effects.map((actions, step) =>
        step === event.step
          ? actions.map((both, action) => (action === event.action ? { ...both, [event.direction]: after } : both))
          : actions,
      );
      return { ...run, effects, startedAt: run.startedAt ?? event.at };
    }
  }
}

const over = (run: Run, state: RunState, { at, reason }: { at: number; reason: string }): Run => ({
  ...run,
  state,
  endedAt: at,
  reason,
});

type EffectEvent = Extract<RunEvent, EffectRef>;

function changedEffect(before: EffectState, event: EffectEvent): EffectState {
  const { at } = event;
  if (event.type === 'effect_began') {
    if (!mayBegin(before)) throw new RangeError(`an effect that is ${before.status} was begun`);
    const { key, before: state } = event;
    return { ...before, status: 'begun', key, before: state, began: before.began + 1, inquiries: 0, at, reason: '' };
  }
  const expected = event.type === 'effect_settled' ? 'in_doubt' : 'begun';
  if (before.status !== expected) throw new RangeError(`${event.type} is about an effect that is ${before.status}`);
  if (event.type === 'effect_settled')
    return { ...before, status: event.is_done ? 'done' : 'refused', mayHelp: false, at, reason: event.reason };
  if (event.type === 'effect_found') {
    const { reason } = event;
    if (event.traces === 'done') return { ...before, status: 'done', at, reason };
    if (event.traces === 'not_done') return { ...before, status: 'absent', at, reason };
    const inquiries = before.inquiries + 1;
    return { ...before, status: inquiries < INQUIRIES_MAX ? 'begun' : 'in_doubt', inquiries, at, reason };
  }
  const { outcome } = event;
  if (outcome.kind === 'done') return { ...before, status: 'done', at, reason: outcome.effect };
  if (outcome.kind === 'unknown') return { ...before, at, reason: outcome.reason };
  const refusals = before.refusals + 1;
  return { ...before, status: 'refused', refusals, mayHelp: outcome.mayHelp, at, reason: outcome.reason };
}

/** Whether it is certain that the effect is not there, so that beginning it cannot come to two. */
const mayBegin = ({ status, mayHelp }: EffectState): boolean =>
  status === 'waiting' || status === 'absent' || (status === 'refused' && mayHelp);

function withState(run: Run): Run {
  if (run.endedAt !== null) return run;
  return { ...run, state: stateOf(run) };
}

function stateOf(run: Run): RunState {
  if (run.effects.some((step) => step.some((both) => both.do.status === 'in_doubt' || both.undo.status === 'in_doubt')))
    return 'unknown';
  if (run.isRollingBack) return 'rolling_back';
  if (run.verification !== null) return 'verifying';
  if (run.startedAt !== null) return 'executing';
  return isCleared(run) ? 'planned' : 'awaiting_approval';
}

/** Whether as many people have approved as must. */
export const isCleared = ({ approvals, plan }: Pick<Run, 'approvals' | 'plan'>): boolean =>
  approvals.length >= plan.approvals_needed || approvals.some(({ isBreakGlass }) => isBreakGlass);

/** When what a broken glass grants is over; null where enough people have approved without it, or need not. */
export function grantedUntil({ approvals, plan }: Pick<Run, 'approvals' | 'plan'>): number | null {
  const limits = approvals.map(({ until }) => until).filter((until) => until !== null);
  if (limits.length === 0 || approvals.length - limits.length >= plan.approvals_needed) return null;
  return Math.max(...limits);
}

/** What is kept of a run beside its events, to find it by. */
export interface RunSummary {
  readonly tenantId: string;
  readonly runId: string;
  readonly playbookId: string;
  /** Names as they were when it was planned; summaries that were kept before these fields have none. */
  readonly playbookName?: string;
  readonly alertName?: string;
  readonly state: RunState;
  readonly isOpen: boolean;
  readonly targets: readonly string[];
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export function summaryOfRun(run: Run): RunSummary {
  const { id: runId, plan, state, createdAt, startedAt, endedAt } = run;
  const { tenant_id: tenantId, playbook_id: playbookId, playbook_name: playbookName, trigger } = plan;
  return {
    tenantId,
    runId,
    playbookId,
    playbookName,
    alertName: trigger.rule_name,
    state,
    isOpen: !isOver(run),
    targets: targetsOf(plan),
    createdAt,
    startedAt,
    endedAt,
  };
}

/** Whether budgets and cooldowns need to know of a run: an open one, or one that began or ended after a time. */
export const isRecent = ({ isOpen, startedAt, endedAt }: RunSummary, since: number): boolean =>
  isOpen || Math.max(startedAt ?? 0, endedAt ?? 0) > since;

/** A run as it was at a time; null when there was none yet. Its state is that of now. */
export function summaryAt(summary: RunSummary, time: number): RunSummary | null {
  const { createdAt, startedAt, endedAt } = summary;
  if (createdAt >= time) return null;
  const hasEnded = endedAt !== null && endedAt <= time;
  return {
    ...summary,
    isOpen: !hasEnded,
    startedAt: startedAt !== null && startedAt <= time ? startedAt : null,
    endedAt: hasEnded ? endedAt : null,
  };
}
