import { type BeginningFacts, nextOfBeginning, stopOfRun } from '@tocsin/domain/healing/beginning';
import { firstHeld, type GuardVerdict, PASS } from '@tocsin/domain/healing/guard';
import {
  afterLook,
  beginningsOf,
  type EffectToMake,
  isGrantOver,
  lookPeriodMs,
  type LookAnswer,
  type Move,
  nextMove,
} from '@tocsin/domain/healing/next-move';
import type { PlannedAction } from '@tocsin/domain/healing/plan';
import { rehearsedActions, shareGuard } from '@tocsin/domain/healing/planning';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import type { ActionState } from '@tocsin/ports/action-executor';
import type { Clock } from '@tocsin/ports/clock';
import type { HealingStore } from '@tocsin/ports/healing-store';
import { type Executors, within } from './executors.js';
import type { HealingMetrics } from './healing-metrics.js';
import type { AlertStates, HealingNotifier, HealingQueries } from './healing-world.js';
import type { RunInHand } from './run-in-hand.js';
import type { RunPlanner } from './run-planner.js';
import type { SwitchWatch } from './switch-watch.js';

const LOOK_TIMEOUT_MS = 15_000;
const TELL_TIMEOUT_MS = 15_000;
/** What could not be told is told again after this long. */
const TELL_AGAIN_MS = 10_000;
const NOTHING_NEW: ReadonlyMap<number, ActionState> = new Map();

export interface RunWorkerOptions {
  store: HealingStore;
  executors: Executors;
  planner: Pick<RunPlanner, 'rehearse' | 'ask'>;
  queries: HealingQueries;
  alerts: AlertStates;
  notifier: HealingNotifier;
  switches: SwitchWatch;
  metrics: HealingMetrics;
  crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>;
  clock: Clock;
  onError(error: unknown, what: string): void;
}

/** Works runs, one move after the other: what a move is, the domain says; here it is carried out. */
export class RunWorker {
  constructor(private readonly options: RunWorkerOptions) {}

  /**
   * Works a run until there is nothing to do about it for now, and gives it back.
   *
   * @param stopping - aborted when the process stops: then no other move is begun
   * @throws LeaseLost when another process has it; what store and audit throw, too: then it is another's when the lease is over
   */
  async work(hand: RunInHand, stopping: AbortSignal): Promise<void> {
    for (;;) {
      // What is not in the audit is not gone on with.
      await hand.tellAudit();
      hand.assertHeld();
      if (stopping.aborted) return hand.release(this.options.clock.now());
      const move = nextMove(hand.run, this.options.clock.now());
      if (move.kind === 'rest') return hand.release(null);
      if (move.kind === 'wait') return hand.release(move.until);
      const lookAgainAt = await this.#carryOut(hand, move);
      if (lookAgainAt !== null) return hand.release(lookAgainAt);
    }
  }

  /** @returns when to look again; null: at once */
  async #carryOut(hand: RunInHand, move: Exclude<Move, { kind: 'rest' | 'wait' }>): Promise<number | null> {
    switch (move.kind) {
      case 'record':
        await hand.append([move.event]);
        return null;
      case 'tell':
        return this.#tell(hand, move);
      case 'inquire':
        await Promise.all(move.effects.map((effect) => this.#inquire(hand, effect)));
        return null;
      case 'make':
        await this.#make(hand, move.step, move.effects);
        return null;
      case 'verify':
        return this.#verify(hand);
    }
  }

  async #tell(hand: RunInHand, { about, news }: Extract<Move, { kind: 'tell' }>): Promise<number | null> {
    const { notifier, clock, onError } = this.options;
    const told = await within(clock, TELL_TIMEOUT_MS, hand.lost.signal, () => notifier.tell(hand.run, news));
    if (told.kind === 'cut') {
      onError(new Error(told.reason), `nobody could be told of the run ${hand.run.id}, and will be told again`);
      return clock.now() + TELL_AGAIN_MS;
    }
    await hand.append([{ type: 'told', at: clock.now(), about }]);
    return null;
  }

  async #inquire(hand: RunInHand, { step, action, direction, key }: EffectToMake): Promise<void> {
    const { executors, clock } = this.options;
    const traces = await executors.inquire(hand.tenantId, plannedOf(hand, step, action), key, hand.lost.signal);
    const reason = traces.kind === 'unknown' ? traces.reason : '';
    const found = { step, action, direction, traces: traces.kind, reason };
    await hand.appendFact({ type: 'effect_found', at: clock.now(), ...found });
  }

  async #make(hand: RunInHand, step: number, effects: readonly EffectToMake[]): Promise<void> {
    const { switches, clock } = this.options;
    const isUndo = effects.some(({ direction }) => direction === 'undo');
    const checked = isUndo ? { verdict: PASS, before: NOTHING_NEW } : await this.#check(hand, step, effects);
    if (checked === null) return;
    const off = await switches.fresh(hand.tenantId, hand.lost.signal);
    const verdict = firstHeld([off, checked.verdict]);
    if (verdict.kind === 'held') {
      await hand.append([stopOfRun(hand.run, verdict, this.options.clock.now())]);
      return;
    }
    hand.assertHeld();
    // Rehearsals take their time, and what breaking the glass granted may be over meanwhile.
    if (!isUndo && isGrantOver(hand.run, clock.now())) return;
    const began = beginningsOf(hand.run, step, effects, checked.before, clock.now());
    if (!(await hand.append(began))) return;
    hand.assertHeld();
    await switches.during(hand.tenantId, (off) =>
      Promise.all(began.map((event) => this.#makeOne(hand, event, AbortSignal.any([off, hand.lost.signal])))),
    );
  }

  async #makeOne(
    hand: RunInHand,
    { step, action, direction, key, before }: Extract<RunEvent, { type: 'effect_began' }>,
    signal: AbortSignal,
  ): Promise<void> {
    const { executors, metrics, clock } = this.options;
    const planned = plannedOf(hand, step, action);
    metrics.acted(hand.tenantId, planned.action.kind);
    const timeoutMs = hand.run.plan.steps[step]?.timeout_ms ?? LOOK_TIMEOUT_MS;
    const outcome = await executors.make(hand.tenantId, direction, planned, before, key, timeoutMs, signal);
    await hand.appendFact({ type: 'effect_ended', at: clock.now(), step, action, direction, outcome });
  }

  /**
   * Looks at the world once more before a step: at all of it before the first, so that what was approved is what is done.
   *
   * @returns null when the run has changed
   */
  async #check(
    hand: RunInHand,
    step: number,
    effects: readonly EffectToMake[],
  ): Promise<{ verdict: GuardVerdict; before: ReadonlyMap<number, ActionState> } | null> {
    const { planner } = this.options;
    if (hand.run.startedAt === null) {
      const verdict = await this.#checkAll(hand);
      if (verdict === null || verdict.kind === 'held') return verdict && { verdict, before: NOTHING_NEW };
    }
    const actions = effects.map(({ action }) => plannedOf(hand, step, action).action);
    const answer = rehearsedActions(actions, await planner.rehearse(hand.tenantId, actions, hand.lost.signal));
    if (answer.kind === 'held') return { verdict: answer, before: NOTHING_NEW };
    const { rehearsals } = answer;
    const verdict = shareGuard(actions, rehearsals, hand.run.plan.healthy_share_min);
    return { verdict, before: new Map(effects.map(({ action }, i) => [action, rehearsals[i]?.state ?? {}])) };
  }

  /** @returns null when the run has changed */
  async #checkAll(hand: RunInHand): Promise<GuardVerdict | null> {
    const { planner, store, crypto, clock } = this.options;
    const { tenantId, lost } = hand;
    const { playbook_id } = hand.run.plan;
    let facts: BeginningFacts = {
      stormOfPlaybook: await store.storm(tenantId, playbook_id),
      stormOfTenant: await store.storm(tenantId, null),
      standing: await store.playbook(tenantId, playbook_id, null),
      answers: [],
      rehearsals: [],
    };
    for (;;) {
      const need = nextOfBeginning(hand.run, facts, crypto, clock.now());
      if (need.kind === 'ask') {
        const answer = await planner.ask(tenantId, need.query, lost.signal);
        facts = { ...facts, answers: [...facts.answers, answer] };
      } else if (need.kind === 'rehearse') {
        const answers = await planner.rehearse(tenantId, need.actions, lost.signal);
        facts = { ...facts, rehearsals: [...facts.rehearsals, answers] };
      } else if (need.kind === 'replan') {
        await hand.append([need.event]);
        return null;
      } else return need;
    }
  }

  async #verify(hand: RunInHand): Promise<number | null> {
    const { clock } = this.options;
    const event = afterLook(hand.run, await this.#look(hand), clock.now());
    if (event !== null) await hand.append([event]);
    if (event !== null && event.type !== 'verification_seen') return null;
    return clock.now() + lookPeriodMs(hand.run);
  }

  async #look(hand: RunInHand): Promise<LookAnswer> {
    const { queries, alerts, clock } = this.options;
    const { tenant_id, trigger, verification } = hand.run.plan;
    const looked = await within(clock, LOOK_TIMEOUT_MS, hand.lost.signal, async (own): Promise<LookAnswer> => {
      if (verification.expr !== null) return queries.ask(tenant_id, verification.expr, clock.now(), own);
      const state = await alerts.stateOf(tenant_id, trigger.rule_id, trigger.fingerprint, own);
      if (state === 'unknown') return { kind: 'unanswered', reason: 'nobody knows whether the alert is over' };
      return { kind: state === 'over' ? 'holds' : 'fails' };
    });
    return looked.kind === 'answer' ? looked.answer : { kind: 'unanswered', reason: looked.reason };
  }
}

function plannedOf(hand: RunInHand, step: number, action: number): PlannedAction {
  const planned = hand.run.plan.steps[step]?.actions[action];
  if (planned === undefined) throw new RangeError(`run ${hand.run.id} has no action ${action} in step ${step}`);
  return planned;
}
