import type { GuardVerdict } from '@tocsin/domain/healing/guard';
import { killSwitchGuard, type SwitchView } from '@tocsin/domain/healing/guards';
import type { Clock } from '@tocsin/ports/clock';
import type { HealingSwitches } from '@tocsin/ports/healing-store';
import { within } from './executors.js';

/** Three looks fit into the second within which a switch must work. */
const LOOK_PERIOD_MS = 250;
/** What was read longer ago says nothing of now. */
const AGE_MS_MAX = 750;
/** How long is waited for a store that does not say whether healing is off: nothing begins meanwhile, and nothing is given up. */
const WAIT_MS_MAX = 10_000;
const NEVER = new AbortController().signal;

/** Watches the kill switches, and stops what is under way when one is on, or when nobody knows. */
export class SwitchWatch {
  readonly #underWay = new Set<{ readonly tenantId: string; readonly controller: AbortController }>();
  #view: SwitchView = { kind: 'unknown', reason: 'they have not been read yet' };
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;
  #stopTimer: () => void = () => undefined;

  constructor(
    private readonly switches: Pick<HealingSwitches, 'killSwitches'>,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.#stopTimer = this.clock.every(LOOK_PERIOD_MS, () => {
      void this.#look();
      this.#stopWhatMustNotBe();
    });
    void this.#look();
  }

  stop(): void {
    this.#stopTimer();
  }

  /** Whether a tenant may be healed, as lately read; where nobody knows, that is waited for. */
  async lately(tenantId: string, signal: AbortSignal): Promise<GuardVerdict> {
    const until = this.clock.now() + WAIT_MS_MAX;
    while (this.#latest().kind === 'unknown' && this.clock.now() < until && !signal.aborted)
      await this.clock.wait(LOOK_PERIOD_MS, signal);
    return this.#verdict(tenantId);
  }

  /** The same, as it is read now. */
  async fresh(tenantId: string, signal: AbortSignal): Promise<GuardVerdict> {
    await this.#look();
    return this.lately(tenantId, signal);
  }

  /** Does something to a tenant's world with a signal that is aborted as soon as that must not be. */
  async during<T>(tenantId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const one = { tenantId, controller: new AbortController() };
    this.#underWay.add(one);
    try {
      return await work(one.controller.signal);
    } finally {
      this.#underWay.delete(one);
    }
  }

  #verdict(tenantId: string): GuardVerdict {
    return killSwitchGuard(tenantId, this.#latest());
  }

  #latest(): SwitchView {
    const age = this.clock.now() - this.#readAt;
    return age <= AGE_MS_MAX ? this.#view : { kind: 'unknown', reason: `they could not be read for ${age} ms` };
  }

  #look(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #read(): Promise<void> {
    const askedAt = this.clock.now();
    const read = await within(this.clock, AGE_MS_MAX, NEVER, () => this.switches.killSwitches());
    if (read.kind === 'answer') [this.#view, this.#readAt] = [{ kind: 'known', on: read.answer }, askedAt];
    else this.#view = { kind: 'unknown', reason: `reading them ${read.reason}` };
    this.#stopWhatMustNotBe();
  }

  #stopWhatMustNotBe(): void {
    for (const { tenantId, controller } of this.#underWay) {
      const verdict = this.#verdict(tenantId);
      if (verdict.kind === 'held') controller.abort(new Error(verdict.reason));
    }
  }
}
