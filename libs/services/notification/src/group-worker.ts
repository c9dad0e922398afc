import type { AlertGroupStore } from '@tocsin/ports/alert-group-store';
import type { Clock } from '@tocsin/ports/clock';
import { Rounds } from '@tocsin/runtime/rounds';
import type { AlertingConfiguration } from './alerting-directory.js';
import type { GroupDecider } from './group-decider.js';

/** Most groups decided in one transaction; it holds their locks. */
const GROUPS_MAX = 200;
/** How often groups are looked for whose turn has come: alerts are to be heard of within a second of it. */
const LOOK_PERIOD_MS = 250;

export interface GroupWorkerOptions {
  store: AlertGroupStore;
  decider: GroupDecider;
  configuration: Pick<AlertingConfiguration, 'policyOf'>;
  clock: Clock;
  /** Something is owed to somebody. */
  owes(): void;
  onError(error: unknown): void;
}

/** Looks at groups of alerts when their turn comes. Any number of processes may do so side by side. */
export class GroupWorker {
  readonly #options: GroupWorkerOptions;
  readonly #stopTimer: () => void;
  readonly #rounds: Rounds;
  readonly #changedPolicies = new Set<string>();
  readonly #changedHolds = new Set<string>();
  readonly #newReceivers = new Set<string>();

  constructor(options: GroupWorkerOptions) {
    this.#options = options;
    this.#rounds = new Rounds(() => this.#look(), options.onError);
    this.#stopTimer = options.clock.every(LOOK_PERIOD_MS, () => this.wake());
  }

  /** Takes up what changed while no process was there: policies, and silences that ended. */
  async start(): Promise<void> {
    const { store, clock } = this.#options;
    for (const tenant of await store.tenants()) this.#changedPolicies.add(tenant);
    await store.lookAtHeld(null, clock.now());
    await this.wake();
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#rounds.stop();
  }

  policyChanged(tenant: string): void {
    this.#changedPolicies.add(tenant);
    void this.wake();
  }

  holdsChanged(tenant: string): void {
    this.#changedHolds.add(tenant);
    void this.wake();
  }

  /** A tenant has one more receiver, which is told of what fires already. */
  receiverMade(tenant: string): void {
    this.#newReceivers.add(tenant);
    void this.wake();
  }

  /** Looks at what is due now; a failure is told, and tried again by and by. */
  wake(): Promise<void> {
    return this.#rounds.wake();
  }

  /** Looks at what is due now. @throws what the store throws */
  async decideDue(): Promise<void> {
    const { store, decider, clock, owes } = this.#options;
    for (let found = GROUPS_MAX; found === GROUPS_MAX && !this.#rounds.isStopped;) {
      const now = clock.now();
      found = await store.decideDue(now, GROUPS_MAX, decider.at(now));
      if (found > 0) owes();
    }
  }

  async #look(): Promise<void> {
    await each(this.#changedPolicies, (tenant) => this.#moveGroups(tenant));
    await each(this.#changedHolds, (tenant) => this.#options.store.lookAtHeld(tenant, this.#options.clock.now()));
    await each(this.#newReceivers, (tenant) => this.#options.store.lookAtAll(tenant, this.#options.clock.now()));
    await this.decideDue();
  }

  /** Places a tenant's alerts by the policy of now. Groups in which something was held back are looked at anew. */
  async #moveGroups(tenant: string): Promise<void> {
    const { store, decider, clock, configuration } = this.#options;
    for (let found = GROUPS_MAX; found === GROUPS_MAX && !this.#rounds.isStopped;) {
      const now = clock.now();
      const { stamp } = configuration.policyOf(tenant);
      found = await store.decideOfOtherPolicy(tenant, stamp, GROUPS_MAX, decider.at(now), now);
    }
    await store.lookAtHeld(tenant, clock.now());
  }
}

/** Does the work of each, and forgets it only when it is done. */
async function each(names: Set<string>, work: (name: string) => Promise<void>): Promise<void> {
  for (const name of [...names]) {
    names.delete(name);
    try {
      await work(name);
    } catch (error) {
      names.add(name);
      throw error;
    }
  }
}
