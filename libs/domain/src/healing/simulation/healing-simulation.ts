import type { LedgerCrypto } from '../../ledger/ledger-crypto.js';
import { type GuardVerdict, PASS } from '../guard.js';
import {
  countTrigger,
  newRunGuard,
  pastNeededMs,
  stormLimitOf,
  stormsGuard,
  type StormState,
  TENANT_STORM,
} from '../guards.js';
import type { LookAnswer } from '../next-move.js';
import { planHash } from '../plan.js';
import { newRun, nextOfPlanning, NOTHING_KNOWN, type PlanningNeed, resolvedOnce, runIdOf } from '../planning.js';
import type { Playbook } from '../playbook.js';
import { isRecent, runOf, type RunSummary, summaryAt } from '../run.js';
import { type HealingTrigger, triggerTest } from '../trigger.js';
import { SimulatedRun, type Standing } from './simulated-run.js';
import type { AskedQuery, SimulatedWorld, SimulationStep } from './simulated-world.js';

/** An alert, and when healing hears of it; ms since 1970. */
export interface HeardAlert {
  readonly trigger: HealingTrigger;
  readonly heardAt: number;
}

/** What became of one alert by one playbook that is for it. */
export interface SimulatedDecision {
  readonly playbook: Playbook;
  readonly alert: HeardAlert;
  /** Preconditions that were asked, and what was answered. */
  readonly asked: readonly { readonly query: string; readonly answer: LookAnswer }[];
  readonly outcome:
    | { readonly kind: 'run'; readonly run: SimulatedRun }
    | { readonly kind: 'held'; readonly verdict: GuardVerdict & { kind: 'held' } };
}

export interface SimulationOptions {
  /** All of one tenant. */
  readonly playbooks: readonly Playbook[];
  /** Playbooks whose runs are among those recorded: their triggers are counted towards the tenant's storm. */
  readonly others: readonly Playbook[];
  /** In the order in which they are heard of. */
  readonly alerts: readonly HeardAlert[];
  /** Runs that there were anyway. */
  readonly recorded: readonly RunSummary[];
  readonly world: SimulatedWorld;
  readonly crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>;
}

/**
 * Plays what healing does about alerts, by the very decisions and moves of live healing, with effects that are only told.
 * Alerts of one time are planned for before any of their runs is worked. Whoever plays it answers the queries.
 */
export function simulateHealing(
  options: SimulationOptions,
): Generator<SimulationStep, readonly SimulatedDecision[], LookAnswer> {
  return new HealingSimulation(options).play();
}

interface TestedPlaybook {
  readonly playbook: Playbook;
  readonly isFor: (alert: HealingTrigger) => boolean;
}

const tested = (playbooks: readonly Playbook[]): TestedPlaybook[] =>
  playbooks.map((playbook) => ({ playbook, isFor: triggerTest(playbook) }));

class HealingSimulation {
  readonly #playbooks: readonly TestedPlaybook[];
  readonly #others: readonly TestedPlaybook[];
  readonly #storms = new Map<string | null, StormState>();
  readonly #runs = new Map<string, SimulatedRun>();
  /** Those that there is still something to do about. */
  readonly #open = new Set<SimulatedRun>();
  /** Those that guards may still ask after, the recorded ones that there will be among them. */
  #recent: readonly { readonly summary: RunSummary }[];
  readonly #pastNeededMs: number;
  readonly #decisions: SimulatedDecision[] = [];

  constructor(private readonly options: SimulationOptions) {
    this.#playbooks = tested(options.playbooks);
    this.#others = tested(options.others);
    this.#recent = options.recorded.map((summary) => ({ summary }));
    this.#pastNeededMs = Math.max(...options.playbooks.map(pastNeededMs));
  }

  *play(): Generator<SimulationStep, readonly SimulatedDecision[], LookAnswer> {
    const { alerts } = this.options;
    for (let heard = 0; ;) {
      const due = this.#nextDue();
      const alert = alerts[heard];
      if (due !== null && (alert === undefined || (due.dueAt ?? 0) < alert.heardAt)) yield* this.#work(due);
      else if (alert !== undefined) {
        yield* this.#hear(alert);
        heard += 1;
        yield null;
      } else return this.#decisions;
    }
  }

  #nextDue(): SimulatedRun | null {
    let next: SimulatedRun | null = null;
    for (const run of this.#open) if (run.dueAt !== null && (next?.dueAt == null || run.dueAt < next.dueAt)) next = run;
    return next;
  }

  *#work(run: SimulatedRun): Generator<AskedQuery, void, LookAnswer> {
    const { playbook_id } = run.run.plan;
    const standing: Standing = {
      standing: this.options.playbooks.find(({ id }) => id === playbook_id) ?? null,
      stormOfPlaybook: this.#storms.get(playbook_id) ?? null,
      stormOfTenant: this.#storms.get(null) ?? null,
    };
    yield* run.work(run.dueAt ?? 0, standing);
    if (run.dueAt === null) this.#open.delete(run);
  }

  *#hear(alert: HeardAlert): Generator<AskedQuery, void, LookAnswer> {
    const { trigger, heardAt } = alert;
    for (const { playbook, isFor } of this.#playbooks) if (isFor(trigger)) yield* this.#plan(playbook, alert);
    for (const { playbook, isFor } of this.#others) {
      if (!isFor(trigger)) continue;
      const resolved = resolvedOnce(playbook, trigger);
      const about = { playbook, trigger, requestedBy: null, resolved, switches: PASS, now: heardAt };
      if (nextOfPlanning(about, NOTHING_KNOWN).kind === 'count_trigger') this.#count(playbook, heardAt);
    }
  }

  *#plan(playbook: Playbook, alert: HeardAlert): Generator<AskedQuery, void, LookAnswer> {
    const { world } = this.options;
    const { trigger, heardAt: now } = alert;
    const asked: SimulatedDecision['asked'][number][] = [];
    const resolved = resolvedOnce(playbook, trigger);
    const about = { playbook, trigger, requestedBy: null, resolved, switches: PASS, now };
    for (let facts = NOTHING_KNOWN; ;) {
      const need = nextOfPlanning(about, facts);
      switch (need.kind) {
        case 'count_trigger':
          facts = { ...facts, storm: this.#count(playbook, now) };
          break;
        case 'look_at_runs': {
          const runs = this.#recentRuns(need.since, now);
          facts = { ...facts, runs: newRunGuard({ playbook, targets: need.targets, runs, now }) };
          break;
        }
        case 'ask': {
          const answer = yield { query: need.query, at: now };
          asked.push({ query: need.query, answer });
          facts = { ...facts, answers: [...facts.answers, world.believed(answer)] };
          break;
        }
        case 'rehearse': {
          const answers = need.actions.map((action) => world.rehearse(action));
          facts = { ...facts, rehearsals: [...facts.rehearsals, answers] };
          break;
        }
        case 'held':
          this.#decisions.push({ playbook, alert, asked, outcome: { kind: 'held', verdict: need.verdict } });
          return;
        case 'planned':
          this.#decisions.push({ playbook, alert, asked, outcome: this.#create(need, playbook, alert) });
          return;
      }
    }
  }

  #create(
    planned: Extract<PlanningNeed, { kind: 'planned' }>,
    playbook: Playbook,
    { trigger, heardAt: at }: HeardAlert,
  ): SimulatedDecision['outcome'] {
    const { crypto, world } = this.options;
    const runId = runIdOf(playbook, trigger);
    const known = this.#runs.get(runId);
    if (known !== undefined) return { kind: 'run', run: known };
    const event = { type: 'planned', at, plan: planned.plan, hash: planHash(crypto, planned.plan) } as const;
    const created = newRun(runId, planned, playbook, event, this.#recentRuns(planned.since, at));
    if (created.kind === 'held') return created;
    const run = new SimulatedRun(runOf(runId, [event]), event, world, crypto);
    this.#runs.set(runId, run);
    this.#open.add(run);
    this.#recent = [...this.#recent.filter(({ summary }) => isRecent(summary, at - this.#pastNeededMs)), run];
    return { kind: 'run', run };
  }

  #recentRuns(since: number, now: number): RunSummary[] {
    return this.#recent.flatMap((run) => {
      const summary = run instanceof SimulatedRun ? run.summary : summaryAt(run.summary, now);
      return summary !== null && isRecent(summary, since) ? [summary] : [];
    });
  }

  #count(playbook: Playbook, now: number): GuardVerdict {
    const ofPlaybook = countTrigger(this.#storms.get(playbook.id) ?? null, stormLimitOf(playbook), now);
    const ofTenant = countTrigger(this.#storms.get(null) ?? null, TENANT_STORM, now);
    this.#storms.set(playbook.id, ofPlaybook).set(null, ofTenant);
    return stormsGuard(ofPlaybook, ofTenant, now);
  }
}
