import type { LedgerCrypto } from '../../ledger/ledger-crypto.js';
import { decideApproval, decideRejection } from '../approval.js';
import { type BeginningFacts, nextOfBeginning, stopOfRun } from '../beginning.js';
import type { GuardVerdict } from '../guard.js';
import { afterLook, beginningsOf, type EffectToMake, type LookAnswer, lookPeriodMs, nextMove } from '../next-move.js';
import { rehearsedActions, shareGuard } from '../planning.js';
import { applyEvent, type Run, type RunSummary, summaryOfRun } from '../run.js';
import type { RunEvent } from '../run-event.js';
import type { AskedQuery, SimulatedWorld } from './simulated-world.js';

/** How the playbook stands and whether it storms when a run begins. */
export type Standing = Pick<BeginningFacts, 'standing' | 'stormOfPlaybook' | 'stormOfTenant'>;

/** A run that is worked in a time of its own: by the moves that live runs are worked by, with effects that are told, not made. */
export class SimulatedRun {
  readonly events: RunEvent[];
  /** Decisions of people that did not count, and why. */
  readonly refusals: { readonly by: string; readonly code: string }[] = [];
  /** When there is something to do again; null: when a person does something. */
  dueAt: number | null;
  #run: Run;
  #summary: RunSummary | null = null;
  /** What will have become of effects that are under way. */
  #underWay: RunEvent[] = [];
  readonly #decided = new Set<string>();

  constructor(
    run: Run,
    planned: RunEvent,
    private readonly world: SimulatedWorld,
    private readonly crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>,
  ) {
    this.#run = run;
    this.events = [planned];
    this.dueAt = run.createdAt;
  }

  get run(): Run {
    return this.#run;
  }

  get summary(): RunSummary {
    return (this.#summary ??= summaryOfRun(this.#run));
  }

  /** Does what is to be done at a time, up to where it must wait. */
  *work(now: number, standing: Standing): Generator<AskedQuery, void, LookAnswer> {
    for (const event of this.#underWay.splice(0)) this.#append(event);
    for (;;) {
      this.#letPeopleDecide(now);
      const move = nextMove(this.#run, now);
      switch (move.kind) {
        case 'rest':
          this.dueAt = null;
          return;
        case 'wait':
          this.dueAt = this.#nextDecisionAt(move.until, now);
          return;
        case 'record':
          this.#append(move.event);
          break;
        case 'tell':
          this.#append({ type: 'told', at: now, about: move.about });
          break;
        case 'inquire':
          for (const { step, action, direction } of move.effects) {
            const found = this.world.inquire(this.#run, { step, action, direction });
            this.#append({ type: 'effect_found', at: now, step, action, direction, ...found });
          }
          break;
        case 'make': {
          const endsAt = yield* this.#make(move.step, move.effects, now, standing);
          if (endsAt === null) break;
          this.dueAt = endsAt;
          return;
        }
        case 'verify': {
          const isNews = yield* this.#verify(now);
          if (isNews) break;
          this.dueAt = now + lookPeriodMs(this.#run);
          return;
        }
      }
    }
  }

  /** @returns when the effects have ended; null when there is something to do at once */
  *#make(
    step: number,
    effects: readonly EffectToMake[],
    now: number,
    standing: Standing,
  ): Generator<AskedQuery, number | null, LookAnswer> {
    const isUndo = effects.some(({ direction }) => direction === 'undo');
    const before = isUndo ? new Map() : yield* this.#check(step, effects, now, standing);
    if (before === null) return null;
    for (const event of beginningsOf(this.#run, step, effects, before, now)) this.#append(event);
    const ended = effects.map(({ action, direction }) => {
      const { outcome, tookMs } = this.world.act(this.#run, { step, action, direction });
      return { type: 'effect_ended', at: now + tookMs, step, action, direction, outcome } as const;
    });
    this.#underWay = ended.toSorted((a, b) => a.at - b.at);
    return Math.max(...ended.map(({ at }) => at));
  }

  /** @returns what the dry runs told, by action; null when the run has changed */
  *#check(
    step: number,
    effects: readonly EffectToMake[],
    now: number,
    standing: Standing,
  ): Generator<AskedQuery, ReadonlyMap<number, RehearsedState> | null, LookAnswer> {
    if (this.#run.startedAt === null && !(yield* this.#mayBegin(now, standing))) return null;
    const { plan } = this.#run;
    const actions = effects.flatMap(({ action }) => plan.steps[step]?.actions[action]?.action ?? []);
    const answer = rehearsedActions(
      actions,
      actions.map((action) => this.world.rehearse(action)),
    );
    if (answer.kind === 'held') return this.#stop(answer, now);
    const { rehearsals } = answer;
    const share = shareGuard(actions, rehearsals, plan.healthy_share_min);
    if (share.kind === 'held') return this.#stop(share, now);
    return new Map(effects.map(({ action }, i) => [action, rehearsals[i]?.state ?? {}]));
  }

  *#mayBegin(now: number, standing: Standing): Generator<AskedQuery, boolean, LookAnswer> {
    for (let facts: BeginningFacts = { ...standing, answers: [], rehearsals: [] }; ;) {
      const need = nextOfBeginning(this.#run, facts, this.crypto, now);
      switch (need.kind) {
        case 'ask': {
          const answer = this.world.believed(yield { query: need.query, at: now });
          facts = { ...facts, answers: [...facts.answers, answer] };
          break;
        }
        case 'rehearse': {
          const answers = need.actions.map((action) => this.world.rehearse(action));
          facts = { ...facts, rehearsals: [...facts.rehearsals, answers] };
          break;
        }
        case 'replan':
          this.#append(need.event);
          return false;
        case 'held':
          this.#stop(need, now);
          return false;
        case 'pass':
          return true;
      }
    }
  }

  #stop(verdict: GuardVerdict & { kind: 'held' }, now: number): null {
    this.#append(stopOfRun(this.#run, verdict, now));
    return null;
  }

  /** @returns whether there is something to do at once */
  *#verify(now: number): Generator<AskedQuery, boolean, LookAnswer> {
    const { expr } = this.#run.plan.verification;
    const known = this.world.look(this.#run, now);
    const nobody: LookAnswer = { kind: 'unanswered', reason: 'nobody knows whether the alert is over' };
    const answer = known ?? (expr === null ? nobody : yield { query: expr, at: now });
    const event = afterLook(this.#run, answer, now);
    if (event !== null) this.#append(event);
    return event !== null && event.type !== 'verification_seen';
  }

  #letPeopleDecide(now: number): void {
    for (const { by, afterMs, decision } of this.world.deciders) {
      const key = `${this.#run.hash} ${by.subject}`;
      if (this.#run.state !== 'awaiting_approval') return;
      if (now < this.#run.plannedAt + afterMs || this.#decided.has(key)) continue;
      this.#decided.add(key);
      const { hash } = this.#run;
      const decided =
        decision === 'approve'
          ? decideApproval(this.#run, { by, hash, isBreakGlass: false, reason: '' }, now)
          : decideRejection(this.#run, by, '', now);
      if (decided.kind === 'decided') this.#append(decided.event);
      else this.refusals.push({ by: by.subject, code: decided.code });
    }
  }

  #nextDecisionAt(until: number | null, now: number): number | null {
    if (this.#run.state !== 'awaiting_approval') return until;
    const times = this.world.deciders.map(({ afterMs }) => this.#run.plannedAt + afterMs).filter((at) => at > now);
    return Math.min(...times, until ?? Number.POSITIVE_INFINITY);
  }

  #append(event: RunEvent): void {
    this.#run = applyEvent(this.#run, event);
    this.#summary = null;
    this.events.push(event);
  }
}

type RehearsedState = Extract<RunEvent, { type: 'effect_began' }>['before'];
