import { applyEvent, effectOf, isOver, type Run, runOf, summaryOfRun } from '@tocsin/domain/healing/run';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import type { Clock } from '@tocsin/ports/clock';
import type { ClaimedRun, HealingStore, RunLease } from '@tocsin/ports/healing-store';
import type { HealingMetrics } from './healing-metrics.js';
import type { HealingAudit } from './healing-world.js';

/** Somebody else works the run now; whoever hears this leaves it alone. */
export class LeaseLost extends Error {
  constructor(runId: string) {
    super(`another process works the run ${runId}`);
  }
}

type EffectFact = Extract<RunEvent, { type: 'effect_ended' | 'effect_found' }>;

/** How often what is known is tried to be written down; all of it takes less than a lease. */
const FACT_ATTEMPTS = 5;
const FACT_PAUSE_MS = 1_000;

export interface RunInHandOptions {
  store: HealingStore;
  audit: HealingAudit;
  metrics: HealingMetrics;
  clock: Clock;
}

/** A run that this process works, as the store has it. */
export class RunInHand {
  readonly tenantId: string;
  /** Aborted when the run is another's. */
  readonly lost = new AbortController();
  #events: RunEvent[];
  #run: Run;
  #audited: number;
  #leaseUntil: number;
  readonly #token: RunLease['token'];
  /** Appends come one after the other, also of effects that end at once. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly options: RunInHandOptions,
    { tenantId, runId, events, lease, audited }: ClaimedRun,
  ) {
    this.tenantId = tenantId;
    this.#events = [...events];
    this.#run = runOf(runId, events);
    this.#audited = audited;
    this.#token = lease.token;
    this.#leaseUntil = lease.until;
  }

  get run(): Run {
    return this.#run;
  }

  /** @throws LeaseLost when the lease has run out or is another's */
  assertHeld(): void {
    if (this.lost.signal.aborted || this.options.clock.now() >= this.#leaseUntil) throw this.#leaseLost();
  }

  /** Keeps the run for longer. */
  async renew(until: number): Promise<void> {
    const { store } = this.options;
    if (await store.renew(this.tenantId, this.#run.id, this.#token, until)) this.#leaseUntil = until;
    else this.#leaseLost();
  }

  /**
   * Writes events down if nothing else has happened to the run meanwhile.
   *
   * @returns false when something has: then nothing was written, and {@link run} is what the run is now
   * @throws LeaseLost
   */
  append(events: readonly RunEvent[]): Promise<boolean> {
    return this.#inTurn(() => this.#append(events));
  }

  /**
   * Writes down what has become of an effect, whatever else has happened to the run. A store that is away for a moment is
   * asked again: what is not written down must be found out by questions, and not all can be answered.
   *
   * @throws LeaseLost; what the store throws in the end
   */
  appendFact(event: EffectFact): Promise<void> {
    return this.#inTurn(async () => {
      for (let failures = 0; ;) {
        try {
          // It was written down where the store could only not say so: nobody else writes of effects under this lease.
          if (effectOf(this.#run, event).status !== 'begun') return;
          if (await this.#append([event])) return;
        } catch (error) {
          failures += 1;
          if (error instanceof LeaseLost || failures >= FACT_ATTEMPTS) throw error;
          await this.options.clock.wait(FACT_PAUSE_MS, this.lost.signal);
        }
      }
    });
  }

  /** Tells the audit what it has not been told of yet. @throws what the audit throws */
  async tellAudit(): Promise<void> {
    const { store, audit } = this.options;
    if (this.#audited >= this.#events.length) return;
    const events = this.#events.slice(this.#audited);
    const [run, from] = [this.#run, this.#audited];
    await audit.record(events.map((event, i) => ({ kind: 'run_event', id: `${run.id}/${from + i}`, run, event })));
    this.#audited = from + events.length;
    await store.markAudited(this.tenantId, run.id, this.#audited);
  }

  /** Gives the run back until a time, or until a person has done something. */
  async release(nextLookAt: number | null): Promise<void> {
    await this.options.store.release(this.tenantId, this.#run.id, this.#token, this.#run.version, nextLookAt);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #append(events: readonly RunEvent[]): Promise<boolean> {
    const { store, clock, metrics } = this.options;
    const after = events.reduce(applyEvent, this.#run);
    const outcome = await store.append(this.tenantId, after.id, {
      expectedVersion: this.#run.version,
      events,
      summary: summaryOfRun(after),
      nextLookAt: clock.now(),
      token: this.#token,
    });
    if (outcome === 'lease_lost') throw this.#leaseLost();
    if (outcome === 'appended') {
      if (isOver(after) && !isOver(this.#run)) metrics.ended(this.tenantId, after.state);
      this.#events.push(...events);
      this.#run = after;
      return true;
    }
    const stored = await store.run(this.tenantId, after.id);
    if (stored === null) throw this.#leaseLost();
    this.#events = [...stored.events];
    this.#run = runOf(after.id, stored.events);
    return false;
  }

  #leaseLost(): LeaseLost {
    const error = new LeaseLost(this.#run.id);
    this.lost.abort(error);
    return error;
  }
}
