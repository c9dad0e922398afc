import { hash128 } from '../engine/hash.js';
import type { HealingAction } from './action.js';
import { targetOf } from './action-target.js';
import { firstHeld, type GuardVerdict, held, PASS } from './guard.js';
import { healthyShareGuard, maintenanceGuard, newRunGuard, pastNeededMs } from './guards.js';
import { BEGIN_WITHIN_MS, type LookAnswer } from './next-move.js';
import { type HealingPlan, planRun, type Rehearsed } from './plan.js';
import type { Actor, Playbook } from './playbook.js';
import { type Resolution, resolvePlaybook } from './resolve-playbook.js';
import { type RunSummary, runOf, summaryOfRun } from './run.js';
import type { RunEvent } from './run-event.js';
import type { HealingTrigger } from './trigger.js';

/** What the dry run of an action came to. */
export type RehearsalAnswer =
  ({ readonly kind: 'feasible' } & Rehearsed) | { readonly kind: 'refused'; readonly reason: string };

/** The name of the run of a playbook for an alert: the same, however often the alert is handed in. */
export const runIdOf = ({ tenant_id, id }: Playbook, { transition_id }: HealingTrigger): string =>
  hash128(JSON.stringify([tenant_id, id, transition_id]));

/** What is to be planned, and when. */
export interface PlanningInput {
  readonly playbook: Playbook;
  readonly trigger: HealingTrigger;
  /** Whoever asks for the run; null when the alert does. */
  readonly requestedBy: Actor | null;
  /** The playbook with the labels of the alert in it, as {@link resolvedOnce} gives it. */
  resolved(): Resolution;
  /** Whether healing is switched off. */
  readonly switches: GuardVerdict;
  readonly now: number;
}

/** Puts the labels in when that is first asked for, as planning asks for it again after each answer. */
export function resolvedOnce(playbook: Playbook, { labels }: HealingTrigger): () => Resolution {
  let resolved: Resolution | null = null;
  return () => (resolved ??= resolvePlaybook(playbook, labels));
}

/** What has been found out so far. */
export interface PlanningFacts {
  /** Whether it storms, this trigger counted; null: it was not counted yet. */
  readonly storm: GuardVerdict | null;
  /** What {@link newRunGuard} says of the runs that there are; null: it was not asked yet. */
  readonly runs: GuardVerdict | null;
  /** Of the preconditions, in their order. */
  readonly answers: readonly LookAnswer[];
  /** Of the actions of each step, in their order. */
  readonly rehearsals: readonly (readonly RehearsalAnswer[])[];
}
export const NOTHING_KNOWN: PlanningFacts = { storm: null, runs: null, answers: [], rehearsals: [] };

type Held = GuardVerdict & { kind: 'held' };

/** What must be found out next before a run can be planned, or what planning has come to. */
export type PlanningNeed =
  | { readonly kind: 'count_trigger' }
  | { readonly kind: 'look_at_runs'; readonly targets: readonly string[]; readonly since: number }
  | { readonly kind: 'ask'; readonly query: string }
  | { readonly kind: 'rehearse'; readonly actions: readonly HealingAction[] }
  | { readonly kind: 'held'; readonly verdict: Held; readonly targets: readonly string[] }
  | {
      readonly kind: 'planned';
      readonly plan: HealingPlan;
      readonly targets: readonly string[];
      /** How far back runs must be looked at when the run is created. */
      readonly since: number;
    };

/**
 * Says what planning a run for an alert needs to know next: what is cheap and holds most back is asked first, the dry runs
 * late. It depends on nothing but what is handed in, so that whoever has other answers, such as those of the past, comes to
 * what would have been decided by them.
 */
export function nextOfPlanning(input: PlanningInput, facts: PlanningFacts): PlanningNeed {
  const { playbook, trigger, requestedBy, switches, now } = input;
  const isLate = requestedBy === null && now - trigger.at > BEGIN_WITHIN_MS;
  const early = firstHeld([
    switches,
    maintenanceGuard(playbook.maintenance_windows, now),
    isLate ? held('late', 'the alert was heard of too late') : PASS,
  ]);
  if (early.kind === 'held') return heldBy(early, []);
  if (requestedBy === null) {
    if (facts.storm === null) return { kind: 'count_trigger' };
    if (facts.storm.kind === 'held') return heldBy(facts.storm, []);
  }
  return afterTriage(input, facts);
}

function afterTriage(input: PlanningInput, facts: PlanningFacts): PlanningNeed {
  const { playbook, trigger, now } = input;
  const resolved = input.resolved();
  if (resolved.kind === 'refused') return heldBy({ kind: 'held', guard: 'labels', reason: resolved.reason }, []);
  const targets = [...new Set(resolved.targets.flat())];
  const since = now - pastNeededMs(playbook);
  if (facts.runs === null) return { kind: 'look_at_runs', targets, since };
  const verdict = firstHeld([facts.runs, preconditionsGuard(resolved.preconditions, facts.answers)]);
  if (verdict.kind === 'held') return heldBy(verdict, targets);
  const query = resolved.preconditions[facts.answers.length];
  if (query !== undefined) return { kind: 'ask', query };
  const rehearsals: (readonly Rehearsed[])[] = [];
  for (const [step, actions] of resolved.steps.entries()) {
    const answers = facts.rehearsals[step];
    if (answers === undefined) return { kind: 'rehearse', actions };
    const rehearsed = rehearsedActions(actions, answers);
    if (rehearsed.kind === 'held') return heldBy(rehearsed, targets);
    const share = shareGuard(actions, rehearsed.rehearsals, playbook.blast_radius.healthy_share_min);
    if (share.kind === 'held') return heldBy(share, targets);
    rehearsals.push(rehearsed.rehearsals);
  }
  const planning = planRun({ playbook, trigger, resolved, rehearsals, requestedBy: input.requestedBy, now });
  if (planning.kind === 'refused') return heldBy({ kind: 'held', guard: 'labels', reason: planning.reason }, targets);
  return { kind: 'planned', plan: planning.plan, targets, since };
}

const heldBy = (verdict: Held, targets: readonly string[]): PlanningNeed => ({ kind: 'held', verdict, targets });

/** Whether the queries that were answered hold; what is not answered does not. */
export function preconditionsGuard(queries: readonly string[], answers: readonly LookAnswer[]): GuardVerdict {
  for (const [i, answer] of answers.entries()) {
    if (answer.kind === 'unanswered') return held('precondition', `${queries[i]} was not answered: ${answer.reason}`);
    if (answer.kind === 'fails') return held('precondition', `${queries[i]} does not hold`);
  }
  return PASS;
}

/** What the dry runs of actions came to, or the first that says that its action cannot be done. */
export function rehearsedActions(
  actions: readonly HealingAction[],
  answers: readonly RehearsalAnswer[],
): { readonly kind: 'rehearsed'; readonly rehearsals: readonly Rehearsed[] } | Held {
  const rehearsals: Rehearsed[] = [];
  for (const [i, action] of actions.entries()) {
    const answer = answers[i];
    if (answer === undefined) throw new TypeError(`${targetOf(action)} was not rehearsed`);
    if (answer.kind === 'refused')
      return { kind: 'held', guard: 'rehearsal', reason: `${targetOf(action)}: ${answer.reason}` };
    rehearsals.push(answer);
  }
  return { kind: 'rehearsed', rehearsals };
}

/** Whether enough stays healthy while actions are done at the same time, by what their dry runs told. */
export const shareGuard = (
  actions: readonly HealingAction[],
  rehearsals: readonly Rehearsed[],
  healthyShareMin: number,
): GuardVerdict =>
  healthyShareGuard(
    actions.map((action, i) => ({ action, target: targetOf(action), group: rehearsals[i]?.group ?? null })),
    healthyShareMin,
  );

/**
 * A planned run, or what holds it back: asked while nobody else can begin one, so that budgets hold.
 *
 * @param runs - of the tenant, as they are now
 */
export function newRun(
  runId: string,
  { targets }: Extract<PlanningNeed, { kind: 'planned' }>,
  playbook: Playbook,
  event: Extract<RunEvent, { type: 'planned' }>,
  runs: readonly RunSummary[],
):
  | { readonly kind: 'create'; readonly event: RunEvent; readonly summary: RunSummary }
  | { readonly kind: 'held'; readonly verdict: Held } {
  const verdict = newRunGuard({ playbook, targets, runs, now: event.at });
  if (verdict.kind === 'held') return { kind: 'held', verdict };
  return { kind: 'create', event, summary: summaryOfRun(runOf(runId, [event])) };
}
