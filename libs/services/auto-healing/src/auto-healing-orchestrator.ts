import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Playbook } from '@tocsin/domain/healing/playbook';
import type { RunRequest } from '@tocsin/domain/healing/run-request';
import { type HealingTrigger, healingTriggerOf } from '@tocsin/domain/healing/trigger';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import type { ActionExecutor } from '@tocsin/ports/action-executor';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogBatch } from '@tocsin/ports/event-log';
import type { ClaimedRun, HealingStore } from '@tocsin/ports/healing-store';
import type { RunRequests } from '@tocsin/ports/run-requests';
import { Rounds } from '@tocsin/runtime/rounds';
import type { Registry } from 'prom-client';
import { Executors } from './executors.js';
import { HealingMetrics } from './healing-metrics.js';
import type { AlertStates, HealingAudit, HealingNotifier, HealingQueries } from './healing-world.js';
import { HeldBack } from './held-back.js';
import { PlaybookDirectory } from './playbook-directory.js';
import { RequestedRuns } from './requested-runs.js';
import { LeaseLost, RunInHand } from './run-in-hand.js';
import { type PlannedRun, RunPlanner } from './run-planner.js';
import { RunWorker } from './run-worker.js';
import { SwitchWatch } from './switch-watch.js';

/** How often runs are looked for whose turn has come: an approval is followed by its effect within half a second. */
const LOOK_PERIOD_MS = 200;
/** A run is another's when whoever works it has not been heard of for so long. */
const LEASE_MS = 30_000;
const RENEW_PERIOD_MS = 5_000;
/** How often the runs are counted that wait for people, who take minutes. */
const COUNT_PERIOD_MS = 10_000;
/** Runs that are worked at once in this process; each waits for the world most of its time. */
const RUNS_MAX = 64;

export interface AutoHealingOptions {
  store: HealingStore;
  requests: RunRequests;
  /** Who does actions for a tenant, with what the tenant may touch; asked once for each. */
  executorsOf(tenantId: string): readonly ActionExecutor[];
  queries: HealingQueries;
  alerts: AlertStates;
  notifier: HealingNotifier;
  audit: HealingAudit;
  log: Pick<EventLog, 'consume'>;
  topicPrefix: string;
  crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>;
  clock: Clock;
  registry: Registry;
  onError(error: unknown, what: string): void;
}

/**
 * Heals: plans runs for the alerts that playbooks are for, and works them. Any number of processes may do so side by side;
 * a run is worked by one of them at a time, and by another when that one is lost.
 */
export class AutoHealingOrchestrator {
  readonly #options: AutoHealingOptions;
  readonly #metrics: HealingMetrics;
  readonly #switches: SwitchWatch;
  readonly #playbooks: PlaybookDirectory;
  readonly #planner: RunPlanner;
  readonly #worker: RunWorker;
  readonly #heldBack: HeldBack;
  readonly #requested: RequestedRuns;
  readonly #rounds: Rounds;
  readonly #inHand = new Map<RunInHand, Promise<void>>();
  readonly #stopping = new AbortController();
  #stopTimers: (() => void)[] = [];
  #consumption: Consumption | null = null;

  constructor(options: AutoHealingOptions) {
    const { store, requests, clock, audit, onError, registry, queries, crypto } = options;
    this.#options = options;
    this.#metrics = new HealingMetrics(registry);
    this.#switches = new SwitchWatch(store, clock);
    this.#playbooks = new PlaybookDirectory(store);
    const executors = new Executors((tenantId) => options.executorsOf(tenantId), clock);
    this.#planner = new RunPlanner({ store, executors, queries, switches: this.#switches, crypto, clock });
    this.#worker = new RunWorker({
      ...options,
      executors,
      planner: this.#planner,
      switches: this.#switches,
      metrics: this.#metrics,
    });
    this.#heldBack = new HeldBack(audit, this.#metrics, clock);
    this.#requested = new RequestedRuns({
      requests,
      store,
      clock,
      plan: (playbook, request) => this.#plan(playbook, request.trigger, request),
      onError,
    });
    this.#rounds = new Rounds(
      async () => {
        await this.#takeDue();
        await this.#requested.take();
      },
      (error) => onError(error, 'runs that are due could not be taken'),
    );
  }

  async start(): Promise<void> {
    const { clock, log, topicPrefix } = this.#options;
    this.#switches.start();
    this.#stopTimers = [
      clock.every(LOOK_PERIOD_MS, () => void this.wake()),
      clock.every(RENEW_PERIOD_MS, () => this.#renew()),
      clock.every(COUNT_PERIOD_MS, () => this.#countWaiting()),
    ];
    this.#consumption = await log.consume({
      group: 'auto-healing',
      topics: [topicName(transitions, topicPrefix)],
      from: 'latest',
      commit: 'after-batch',
      onBatch: (batch) => this.#take(batch),
    });
    await Promise.all([this.#countWaiting(), this.wake()]);
  }

  async #countWaiting(): Promise<void> {
    const { store, onError } = this.#options;
    await store
      .waiting()
      .then((waiting) => this.#metrics.waiting(waiting))
      .catch((error: unknown) => onError(error, 'the runs that wait for people could not be counted'));
  }

  /** Begins nothing more, waits for the effects that have begun, and leaves the rest to other processes. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the process stops'));
    for (const stopTimer of this.#stopTimers) stopTimer();
    await this.#consumption?.stop();
    await this.#rounds.stop();
    await Promise.all([...this.#inHand.values(), this.#requested.settled()]);
    this.#switches.stop();
  }

  /** Looks now for runs that are due. */
  wake(): Promise<void> {
    return this.#rounds.wake();
  }

  /**
   * Plans runs for what transitions say, those of one tenant one after the other.
   *
   * @throws what the store throws: then all of it is to be handed in again
   */
  async consider(batch: readonly Transition[]): Promise<void> {
    const byTenant = Map.groupBy(batch, ({ tenant_id }) => tenant_id);
    await Promise.all(
      Array.from(byTenant, async ([tenantId, ofTenant]) => {
        const triggers = ofTenant.flatMap((transition) => healingTriggerOf(transition) ?? []);
        if (triggers.length === 0) return;
        const playbooksFor = await this.#playbooks.of(tenantId);
        for (const trigger of triggers)
          for (const playbook of playbooksFor(trigger)) await this.#plan(playbook, trigger, null);
      }),
    );
    void this.wake();
  }

  /**
   * Plans a run of a playbook for an alert.
   *
   * @param request - of whoever asks for it, who then cannot approve it; null when the alert does
   */
  async #plan(playbook: Playbook, trigger: HealingTrigger, request: RunRequest | null): Promise<PlannedRun> {
    const planned = await this.#planner.plan(playbook, trigger, request, this.#stopping.signal);
    if (planned.kind === 'held') await this.#heldBack.note(playbook, planned.targets, planned.verdict);
    return planned;
  }

  async #take({ records }: LogBatch): Promise<void> {
    const batch = records.flatMap(({ value, partition, offset }) => {
      if (value === null) return [];
      const decoded = decodeJson(transitions, value);
      if (decoded.kind !== 'unreadable') return [decoded.value];
      const where = new Error(`${partition}/${offset}: ${decoded.reason}`);
      this.#options.onError(where, 'a record of the transitions is none, and heals nothing');
      return [];
    });
    await this.consider(batch);
  }

  async #takeDue(): Promise<void> {
    const { store, clock } = this.#options;
    const limit = RUNS_MAX - this.#inHand.size;
    if (limit <= 0) return;
    for (const claimed of await store.claim(clock.now(), LEASE_MS, limit)) this.#work(claimed);
  }

  #work(claimed: ClaimedRun): void {
    const { store, audit, clock, onError } = this.#options;
    const hand = new RunInHand({ store, audit, metrics: this.#metrics, clock }, claimed);
    const done = this.#worker
      .work(hand, this.#stopping.signal)
      .catch((error: unknown) => {
        if (!(error instanceof LeaseLost)) onError(error, `the run ${claimed.runId} could not be gone on with`);
      })
      .finally(() => this.#inHand.delete(hand));
    this.#inHand.set(hand, done);
  }

  async #renew(): Promise<void> {
    const { clock, onError } = this.#options;
    const until = clock.now() + LEASE_MS;
    await Promise.all(
      Array.from(this.#inHand.keys(), (hand) =>
        hand.renew(until).catch((error: unknown) => onError(error, 'a run could not be kept for longer')),
      ),
    );
  }
}
