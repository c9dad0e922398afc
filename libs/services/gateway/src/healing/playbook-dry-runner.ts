import { setImmediate } from 'node:timers/promises';
import type { HealingAction } from '@tocsin/domain/healing/action';
import { pastNeededMs } from '@tocsin/domain/healing/guards';
import type { LookAnswer } from '@tocsin/domain/healing/next-move';
import type { Playbook } from '@tocsin/domain/healing/playbook';
import type { RunSummary } from '@tocsin/domain/healing/run';
import { dryRunPlaybook, type PlaybookDryRun } from '@tocsin/domain/healing/simulation/dry-run';
import type { AskedQuery } from '@tocsin/domain/healing/simulation/simulated-world';
import { grantRefusal, notSwitchedOn, type TargetGrant } from '@tocsin/domain/healing/target-grants';
import { triggerTest } from '@tocsin/domain/healing/trigger';
import { everyRun, type HealingStore } from '@tocsin/ports/healing-store';
import type { HistoryReach } from '@tocsin/ports/series-history';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { invalid, ProblemError, unavailable } from '../problem.js';
import type { RecordedAlerts } from './recorded-alerts.js';

/** Most alerts of one dry run: more than a thousand a day for a week are no incidents that a playbook could be for. */
const ALERTS_MAX = 10_000;
/** Most actions of all of them together: a run of a hundred actions is some 100 kB, until the answer is written. */
const ACTIONS_MAX = 100_000;
/** Most queries of one; each takes milliseconds. What comes after them is told as unknown. */
const QUERIES_MAX = 2_000;
/** Most runs of other playbooks that are looked at: more than all budgets allow in a week. */
const RUNS_MAX = 10_000;
const RUNS_PAGE = 500;
/** Longest that a run can be open: its approval a day, its verification two. */
const RUN_MS_MAX = 3 * 86_400_000;
/** Most at once: each reads a stretch of the log that other tenants' alerts stand in, too. */
const CONCURRENT_MAX = 2;
const TIME_MS_MAX = 60_000;

const NOT_ASKED: LookAnswer = { kind: 'unanswered', reason: 'nothing was asked' };

export interface PlaybookDryRunnerOptions {
  store: Pick<HealingStore, 'playbooks' | 'runs'>;
  alerts: Pick<RecordedAlerts, 'heard'>;
  reach: HistoryReach;
  ask(tenantId: string, query: string, at: number, signal: AbortSignal): Promise<LookAnswer>;
  grants: readonly TargetGrant[];
  /** Whether the operator has switched on what does actions of a kind. */
  isSwitchedOn(kind: HealingAction['kind']): boolean;
}

export interface DryRunRequest {
  readonly playbook: Playbook;
  /** The version that is kept, not a draft. */
  readonly isStored: boolean;
  /** ms since 1970; `to` is not included. */
  readonly from: number;
  readonly to: number;
}

/** Plays playbooks against what the platform has recorded of their tenant. Nothing is written and nothing is done. */
export class PlaybookDryRunner {
  #running = 0;

  constructor(private readonly options: PlaybookDryRunnerOptions) {}

  /** @throws ProblemError when there is no place, not enough time, or too much to play */
  async run(request: DryRunRequest, gone?: AbortSignal): Promise<PlaybookDryRun> {
    if (this.#running >= CONCURRENT_MAX)
      throw unavailable('dry-runs-busy', `${this.#running} dry runs are under way; try again when one is done.`);
    const late = AbortSignal.timeout(TIME_MS_MAX);
    const signal = gone === undefined ? late : AbortSignal.any([late, gone]);
    this.#running += 1;
    try {
      return await this.#run(request, signal);
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
      throw late.aborted ? tooLong() : cancelled();
    } finally {
      this.#running -= 1;
    }
  }

  async #run(request: DryRunRequest, signal: AbortSignal): Promise<PlaybookDryRun> {
    const { playbook, from, to } = request;
    const { store, alerts: recordedAlerts, grants, isSwitchedOn } = this.options;
    const { tenant_id: tenantId, id } = playbook;
    const others = (await store.playbooks(tenantId)).filter((one) => one.id !== id);
    const tests = [{ ...playbook, is_enabled: true }, ...others].map(triggerTest);
    const isWanted: (typeof tests)[number] = (alert) => tests.some((isFor) => isFor(alert));
    const actions = playbook.steps.reduce((sum, step) => sum + step.actions.length, 0);
    const alertsMax = Math.min(ALERTS_MAX, Math.floor(ACTIONS_MAX / actions));
    const alerts = await recordedAlerts.heard(tenantId, request, isWanted, alertsMax, signal);
    if (alerts.length > alertsMax)
      throw invalid([
        {
          path: 'from',
          code: 'out_of_range',
          message: `reaches over more than ${alertsMax} alerts that playbooks are for`,
          fix: 'Give a shorter time, or narrow the trigger.',
        },
      ]);
    const recorded = (await this.#runsSince(tenantId, from - pastNeededMs(playbook) - RUN_MS_MAX, signal)).filter(
      ({ playbookId, createdAt }) => playbookId !== id && createdAt < to,
    );
    const dryRun = dryRunPlaybook({
      ...request,
      others,
      alerts,
      recorded,
      refusalOf: (kind, target) => (isSwitchedOn(kind) ? grantRefusal(grants, tenantId, target) : notSwitchedOn(kind)),
      crypto: nodeLedgerCrypto,
    });
    const answer = await this.#answering(tenantId, signal);
    for (let step = dryRun.next(); ;) {
      if (step.done === true) return step.value;
      signal.throwIfAborted();
      if (step.value !== null) step = dryRun.next(await answer(step.value));
      else {
        // Others have their turn between two alerts.
        await setImmediate();
        step = dryRun.next(NOT_ASKED);
      }
    }
  }

  async #runsSince(tenantId: string, since: number, signal: AbortSignal): Promise<readonly RunSummary[]> {
    const runs: RunSummary[] = [];
    for (let wanted = everyRun(RUNS_PAGE); ;) {
      signal.throwIfAborted();
      const page = await this.options.store.runs(tenantId, wanted);
      runs.push(...page.filter(({ createdAt }) => createdAt >= since));
      const last = page.at(-1);
      if (page.length < RUNS_PAGE || last === undefined || last.createdAt < since || runs.length >= RUNS_MAX)
        return runs;
      wanted = { ...wanted, after: last };
    }
  }

  /** Answers queries by the samples that were kept; of what they do not reach, nobody knows. */
  async #answering(tenantId: string, signal: AbortSignal): Promise<(asked: AskedQuery) => Promise<LookAnswer>> {
    const { reach, ask } = this.options;
    const unknown = (reason: string): LookAnswer => ({ kind: 'unanswered', reason });
    let earliest: number | null | Error | undefined;
    let count = 0;
    return async ({ query, at }) => {
      earliest ??= await reach.earliest(tenantId).catch((error: Error) => error);
      if (earliest instanceof Error) return unknown(earliest.message);
      if (earliest === null) return unknown('no samples are kept');
      if (at < earliest) return unknown('samples do not reach back so far');
      count += 1;
      if (count > QUERIES_MAX) return unknown(`a dry run asks ${QUERIES_MAX} queries at most`);
      const answer = await ask(tenantId, query, at, signal);
      signal.throwIfAborted();
      return answer;
    };
  }
}

const tooLong = (): ProblemError =>
  new ProblemError(
    422,
    'dry-run-too-long',
    'The dry run takes too long',
    `It was not done after ${TIME_MS_MAX / 1_000} seconds; take a shorter time.`,
  );

const cancelled = (): ProblemError =>
  new ProblemError(499, 'dry-run-cancelled', 'The dry run was cancelled', 'Whoever asked for it has gone.');
