import type { Rehearsed } from './plan.js';
import { effectKey, effectOf, type EffectState, grantedUntil, isOver, type Run } from './run.js';
import type { EffectRef, RunEvent } from './run-event.js';

/** What is to be done about a run next. */
export type Move =
  /** Write the event down; nothing else is needed for it. */
  | { readonly kind: 'record'; readonly event: RunEvent }
  /** Tell people; when it is done, write down `told` with the same words. */
  | { readonly kind: 'tell'; readonly about: string; readonly news: RunNews }
  /** Nothing before this time, or before a person does something when null. */
  | { readonly kind: 'wait'; readonly until: number | null }
  /** Ask after effects that may be there or not. */
  | { readonly kind: 'inquire'; readonly effects: readonly EffectToMake[] }
  /** Rehearse the actions, ask the guards, write down that the effects begin, and only then make them. */
  | { readonly kind: 'make'; readonly step: number; readonly effects: readonly EffectToMake[] }
  /** Ask whether the run has helped, then {@link afterLook}. */
  | { readonly kind: 'verify' }
  /** It is over and everybody knows. */
  | { readonly kind: 'rest' };

export interface EffectToMake extends EffectRef {
  readonly key: string;
}

export type RunNews =
  | { readonly kind: 'approval_wanted'; readonly until: number; readonly people: number }
  | { readonly kind: 'person_asked'; readonly effect: EffectRef; readonly reason: string }
  | { readonly kind: 'ended' };

/** What was allowed is allowed to begin for so long: what was right then may be wrong later. */
export const BEGIN_WITHIN_MS = 15 * 60_000;
/** Beginnings beyond the attempts of a step, for those that came to nothing by a crash. */
const LOST_MAX = 5;
/** Least attempts to take an effect back, as nothing else is left to do. */
const UNDO_ATTEMPTS_MIN = 3;
const PAUSE_MS_FIRST = 1_000;
const PAUSE_MS_MAX = 30_000;

/** Says what to do about a run. It depends on nothing but the run and the time, so that whoever takes it over goes on. */
export function nextMove(run: Run, now: number): Move {
  if (isOver(run)) return afterTheEnd(run);
  const inQuestion = asking(run, now);
  if (inQuestion !== null) return inQuestion;
  if (run.isRollingBack) return rollingBack(run, now);
  if (run.startedAt === null) {
    const before = beforeTheBegin(run, now);
    if (before !== null) return before;
  }
  const step = run.effects.findIndex((effects) => effects.some((both) => both.do.status !== 'done'));
  if (step >= 0) return isGrantOver(run, now) ? ungranted(now) : executing(run, step, now);
  return run.verification === null
    ? { kind: 'record', event: { type: 'verification_began', at: now } }
    : { kind: 'verify' };
}

function afterTheEnd(run: Run): Move {
  const isQuiet = run.state === 'succeeded' || run.state === 'rejected' || run.state === 'cancelled';
  if (isQuiet || run.told.includes('end')) return { kind: 'rest' };
  return { kind: 'tell', about: 'end', news: { kind: 'ended' } };
}

function beforeTheBegin(run: Run, now: number): Move | null {
  const { plannedAt, plan, approvals } = run;
  if (run.state === 'awaiting_approval') {
    const until = plannedAt + plan.expires_ms;
    if (now >= until) return expired(now, 'nobody approved in time');
    const people = plan.approvals_needed - approvals.length;
    const about = `approval/${run.hash}`;
    if (!run.told.includes(about)) return { kind: 'tell', about, news: { kind: 'approval_wanted', until, people } };
    return { kind: 'wait', until };
  }
  if (isGrantOver(run, now)) return expired(now, GRANT_OVER);
  const clearedAt = approvals.reduce((last, { at }) => Math.max(last, at), plannedAt);
  return now >= clearedAt + BEGIN_WITHIN_MS ? expired(now, 'it was allowed to begin and did not in time') : null;
}

const GRANT_OVER = 'what breaking the glass granted is over, and nobody else has approved';

/** Whether what a broken glass grants is over, so that no more effects begin. Taking back what is there needs no leave. */
export function isGrantOver(run: Run, now: number): boolean {
  const until = grantedUntil(run);
  return until !== null && now >= until;
}

const ungranted = (at: number): Move => ({ kind: 'record', event: rolledBack(at, GRANT_OVER) });

const expired = (at: number, reason: string): Move => ({ kind: 'record', event: { type: 'expired', at, reason } });

/** What must be known of effects before anything else is done. */
function asking(run: Run, now: number): Move | null {
  const all = allEffects(run);
  const begun = all.filter(({ effect }) => effect.status === 'begun');
  if (begun.length > 0) {
    const until = Math.max(
      ...begun.map(({ effect }) => (effect.inquiries === 0 ? 0 : effect.at + pauseMs(effect.inquiries))),
    );
    if (until > now) return { kind: 'wait', until };
    return { kind: 'inquire', effects: begun.map(({ ref }) => toMake(run, ref)) };
  }
  const doubtful = all.filter(({ effect }) => effect.status === 'in_doubt');
  if (doubtful.length === 0) return null;
  for (const { ref, effect } of doubtful) {
    const about = `question/${effectKey(run.id, ref)}`;
    if (!run.told.includes(about))
      return { kind: 'tell', about, news: { kind: 'person_asked', effect: ref, reason: effect.reason } };
  }
  return { kind: 'wait', until: null };
}

function executing(run: Run, step: number, now: number): Move {
  const attempts = run.plan.steps[step]?.attempts ?? 1;
  const open = effectsOf(run, step, 'do').filter(({ effect }) => effect.status !== 'done');
  const failed = open.find(({ effect }) => !canTry(effect, attempts));
  if (failed !== undefined) {
    const { target, action } = run.plan.steps[step]?.actions[failed.ref.action] ?? {};
    const reason = `step ${step + 1}, ${action?.kind} of ${target}, failed: ${failed.effect.reason}`;
    return { kind: 'record', event: { type: 'rollback_began', at: now, reason } };
  }
  return makeOrWait(run, step, open, now);
}

/** Takes effects back in the reverse order of the steps. */
function rollingBack(run: Run, now: number): Move {
  for (let step = run.effects.length - 1; step >= 0; step -= 1) {
    const { attempts = 1, compensate } = run.plan.steps[step] ?? {};
    if (compensate !== 'undo') continue;
    const left = effectsOf(run, step, 'undo').filter(
      ({ ref, effect }) =>
        isMade(run, ref) && effect.status !== 'done' && canTry(effect, Math.max(attempts, UNDO_ATTEMPTS_MIN)),
    );
    if (left.length > 0) return makeOrWait(run, step, left, now);
  }
  return { kind: 'record', event: endOfRollback(run, now) };
}

function endOfRollback(run: Run, at: number): RunEvent {
  const made = allEffects(run).filter(({ ref }) => ref.direction === 'undo' && isMade(run, ref));
  const left = made.filter(({ effect }) => effect.status !== 'done');
  const isBack = made.length > left.length && left.every(({ ref }) => run.plan.steps[ref.step]?.compensate === 'none');
  const targets = left.map(({ ref }) => run.plan.steps[ref.step]?.actions[ref.action]?.target);
  const rest =
    made.length === 0
      ? '; nothing had been done'
      : left.length === 0
        ? ''
        : `; what was done to ${targets.join(', ')} is still there`;
  return { type: 'ended', at, outcome: isBack ? 'rolled_back' : 'failed', reason: `${run.reason}${rest}` };
}

/**
 * That effects begin, as it is written down before they do.
 *
 * @param before - what the dry run of each action just told; what is known of it already where there was none, as for undoing
 */
export function beginningsOf(
  run: Run,
  step: number,
  effects: readonly EffectToMake[],
  before: ReadonlyMap<number, Rehearsed['state']>,
  at: number,
): Extract<RunEvent, { type: 'effect_began' }>[] {
  return effects.map(({ action, direction, key }) => {
    const state = before.get(action) ?? effectOf(run, { step, action, direction: 'do' }).before ?? {};
    return { type: 'effect_began', at, step, action, direction, key, before: state };
  });
}

const isMade = (run: Run, { step, action }: EffectRef): boolean => run.effects[step]?.[action]?.do.status === 'done';

function makeOrWait(run: Run, step: number, open: readonly Placed[], now: number): Move {
  const until = Math.max(
    ...open.map(({ effect }) => (effect.status === 'refused' ? effect.at + pauseMs(effect.refusals) : 0)),
  );
  if (until > now) return { kind: 'wait', until };
  return { kind: 'make', step, effects: open.map(({ ref }) => toMake(run, ref)) };
}

function canTry({ status, mayHelp, refusals, began }: EffectState, attempts: number): boolean {
  if (began >= attempts + LOST_MAX) return false;
  return status === 'waiting' || status === 'absent' || (status === 'refused' && mayHelp && refusals < attempts);
}

const pauseMs = (times: number): number => Math.min(PAUSE_MS_FIRST * 2 ** (times - 1), PAUSE_MS_MAX);
const toMake = (run: Run, ref: EffectRef): EffectToMake => ({ ...ref, key: effectKey(run.id, ref) });

interface Placed {
  readonly ref: EffectRef;
  readonly effect: EffectState;
}

function effectsOf(run: Run, step: number, direction: EffectRef['direction']): Placed[] {
  return (run.effects[step] ?? []).map((both, action) => ({
    ref: { step, action, direction },
    effect: both[direction],
  }));
}

const allEffects = (run: Run): Placed[] =>
  run.effects.flatMap((_, step) => [...effectsOf(run, step, 'do'), ...effectsOf(run, step, 'undo')]);

/** Whether the run has helped, as far as anybody can say. */
export type LookAnswer =
  { readonly kind: 'holds' } | { readonly kind: 'fails' } | { readonly kind: 'unanswered'; readonly reason: string };

/** How often a run looks whether it has helped: at least so many ms apart, and not more than so many times. */
const LOOK_PERIOD_MS_MIN = 5_000;
const LOOKS_MAX = 200;

/** How long after a look at the verification the next one follows; ms. */
export const lookPeriodMs = ({ plan: { verification } }: Run): number =>
  Math.max(LOOK_PERIOD_MS_MIN, (verification.within_ms + verification.for_ms) / LOOKS_MAX);

/** How much later than planned the last look may be, where the world was slow to answer. */
const LAST_LOOK_MS = 60_000;

/** What a look at the verification comes to; null: look again. */
export function afterLook(run: Run, answer: LookAnswer, now: number): RunEvent | null {
  const { within_ms, for_ms } = run.plan.verification;
  if (run.verification === null) throw new RangeError(`run ${run.id} is not being verified`);
  const { beganAt, holdingSince } = run.verification;
  const deadline = beganAt + within_ms;
  if (answer.kind === 'holds') {
    // Who was not there to look in time must not undo what has helped.
    if (now - (holdingSince ?? now) >= for_ms)
      return { type: 'ended', at: now, outcome: 'succeeded', reason: 'verified' };
    return holdingSince === null ? { type: 'verification_seen', at: now, holds: true } : null;
  }
  if (now >= deadline + for_ms + LAST_LOOK_MS || (holdingSince === null && now >= deadline)) {
    const why = answer.kind === 'fails' ? 'it did not help' : `nobody can say whether it helped: ${answer.reason}`;
    return rolledBack(now, why);
  }
  if (answer.kind === 'unanswered' || holdingSince === null) return null;
  return now >= deadline
    ? rolledBack(now, 'it helped, and did not last')
    : { type: 'verification_seen', at: now, holds: false };
}

const rolledBack = (at: number, reason: string): RunEvent => ({ type: 'rollback_began', at, reason });
