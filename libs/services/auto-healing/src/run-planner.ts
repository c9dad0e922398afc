import { hash128 } from '@tocsin/domain/engine/hash';
import type { HealingAction } from '@tocsin/domain/healing/action';
import { targetOf } from '@tocsin/domain/healing/action-target';
import { firstHeld, type GuardVerdict, held, PASS } from '@tocsin/domain/healing/guard';
import {
  countTrigger,
  healthyShareGuard,
  maintenanceGuard,
  newRunGuard,
  pastNeededMs,
  stormGuard,
  stormLimitOf,
  TENANT_STORM,
} from '@tocsin/domain/healing/guards';
import { BEGIN_WITHIN_MS } from '@tocsin/domain/healing/next-move';
import { planHash, planRun, type Rehearsed } from '@tocsin/domain/healing/plan';
import type { Actor, Playbook } from '@tocsin/domain/healing/playbook';
import { resolvePlaybook, type ResolvedPlaybook } from '@tocsin/domain/healing/resolve-playbook';
import { runOf, summaryOfRun } from '@tocsin/domain/healing/run';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import type { RunRequest } from '@tocsin/domain/healing/run-request';
import type { HealingTrigger } from '@tocsin/domain/healing/trigger';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import type { Clock } from '@tocsin/ports/clock';
import type { HealingStore } from '@tocsin/ports/healing-store';
import { type Executors, within } from './executors.js';
import type { HealingQueries } from './healing-world.js';
import type { SwitchWatch } from './switch-watch.js';

/** A precondition that is not answered soon does not hold. */
const QUERY_TIMEOUT_MS = 15_000;

export interface RunPlannerOptions {
  store: HealingStore;
  executors: Executors;
  queries: HealingQueries;
  switches: SwitchWatch;
  crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>;
  clock: Clock;
}

export type PlannedRun =
  | { readonly kind: 'planned'; readonly runId: string }
  /** There is a run for this trigger already. */
  | { readonly kind: 'exists'; readonly runId: string }
  | {
      readonly kind: 'held';
      readonly verdict: GuardVerdict & { kind: 'held' };
      readonly targets: readonly string[];
    };

/** Thrown within the planner alone, so that what holds back ends it wherever it stands. */
class HeldBackBy extends Error {
  constructor(readonly verdict: GuardVerdict & { kind: 'held' }) {
    super(verdict.reason);
  }
}

function pass(verdict: GuardVerdict): void {
  if (verdict.kind === 'held') throw new HeldBackBy(verdict);
}

/** Plans runs: what is cheap and holds most back is asked first, the dry runs late, and the budget last, in one piece. */
export class RunPlanner {
  constructor(private readonly options: RunPlannerOptions) {}

  /**
   * Plans a run of a playbook for an alert. The same trigger comes to the same run, however often it is handed in; so does the
   * same request.
   *
   * @param request - of whoever asked for it, with the run's id; null when the alert did
   * @throws what the store throws
   */
  async plan(
    playbook: Playbook,
    trigger: HealingTrigger,
    request: Pick<RunRequest, 'id' | 'requested_by'> | null,
    signal: AbortSignal,
  ): Promise<PlannedRun> {
    const ofAlert = () => hash128(JSON.stringify([playbook.tenant_id, playbook.id, trigger.transition_id]));
    const runId = request?.id ?? ofAlert();
    const requestedBy = request?.requested_by ?? null;
    const targets: string[] = [];
    try {
      return await this.#plan(runId, playbook, trigger, requestedBy, targets, signal);
    } catch (error) {
      if (!(error instanceof HeldBackBy)) throw error;
      return { kind: 'held', verdict: error.verdict, targets };
    }
  }

  async #plan(
    runId: string,
    playbook: Playbook,
    trigger: HealingTrigger,
    requestedBy: Actor | null,
    targets: string[],
    signal: AbortSignal,
  ): Promise<PlannedRun> {
    const { store, switches, clock } = this.options;
    const { tenant_id: tenantId } = playbook;
    pass(switches.verdict(tenantId));
    pass(maintenanceGuard(playbook.maintenance_windows, clock.now()));
    if (requestedBy === null) {
      if (clock.now() - trigger.at > BEGIN_WITHIN_MS) pass(held('late', 'the alert was heard of too late'));
      pass(await this.#storm(playbook));
    }
    const resolved = resolvePlaybook(playbook, trigger.labels);
    if (resolved.kind === 'refused') throw new HeldBackBy({ kind: 'held', guard: 'labels', reason: resolved.reason });
    targets.push(...new Set(resolved.steps.flatMap((actions) => actions.map(targetOf))));
    const since = clock.now() - pastNeededMs(playbook);
    pass(newRunGuard({ playbook, targets, runs: await store.recentRuns(tenantId, since), now: clock.now() }));
    pass(await this.preconditions(tenantId, resolved.preconditions, signal));
    const rehearsals = await this.#rehearse(playbook, resolved, signal);
    const planning = planRun({ playbook, trigger, resolved, rehearsals, requestedBy, now: clock.now() });
    if (planning.kind === 'refused') throw new HeldBackBy({ kind: 'held', guard: 'labels', reason: planning.reason });
    const { plan } = planning;
    const event: RunEvent = { type: 'planned', at: clock.now(), plan, hash: planHash(this.options.crypto, plan) };
    const created = await store.create(tenantId, runId, since, (runs) => {
      const verdict = newRunGuard({ playbook, targets, runs, now: event.at });
      return verdict.kind === 'held'
        ? { kind: 'held', verdict }
        : { kind: 'create', event, summary: summaryOfRun(runOf(runId, [event])) };
    });
    if (created.kind === 'held') throw new HeldBackBy(created.verdict);
    return { kind: created.kind === 'created' ? 'planned' : 'exists', runId };
  }

  async #storm(playbook: Playbook): Promise<GuardVerdict> {
    const { store, clock } = this.options;
    const [now, { tenant_id, id }] = [clock.now(), playbook];
    const ofPlaybook = await store.changeStorm(tenant_id, id, (state) =>
      countTrigger(state, stormLimitOf(playbook), now),
    );
    const ofTenant = await store.changeStorm(tenant_id, null, (state) => countTrigger(state, TENANT_STORM, now));
    return firstHeld([stormGuard('the playbook', ofPlaybook, now), stormGuard('the tenant', ofTenant, now)]);
  }

  /** Whether all queries hold; what is not answered does not. */
  async preconditions(tenantId: string, queries: readonly string[], signal: AbortSignal): Promise<GuardVerdict> {
    const { queries: engine, clock } = this.options;
    for (const query of queries) {
      const asked = await within(clock, QUERY_TIMEOUT_MS, signal, (own) =>
        engine.ask(tenantId, query, clock.now(), own),
      );
      const answer = asked.kind === 'answer' ? asked.answer : { kind: 'unanswered' as const, reason: asked.reason };
      if (answer.kind === 'unanswered') return held('precondition', `${query} was not answered: ${answer.reason}`);
      if (answer.kind === 'fails') return held('precondition', `${query} does not hold`);
    }
    return PASS;
  }

  async #rehearse(playbook: Playbook, { steps }: ResolvedPlaybook, signal: AbortSignal): Promise<Rehearsed[][]> {
    const rehearsals: Rehearsed[][] = [];
    for (const actions of steps) {
      const rehearsed = await this.rehearse(playbook.tenant_id, actions, signal);
      if (rehearsed.kind === 'refused') throw new HeldBackBy(rehearsed.verdict);
      const onGroups = actions.map((action, i) => {
        const group = rehearsed.rehearsals[i]?.group ?? null;
        return { action, target: targetOf(action), group };
      });
      pass(healthyShareGuard(onGroups, playbook.blast_radius.healthy_share_min));
      rehearsals.push(rehearsed.rehearsals);
    }
    return rehearsals;
  }

  /** Has actions rehearsed that are done at the same time. */
  async rehearse(
    tenantId: string,
    actions: readonly HealingAction[],
    signal: AbortSignal,
  ): Promise<
    | { readonly kind: 'rehearsed'; readonly rehearsals: Rehearsed[] }
    | { readonly kind: 'refused'; readonly verdict: GuardVerdict & { kind: 'held' } }
  > {
    const answers = await Promise.all(
      actions.map((action) => this.options.executors.rehearse(tenantId, action, signal)),
    );
    const rehearsals: Rehearsed[] = [];
    for (const [i, answer] of answers.entries()) {
      if (answer.kind === 'feasible') rehearsals.push(answer);
      else {
        const target = targetOf(actions[i] as HealingAction);
        return {
          kind: 'refused',
          verdict: { kind: 'held', guard: 'rehearsal', reason: `${target}: ${answer.reason}` },
        };
      }
    }
    return { kind: 'rehearsed', rehearsals };
  }
}
