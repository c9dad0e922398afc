import type { Clock } from '@tocsin/ports/clock';
import type { InventoryStore, InventorySystem, SeenInventory } from '@tocsin/ports/inventory-store';
import type { TargetInventory } from '@tocsin/ports/target-inventory';
import { Rounds } from '@tocsin/runtime/rounds';
import { within } from './executors.js';

/** How often is looked what there is; people look at it less often than once a minute. */
const LOOK_PERIOD_MS = 30_000;
const LOOK_TIMEOUT_MS = 20_000;

export interface InventoryWatchOptions {
  inventories: ReadonlyMap<InventorySystem, TargetInventory>;
  store: InventoryStore;
  clock: Clock;
  onError(error: unknown, what: string): void;
}

/** Tells gateways what there is to heal. Of a system that cannot be reached stands what was found there last, and why it is old. */
export class InventoryWatch {
  readonly #last = new Map<InventorySystem, SeenInventory>();
  readonly #rounds: Rounds;
  readonly #stopping = new AbortController();
  #stopTimer: () => void = () => undefined;

  constructor(private readonly options: InventoryWatchOptions) {
    this.#rounds = new Rounds(
      async () => void (await Promise.all(Array.from(options.inventories, (one) => this.#look(...one)))),
      (error) => options.onError(error, 'nobody could be told what there is to heal'),
    );
  }

  /** Looks at once, and waits for nothing. */
  start(): void {
    this.#stopTimer = this.options.clock.every(LOOK_PERIOD_MS, () => this.look());
    void this.look();
  }

  /** Looks now. @returns when it is told, or could not be */
  look(): Promise<void> {
    return this.#rounds.wake();
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.#stopping.abort(new Error('the process stops'));
    await this.#rounds.stop();
  }

  async #look(system: InventorySystem, inventory: TargetInventory): Promise<void> {
    const { clock, store } = this.options;
    const cut = await within(clock, LOOK_TIMEOUT_MS, this.#stopping.signal, (own) => inventory.list(own));
    const found =
      cut.kind === 'answer' ? cut.answer : { kind: 'unreachable' as const, reason: `the look ${cut.reason}` };
    const last = this.#last.get(system) ?? { system, seenAt: null, targets: [], isCut: false };
    const seen: SeenInventory =
      found.kind === 'unreachable'
        ? { ...last, problem: found.reason }
        : { system, seenAt: clock.now(), targets: found.targets, isCut: found.isCut, problem: null };
    this.#last.set(system, seen);
    if (!this.#stopping.signal.aborted) await store.put(seen);
  }
}
