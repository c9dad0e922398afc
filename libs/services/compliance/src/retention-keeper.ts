import { type RetentionKind, retentionKinds } from '@tocsin/domain/compliance/retention';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { RetentionStore } from '@tocsin/ports/retention-store';
import { Rounds } from '@tocsin/runtime/rounds';

/** How often it is looked for what is kept no longer. Limits are days, so that an hour is soon enough. */
const PERIOD_MS = 3_600_000;
/** Records that go in one transaction: some ten milliseconds, in which nobody waits for them. */
const BATCH = 500;

export interface RetentionKeeperOptions {
  store: Pick<RetentionStore, 'deleteBatch'>;
  /** Every tenant that may have something. */
  tenants(): Promise<readonly string[]>;
  clock: Pick<Clock, 'now' | 'every'>;
  ids: IdSource;
  onError(error: unknown, what: string): void;
}

/** Deletes what tenants keep no longer, tenant by tenant and piece by piece. Several processes may do so at once. */
export class RetentionKeeper {
  readonly #rounds: Rounds;
  #stopTimer: () => void = () => undefined;

  constructor(private readonly options: RetentionKeeperOptions) {
    const failed = (error: unknown): void => options.onError(error, 'what is kept no longer could not be looked for');
    this.#rounds = new Rounds(() => this.#round(), failed);
  }

  /** Looks at once, and then every hour. */
  start(): void {
    this.#stopTimer = this.options.clock.every(PERIOD_MS, () => this.sweep());
    void this.sweep();
  }

  /** Deletes what is kept no longer now. */
  sweep(): Promise<void> {
    return this.#rounds.wake();
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#rounds.stop();
  }

  async #round(): Promise<void> {
    const { clock, tenants, onError } = this.options;
    const now = clock.now();
    for (const tenantId of await tenants())
      for (const kind of retentionKinds)
        // What fails for one tenant is tried again in an hour, and the others do not wait for it.
        await this.#sweep(tenantId, kind, now).catch((error: unknown) =>
          onError(error, `${kind} of ${tenantId} that are kept no longer could not be deleted`),
        );
  }

  async #sweep(tenantId: string, kind: RetentionKind, now: number): Promise<void> {
    const { store, ids } = this.options;
    let deleted = BATCH;
    while (deleted === BATCH && !this.#rounds.isStopped)
      deleted = await store.deleteBatch({ tenantId, kind, limit: BATCH, now, eventId: ids.next() });
  }
}
