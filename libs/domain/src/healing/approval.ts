import type { Role } from '../access/permission.js';
import type { Actor } from './playbook.js';
import { BREAK_GLASS_MS, effectOf, isOver, type Run } from './run.js';
import type { EffectRef, RunEvent } from './run-event.js';

/** Somebody who decides about a run, as the token and the accounts say. */
export interface Decider {
  readonly subject: string;
  /** People who answer for a service account; null when nobody knows, and empty for a person. */
  readonly owners: readonly string[] | null;
  /** Who made the token; null or left out where nobody did, as for somebody who signed in. */
  readonly issuedBy?: string | null;
  readonly isServiceAccount: boolean;
  readonly tenantId: string;
  /** Now; null for a token that has no role. */
  readonly role: Role | null;
  /** Since when without a break, in ms; null when nobody knows. */
  readonly roleSince: number | null;
}

export interface ApprovalRequest {
  readonly by: Decider;
  /** Of the plan that was seen. */
  readonly hash: string;
  readonly isBreakGlass: boolean;
  readonly reason: string;
  /** For how long a broken glass grants anything; ms, {@link BREAK_GLASS_MS} when left out. */
  readonly breakGlassMs?: number;
}

export type DecisionRefusal =
  | 'other_tenant'
  | 'not_awaiting'
  | 'rejected_already'
  | 'expired'
  | 'plan_changed'
  | 'role_insufficient'
  | 'role_age_unknown'
  | 'role_changed'
  | 'owner_unknown'
  | 'author'
  | 'requester'
  | 'approved_already'
  | 'break_glass_not_admin'
  | 'break_glass_by_service_account'
  | 'reason_missing'
  | 'no_glass_broken'
  | 'own_glass'
  | 'reviewed_already'
  | 'ended'
  | 'rolling_back_already'
  | 'no_question';

export type Decision =
  | { readonly kind: 'decided'; readonly event: RunEvent }
  | { readonly kind: 'refused'; readonly code: DecisionRefusal; readonly reason: string };

const refused = (code: DecisionRefusal, reason: string): Decision => ({ kind: 'refused', code, reason });

/** A reason that is shorter says nothing to whoever reviews it. */
const BREAK_GLASS_REASON_MIN = 10;

/**
 * Decides whether somebody's approval counts: four eyes see a plan before it is carried out, and no two of them are the same
 * person's, however many accounts that one has.
 */
export function decideApproval(run: Run, request: ApprovalRequest, now: number): Decision {
  const { by, hash, isBreakGlass, reason, breakGlassMs = BREAK_GLASS_MS } = request;
  const unfit = unfitFor(run, by, now);
  if (unfit !== null) return unfit;
  if (hash !== run.hash)
    return refused('plan_changed', 'the plan is another one now; look at it and approve that, by its hash');
  const role = by.role === 'admin' ? 'admin' : 'approver';
  const notSecond = isBreakGlass ? breakGlassProblem(request) : secondEyesProblem(run, by);
  if (notSecond !== null) return notSecond;
  const event = { at: now, hash, by: actorOf(by), role, break_glass: isBreakGlass, reason } as const;
  const limit = isBreakGlass ? { until: now + breakGlassMs } : {};
  return { kind: 'decided', event: { type: 'approved', ...event, ...limit } };
}

/** Decides whether somebody may reject a run that waits for approval. */
export function decideRejection(run: Run, by: Decider, reason: string, now: number): Decision {
  const unfit = unfitFor(run, by, now);
  return unfit ?? { kind: 'decided', event: { type: 'rejected', at: now, by: actorOf(by), reason } };
}

/** Decides whether somebody may stop a run. One that has begun is rolled back. */
export function decideCancellation(run: Run, by: Decider, reason: string, now: number): Decision {
  const foreign = strangerProblem(run, by);
  if (foreign !== null) return foreign;
  if (isOver(run)) return refused('ended', `the run is over: ${run.state}`);
  if (run.isRollingBack) return refused('rolling_back_already', 'the run is being rolled back already');
  return { kind: 'decided', event: { type: 'cancelled', at: now, by: actorOf(by), reason } };
}

/** Takes somebody's word for whether an effect is there that nobody else can tell of. */
export function decideSettlement(
  run: Run,
  by: Decider,
  answer: { readonly effect: EffectRef; readonly isDone: boolean; readonly reason: string },
  now: number,
): Decision {
  const foreign = strangerProblem(run, by);
  if (foreign !== null) return foreign;
  if (isOver(run)) return refused('ended', `the run is over: ${run.state}`);
  const { step, action, direction } = answer.effect;
  if (run.effects[step]?.[action] === undefined || effectOf(run, answer.effect).status !== 'in_doubt')
    return refused('no_question', 'nobody asks after this effect');
  if (answer.reason.trim() === '') return refused('reason_missing', 'say how you know');
  return {
    kind: 'decided',
    event: {
      type: 'effect_settled',
      at: now,
      step,
      action,
      direction,
      is_done: answer.isDone,
      by: actorOf(by),
      reason: answer.reason,
    },
  };
}

/** Decides whether somebody's look at a glass that was broken counts: anybody's who decides about runs, but not the same person's. */
export function decideReview(
  run: Run,
  by: Decider,
  { isJustified, reason }: { readonly isJustified: boolean; readonly reason: string },
  now: number,
): Decision {
  const foreign = strangerProblem(run, by);
  if (foreign !== null) return foreign;
  const broken = run.approvals.filter(({ isBreakGlass }) => isBreakGlass);
  if (broken.length === 0) return refused('no_glass_broken', 'nobody broke the glass for this run');
  if (run.review !== null) return refused('reviewed_already', 'somebody has looked at it already');
  if (by.isServiceAccount && (by.owners === null || by.owners.length === 0))
    return refused('owner_unknown', 'nobody knows whose the service account is');
  if (broken.some((approval) => isSamePerson(approval.by, actorOf(by))))
    return refused('own_glass', 'whoever broke the glass cannot say that it was right');
  if (reason.trim() === '') return refused('reason_missing', 'say what you found');
  const said = { at: now, by: actorOf(by), is_justified: isJustified, reason };
  return { kind: 'decided', event: { type: 'reviewed', ...said } };
}

function strangerProblem(run: Run, by: Decider): Decision | null {
  if (by.tenantId !== run.plan.tenant_id) return refused('other_tenant', 'there is no such run');
  if (by.role !== 'approver' && by.role !== 'admin')
    return refused('role_insufficient', 'only approvers and admins decide about runs');
  return null;
}

function unfitFor(run: Run, by: Decider, now: number): Decision | null {
  const foreign = strangerProblem(run, by);
  if (foreign !== null) return foreign;
  if (run.state === 'rejected') return refused('rejected_already', 'the run was rejected');
  const isLate = now >= run.plannedAt + run.plan.expires_ms;
  if (run.state === 'expired' || (run.state === 'awaiting_approval' && isLate))
    return refused('expired', 'approval was waited for, and the time is over');
  if (run.state !== 'awaiting_approval') return refused('not_awaiting', `the run is ${run.state}`);
  if (by.roleSince === null)
    return refused('role_age_unknown', 'nobody knows whether the role was held when the run was planned');
  if (by.roleSince > run.plannedAt)
    return refused('role_changed', 'the role was changed after the run was planned; somebody else has to decide');
  if (by.isServiceAccount && (by.owners === null || by.owners.length === 0))
    return refused('owner_unknown', 'nobody knows whose the service account is');
  return null;
}

function secondEyesProblem(run: Run, by: Decider): Decision | null {
  const { authors, requested_by } = run.plan;
  if (authors.some((author) => isSamePerson(author, actorOf(by))))
    return refused('author', 'whoever wrote this version of the playbook cannot approve its runs');
  if (requested_by !== null && isSamePerson(requested_by, actorOf(by)))
    return refused('requester', 'whoever asked for the run cannot approve it');
  if (run.approvals.some((approval) => isSamePerson(approval.by, actorOf(by))))
    return refused('approved_already', 'the same person has approved already; two approvals are of two people');
  return null;
}

function breakGlassProblem({ by, reason }: ApprovalRequest): Decision | null {
  if (by.isServiceAccount) return refused('break_glass_by_service_account', 'only a person breaks the glass');
  if (by.role !== 'admin') return refused('break_glass_not_admin', 'only an admin breaks the glass');
  if (reason.trim().length < BREAK_GLASS_REASON_MIN)
    return refused('reason_missing', 'say in a sentence why nobody else can be waited for');
  return null;
}

/** Who a decider is, apart from what they may do. */
export const actorOf = ({ subject, owners, issuedBy }: Decider): Actor => ({
  subject,
  owners: [...(owners ?? [])],
  ...(issuedBy == null ? {} : { issued_by: issuedBy }),
});

/**
 * Whether two accounts may be one person's. Names that people take for the same are the same. Whoever made a token of somebody
 * may be that one; that two tokens were made by the same third person says nothing, as most are made by an admin.
 */
export function isSamePerson(a: Actor, b: Actor): boolean {
  const [ofA, ofB] = [namesOf(a), namesOf(b)];
  if ([...ofA].some((name) => ofB.has(name))) return true;
  return isIssuedBy(a, ofB) || isIssuedBy(b, ofA);
}

const namesOf = ({ subject, owners }: Actor): Set<string> => new Set([subject, ...owners].map(canonicalName));
const isIssuedBy = ({ issued_by }: Actor, names: ReadonlySet<string>): boolean =>
  issued_by != null && names.has(canonicalName(issued_by));

const canonicalName = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
