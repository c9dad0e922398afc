import { firstHeld, type GuardVerdict, PASS } from '@tocsin/domain/healing/guard';
import { healthyShareGuard, maintenanceGuard, playbookGuard, stormGuard } from '@tocsin/domain/healing/guards';
import { afterLook, type EffectToMake, type LookAnswer, type Move, nextMove } from '@tocsin/domain/healing/next-move';
import { planHash, type PlannedAction, refreshedPlan, type Rehearsed } from '@tocsin/domain/healing/plan';
import { effectOf } from '@tocsin/domain/healing/run';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import type { Clock } from '@tocsin/ports/clock';
import type { HealingStore } from '@tocsin/ports/healing-store';
import { type Executors, within } from './executors.js';
import type { HealingMetrics } from './healing-metrics.js';
import type { AlertStates, HealingNotifier, HealingQueries } from './healing-world.js';
import type { RunInHand } from './run-in-hand.js';
import type { RunPlanner } from './run-planner.js';
import type { SwitchWatch } from './switch-watch.js';

/** How often a run looks whether it has helped: at least so many ms apart, and not more than so many times. */
const LOOK_PERIOD_MS_MIN = 5_000;
const LOOKS_MAX = 200;
const LOOK_TIMEOUT_MS = 15_000;
const TELL_TIMEOUT_MS = 15_000;
/** What could not be told is told again after this long. */
const TELL_AGAIN_MS = 10_000;
/** A world that differs at every look cannot be approved of. */
const REPLANS_MAX = 3;

export interface RunWorkerOptions {
  store: HealingStore;
  executors: Executors;
  planner: Pick<RunPlanner, 'rehearse' | 'preconditions'>;
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
    const traces = await executors.inquire(plannedOf(hand, step, action), key, hand.lost.signal);
    const reason = traces.kind === 'unknown' ? traces.reason : '';
    const found = { step, action, direction, traces: traces.kind, reason };
    await hand.appendFact({ type: 'effect_found', at: clock.now(), ...found });
  }

  async #make(hand: RunInHand, step: number, effects: readonly EffectToMake[]): Promise<void> {
    const { switches, clock } = this.options;
    const isUndo = effects.some(({ direction }) => direction === 'undo');
    const checked = isUndo ? { verdict: PASS, rehearsed: null } : await this.#check(hand, step, effects);
    if (checked === null) return;
    const off = await switches.fresh(hand.tenantId);
    const verdict = firstHeld([off, checked.verdict]);
    if (verdict.kind === 'held') {
      await this.#hold(hand, verdict);
      return;
    }
    hand.assertHeld();
    const began = effects.map(({ action, direction, key }): Extract<RunEvent, { type: 'effect_began' }> => {
      const before =
        checked.rehearsed?.get(action)?.state ?? effectOf(hand.run, { step, action, direction: 'do' }).before;
      return { type: 'effect_began', at: clock.now(), step, action, direction, key, before: before ?? {} };
    });
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
    const outcome = await executors.make(direction, planned, before, key, timeoutMs, signal);
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
  ): Promise<{ verdict: GuardVerdict; rehearsed: ReadonlyMap<number, Rehearsed> | null } | null> {
    const { planner } = this.options;
    if (hand.run.startedAt === null) {
      const verdict = await this.#checkAll(hand);
      if (verdict === null || verdict.kind === 'held') return verdict && { verdict, rehearsed: null };
    }
    const planned = effects.map(({ action }) => plannedOf(hand, step, action));
    const answer = await planner.rehearse(
      planned.map(({ action }) => action),
      hand.lost.signal,
    );
    if (answer.kind === 'refused') return { verdict: answer.verdict, rehearsed: null };
    const { rehearsals } = answer;
    const onGroups = planned.map(({ action, target }, i) => ({ action, target, group: rehearsals[i]?.group ?? null }));
    const verdict = healthyShareGuard(onGroups, hand.run.plan.healthy_share_min);
    return { verdict, rehearsed: new Map(effects.map(({ action }, i) => [action, rehearsals[i] as Rehearsed])) };
  }

  async #checkAll(hand: RunInHand): Promise<GuardVerdict | null> {
    const { planner, store, crypto, clock } = this.options;
    const { plan } = hand.run;
    const { tenant_id, playbook_id, maintenance_windows, preconditions } = plan;
    const [ofPlaybook, ofTenant] = [await store.storm(tenant_id, playbook_id), await store.storm(tenant_id, null)];
    const now = clock.now();
    const verdict = firstHeld([
      playbookGuard(plan, await store.playbook(tenant_id, playbook_id, null)),
      maintenanceGuard(maintenance_windows, now),
      stormGuard('the playbook', ofPlaybook, now),
      stormGuard('the tenant', ofTenant, now),
      await planner.preconditions(tenant_id, preconditions, hand.lost.signal),
    ]);
    if (verdict.kind === 'held') return verdict;
    const all: Rehearsed[][] = [];
    for (const { actions } of plan.steps) {
      const answer = await planner.rehearse(
        actions.map(({ action }) => action),
        hand.lost.signal,
      );
      if (answer.kind === 'refused') return answer.verdict;
      all.push(answer.rehearsals);
    }
    const fresh = refreshedPlan(plan, all, now);
    if (fresh === plan) return PASS;
    if (hand.run.replans >= REPLANS_MAX)
      return { kind: 'held', guard: 'rehearsal', reason: 'every dry run tells something else' };
    const reason = 'the world is another one than the plan was made for';
    await hand.append([{ type: 'replanned', at: now, plan: fresh, hash: planHash(crypto, fresh), reason }]);
    return null;
  }

  /** Stops a run that a guard holds back. What has been done is taken back, unless nothing at all may be done. */
  async #hold(hand: RunInHand, { guard, reason }: GuardVerdict & { kind: 'held' }): Promise<void> {
    const at = this.options.clock.now();
    const { startedAt, isRollingBack } = hand.run;
    const left = startedAt === null ? '' : '; what was done until then is still there';
    const event: RunEvent =
      startedAt === null || guard === 'kill_switch' || isRollingBack
        ? { type: 'held', at, guard, reason: `${reason}${left}` }
        : { type: 'rollback_began', at, reason: `${guard}: ${reason}` };
    await hand.append([event]);
  }

  async #verify(hand: RunInHand): Promise<number | null> {
    const { clock } = this.options;
    const event = afterLook(hand.run, await this.#look(hand), clock.now());
    if (event !== null) await hand.append([event]);
    if (event !== null && event.type !== 'verification_seen') return null;
    const { within_ms, for_ms } = hand.run.plan.verification;
    return clock.now() + Math.max(LOOK_PERIOD_MS_MIN, (within_ms + for_ms) / LOOKS_MAX);
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
