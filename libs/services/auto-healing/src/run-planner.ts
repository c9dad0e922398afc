import type { HealingAction } from '@tocsin/domain/healing/action';
import type { GuardVerdict } from '@tocsin/domain/healing/guard';
import { countTrigger, newRunGuard, stormLimitOf, stormsGuard, TENANT_STORM } from '@tocsin/domain/healing/guards';
import type { LookAnswer } from '@tocsin/domain/healing/next-move';
import { planHash } from '@tocsin/domain/healing/plan';
import {
  newRun,
  nextOfPlanning,
  NOTHING_KNOWN,
  type PlanningNeed,
  type RehearsalAnswer,
  resolvedOnce,
  runIdOf,
} from '@tocsin/domain/healing/planning';
import type { Playbook } from '@tocsin/domain/healing/playbook';
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

/** Plans runs: what must be known for it, the domain says; here it is found out, and the budget asked last, in one piece. */
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
    const { store, switches, clock } = this.options;
    const { tenant_id: tenantId } = playbook;
    const runId = request?.id ?? runIdOf(playbook, trigger);
    const requestedBy = request?.requested_by ?? null;
    const resolved = resolvedOnce(playbook, trigger);
    const about = { playbook, trigger, requestedBy, resolved, switches: await switches.lately(tenantId, signal) };
    for (let facts = NOTHING_KNOWN; ;) {
      const need = nextOfPlanning({ ...about, now: clock.now() }, facts);
      switch (need.kind) {
        case 'count_trigger':
          facts = { ...facts, storm: await this.#storm(playbook) };
          break;
        case 'look_at_runs': {
          const runs = await store.recentRuns(tenantId, need.since);
          facts = { ...facts, runs: newRunGuard({ playbook, targets: need.targets, runs, now: clock.now() }) };
          break;
        }
        case 'ask':
          facts = { ...facts, answers: [...facts.answers, await this.ask(tenantId, need.query, signal)] };
          break;
        case 'rehearse': {
          const answers = await this.rehearse(tenantId, need.actions, signal);
          facts = { ...facts, rehearsals: [...facts.rehearsals, answers] };
          break;
        }
        case 'held':
          return need;
        case 'planned':
          return this.#create(runId, need, playbook);
      }
    }
  }

  async #create(
    runId: string,
    planned: Extract<PlanningNeed, { kind: 'planned' }>,
    playbook: Playbook,
  ): Promise<PlannedRun> {
    const { store, crypto, clock } = this.options;
    const { plan, targets, since } = planned;
    const event = { type: 'planned', at: clock.now(), plan, hash: planHash(crypto, plan) } as const;
    const created = await store.create(playbook.tenant_id, runId, since, (runs) =>
      newRun(runId, planned, playbook, event, runs),
    );
    if (created.kind === 'held') return { ...created, targets };
    return { kind: created.kind === 'created' ? 'planned' : 'exists', runId };
  }

  async #storm(playbook: Playbook): Promise<GuardVerdict> {
    const { store, clock } = this.options;
    const [now, { tenant_id, id }] = [clock.now(), playbook];
    const ofPlaybook = await store.changeStorm(tenant_id, id, (state) =>
      countTrigger(state, stormLimitOf(playbook), now),
    );
    const ofTenant = await store.changeStorm(tenant_id, null, (state) => countTrigger(state, TENANT_STORM, now));
    return stormsGuard(ofPlaybook, ofTenant, now);
  }

  /** Asks a precondition; whoever does not answer soon has not answered. */
  async ask(tenantId: string, query: string, signal: AbortSignal): Promise<LookAnswer> {
    const { queries, clock } = this.options;
    const asked = await within(clock, QUERY_TIMEOUT_MS, signal, (own) =>
      queries.ask(tenantId, query, clock.now(), own),
    );
    return asked.kind === 'answer' ? asked.answer : { kind: 'unanswered', reason: asked.reason };
  }

  /** Has actions rehearsed that are done at the same time. */
  rehearse(
    tenantId: string,
    actions: readonly HealingAction[],
    signal: AbortSignal,
  ): Promise<readonly RehearsalAnswer[]> {
    return Promise.all(actions.map((action) => this.options.executors.rehearse(tenantId, action, signal)));
  }
}
