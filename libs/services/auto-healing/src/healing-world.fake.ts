import { decideApproval, type Decider, decideSettlement, type Decision } from '@tocsin/domain/healing/approval';
import type { HealingAction } from '@tocsin/domain/healing/action';
import { targetOf } from '@tocsin/domain/healing/action-target';
import { lintPlaybook } from '@tocsin/domain/healing/lint-playbook';
import type { LookAnswer, RunNews } from '@tocsin/domain/healing/next-move';
import type { Playbook } from '@tocsin/domain/healing/playbook';
import { effectKey, type Run, runOf } from '@tocsin/domain/healing/run';
import { RunEventSchema } from '@tocsin/domain/healing/run-event';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import type { ActionExecutor, ActionOutcome, Rehearsal, Traces } from '@tocsin/ports/action-executor';
import type { Clock } from '@tocsin/ports/clock';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { decideRun, type RunDecision } from '@tocsin/ports/decide-run';
import { everyRun } from '@tocsin/ports/healing-store';
import { FakeHealingStore } from '@tocsin/ports/healing-store.fake';
import { FakeRunRequests } from '@tocsin/ports/run-requests.fake';
import { Registry } from 'prom-client';
import { AutoHealingOrchestrator } from './auto-healing-orchestrator.js';
import type { HealingAuditEntry } from './healing-world.js';

export const START = 1_800_000_000_000;
const NEVER = new Promise<never>(() => undefined);

/** What happens to a process at a call of the world: it dies, or stands still for so long and wakes. */
export type Fault = 'dies' | { readonly pausesMs: number };
/** What becomes of one try to act: the effect and its answer, in all the ways in which they can come apart. */
export type Luck = 'done' | 'refused' | 'busy' | 'throws_before' | 'throws_after' | 'hangs_before' | 'hangs_after';

export interface FakeHealingOptions {
  crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>;
  /** Faults by the number of the call, counted over all processes; each call is asked before it is made and after. */
  faults?: ReadonlyMap<number, Fault>;
  /** Whether calls are counted from the start, or while a run is open. */
  faultsFrom?: 'start' | 'run';
  /** What becomes of tries to act, in turn; then all are done. */
  luck?: readonly Luck[];
  /** Kinds whose executor cannot tell whether an effect is there. */
  blind?: ReadonlySet<HealingAction['kind']>;
  /** Whether the alert is over once something was done. */
  helps?: boolean;
  answerOf?: (expr: string) => LookAnswer;
  group?: { healthy: number; total: number; touched: number } | null;
}

/** One orchestrator as a process that can die. */
interface Process {
  readonly orchestrator: AutoHealingOrchestrator;
  readonly timers: Set<() => void>;
  isDead: boolean;
  wakesAt: number;
}

/**
 * A world in which processes heal and die. Executors do what they are told as often as they are told, under one key, too, so
 * that every second effect shows; people answer by what is true.
 */
export class FakeHealingWorld {
  readonly clock = new FakeClock(START);
  readonly store = new FakeHealingStore();
  readonly requests = new FakeRunRequests();
  /** Keys of effects in the order in which they happened. */
  readonly effects: string[] = [];
  readonly audit = new Map<string, HealingAuditEntry>();
  readonly told: { run: Run; news: RunNews }[] = [];
  readonly errors: unknown[] = [];
  readonly registry = new Registry();
  /** How often a process died or stood still while a run was open. */
  crashes = 0;
  rehearsals = 0;
  /** What dry runs say, so that a test can change the world. */
  replicas = 3;
  group: FakeHealingOptions['group'];
  answersPeople = true;
  /** What an effect changes in the world. */
  afterEffect: () => void = () => undefined;
  readonly #processes: Process[] = [];
  readonly #luck: Luck[];
  /** What was called, once before and once after each call. */
  readonly calls: string[] = [];

  constructor(readonly options: FakeHealingOptions) {
    this.#luck = [...(options.luck ?? [])];
    this.group = options.group ?? null;
  }

  /** Starts one more process. */
  async spawn(): Promise<AutoHealingOrchestrator> {
    const timers = new Set<() => void>();
    const process: { -readonly [Key in keyof Process]: Process[Key] } = {
      orchestrator: undefined as never,
      timers,
      isDead: false,
      wakesAt: 0,
    };
    const { options } = this;
    process.orchestrator = new AutoHealingOrchestrator({
      store: this.#gated(process, this.store),
      // Looked at all the time, so its calls are not counted among those at which something may happen.
      requests: this.requests,
      executorsOf: () => [this.#gated(process, this.#executor())],
      queries: { ask: async (_tenant, expr) => options.answerOf?.(expr) ?? { kind: 'holds' } },
      alerts: { stateOf: async () => (options.helps !== false && this.effects.length > 0 ? 'over' : 'firing') },
      notifier: this.#gated(process, {
        tell: async (run: Run, news: RunNews) => void this.told.push({ run, news }),
      }),
      audit: this.#gated(process, {
        record: async (entries: readonly HealingAuditEntry[]) => {
          for (const entry of entries) this.audit.set(entry.id, entry);
        },
      }),
      log: { consume: async () => ({ stop: async () => undefined }) as never },
      topicPrefix: 'tocsin',
      crypto: options.crypto,
      clock: this.#clockOf(process),
      registry: this.#processes.length === 0 ? this.registry : new Registry(),
      onError: (error) => void this.errors.push(error),
    });
    this.#processes.push(process);
    void process.orchestrator.start().catch((error: unknown) => this.errors.push(error));
    await settle();
    return process.orchestrator;
  }

  get living(): AutoHealingOrchestrator[] {
    return this.#processes.filter(({ isDead }) => !isDead).map(({ orchestrator }) => orchestrator);
  }

  async put(over: PlaybookFields = {}): Promise<Playbook> {
    const playbook = playbookOf(over);
    const put = await this.store.putPlaybook(playbook);
    if (put.kind !== 'put') throw new Error('the playbook was not kept');
    return playbook;
  }

  /** Lets time pass in small steps, in which people answer and what has died is replaced. */
  async pass(ms: number, isEnough: () => Promise<boolean> = async () => false): Promise<void> {
    for (let passed = 0; passed < ms;) {
      const stepMs = passed < 10_000 ? 250 : 1_000;
      await this.clock.advance(stepMs);
      passed += stepMs;
      await settle();
      if (this.answersPeople) await this.#answer();
      while (this.living.length < 1) await this.spawn();
      if (passed % 2_000 === 0 && (await isEnough())) return;
    }
  }

  async runs(): Promise<Run[]> {
    const summaries = await this.store.runs('acme', everyRun(10_000));
    return Promise.all(
      summaries.map(async ({ runId }) => runOf(runId, (await this.store.run('acme', runId))?.events ?? [])),
    );
  }

  /** Has a person decide, as the gateway does. */
  decide(runId: string, decision: (run: Run) => Decision): Promise<RunDecision> {
    return decideRun(this.store, 'acme', runId, decision, this.clock.now());
  }

  approve(runId: string, subject: string): Promise<RunDecision> {
    return this.decide(runId, (run) =>
      decideApproval(run, { by: person(subject), hash: run.hash, isBreakGlass: false, reason: '' }, this.clock.now()),
    );
  }

  async #answer(): Promise<void> {
    for (const { id, state, effects } of await this.runs()) {
      if (state === 'awaiting_approval') await this.approve(id, 'bob');
      if (state !== 'unknown') continue;
      for (const [step, actions] of effects.entries())
        for (const [action, both] of actions.entries())
          for (const direction of ['do', 'undo'] as const) {
            if (both[direction].status !== 'in_doubt') continue;
            const effect = { step, action, direction };
            const isDone = this.effects.includes(effectKey(id, effect));
            const answer = { effect, isDone, reason: 'I have looked' };
            await this.decide(id, (run) => decideSettlement(run, person('bob'), answer, this.clock.now()));
          }
    }
  }

  #executor(): ActionExecutor {
    return {
      kinds: new Set<HealingAction['kind']>(['kubernetes_scale', 'kubernetes_restart', 'docker_restart', 'webhook']),
      rehearse: async (action): Promise<Rehearsal> => {
        this.rehearsals += 1;
        const effect = `${targetOf(action)}: ${this.replicas} replicas`;
        return { kind: 'feasible', effect, state: { replicas: this.replicas }, group: this.group ?? null };
      },
      perform: (_action, key, signal) => this.#act(key, signal),
      undo: (_action, _before, key, signal) => this.#act(key, signal),
      inquire: async (action, key): Promise<Traces> =>
        this.options.blind?.has(action.kind) === true
          ? { kind: 'unknown', reason: 'it leaves no traces' }
          : { kind: this.effects.includes(key) ? 'done' : 'not_done' },
    };
  }

  async #act(key: string, signal: AbortSignal): Promise<ActionOutcome> {
    const luck = this.#luck.shift() ?? 'done';
    if (luck === 'refused') return { kind: 'refused', reason: 'forbidden', mayHelp: false };
    if (luck === 'busy') return { kind: 'refused', reason: 'busy', mayHelp: true };
    if (luck === 'throws_before') throw new Error('connection refused');
    if (luck === 'hangs_before') return NEVER;
    // Who was told to stop before does not begin.
    if (signal.aborted) throw new Error('stopped');
    this.effects.push(key);
    this.afterEffect();
    if (luck === 'throws_after') throw new Error('connection reset');
    return luck === 'hangs_after' ? NEVER : { kind: 'done', effect: 'done' };
  }

  /** Calls of a process that can be its last, before they are made and after. */
  #gated<T extends object>(process: Process, target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          await this.#gate(process, String(name));
          if (name === 'append')
            for (const event of (args[2] as { events: unknown[] }).events) RunEventSchema.parse(event);
          const answer: unknown = await (member as (...all: unknown[]) => unknown).apply(target, args);
          await this.#gate(process, String(name));
          return answer;
        };
      },
    });
  }

  async #gate(process: Process, name: string): Promise<void> {
    const isCounted = this.options.faultsFrom !== 'run' || this.store.openRuns > 0;
    const fault = isCounted ? this.options.faults?.get(this.calls.push(name)) : undefined;
    if (process.isDead) return NEVER;
    if (fault !== undefined && this.store.openRuns > 0) this.crashes += 1;
    if (fault === 'dies') {
      process.isDead = true;
      for (const stop of process.timers) stop();
      return NEVER;
    }
    if (fault !== undefined) {
      process.wakesAt = Math.max(process.wakesAt, this.clock.now() + fault.pausesMs);
    }
    // All of a process stands still, its timers, too.
    while (process.wakesAt > this.clock.now()) await this.clock.wait(process.wakesAt - this.clock.now());
    if (process.isDead) return NEVER;
  }

  #clockOf(process: Process): Clock {
    return {
      now: () => this.clock.now(),
      wait: (ms, signal) => this.clock.wait(ms, signal),
      every: (periodMs, task) => {
        const stop = this.clock.every(periodMs, () => {
          if (process.wakesAt <= this.clock.now()) void task();
        });
        process.timers.add(stop);
        return stop;
      },
    };
  }
}

/** Lets all that can go on without time go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

export const person = (subject: string, over: Partial<Decider> = {}): Decider => ({
  subject,
  owners: [],
  isServiceAccount: false,
  tenantId: 'acme',
  role: 'approver',
  roleSince: 0,
  ...over,
});

export const scale = (name: string, replicas = 5): object => ({
  kind: 'kubernetes_scale',
  workload: { namespace: 'shop', kind: 'Deployment', name },
  replicas,
});

/** What a test says of a playbook. */
export interface PlaybookFields {
  readonly id?: string;
  readonly [field: string]: unknown;
}

/** A playbook by alice that needs nobody's approval, unless `over` says otherwise. */
export function playbookOf({ id = 'p1', ...over }: PlaybookFields = {}): Playbook {
  const lint = lintPlaybook({
    name: 'More of it',
    trigger: { rule_ids: ['r1'] },
    steps: [{ actions: [scale('{{ $labels.deployment }}')] }],
    verification: { within_ms: 60_000 },
    approval: { policy: 'none' },
    ...over,
  });
  if (lint.kind === 'invalid') throw new Error(JSON.stringify(lint.findings));
  const kept = { id, tenant_id: 'acme', version: 1, created_at: START, updated_at: START };
  return { ...lint.draft, ...kept, authors: [{ subject: 'alice', owners: [] }] };
}

export const firing = (n: number | string, over: Partial<Transition> = {}): Transition => ({
  id: `t${n}`,
  tenant_id: 'acme',
  rule_id: 'r1',
  rule_name: 'Down',
  rule_version: 1,
  severity: 'HIGH',
  category: 'infrastructure',
  state: 'firing',
  fingerprint: `f${n}`,
  labels: { deployment: `web-${n}` },
  annotations: {},
  episode_start: START,
  at: START,
  value: 1,
  reason: 'conditions_hold',
  evidence: [],
  source: { partition: 0, offset: 0 },
  ...over,
});
