import type { ReceiverName } from '@tocsin/ports/delivery-store';

interface Held {
  running: number;
  until: number;
}

export interface RunningMax {
  perReceiver: number;
  perTenant: number;
}

/** Which receivers are to wait in this process: they have asked for it, or they or their tenant have enough under way. */
export class HeldReceivers {
  readonly #byKey = new Map<string, Held & ReceiverName>();
  readonly #ofTenant = new Map<string, number>();

  /** @param runningMax - deliveries under way at which no more are begun */
  constructor(private readonly runningMax: RunningMax) {}

  begin(receiver: ReceiverName): void {
    this.#count(receiver, 1);
  }

  end(receiver: ReceiverName): void {
    this.#count(receiver, -1);
  }

  /** Tenants that have enough under way. */
  crowdedTenants(): readonly string[] {
    const { perTenant } = this.runningMax;
    return [...this.#ofTenant].filter(([, running]) => running >= perTenant).map(([tenantId]) => tenantId);
  }

  hold(receiver: ReceiverName, until: number): void {
    const held = this.#of(receiver);
    held.until = Math.max(held.until, until);
  }

  /** Those that must wait at `now`; others that nothing is known of any more are forgotten. */
  at(now: number): readonly ReceiverName[] {
    const waiting: ReceiverName[] = [];
    for (const [key, { tenantId, receiverId, running, until }] of this.#byKey) {
      if (running >= this.runningMax.perReceiver || until > now) waiting.push({ tenantId, receiverId });
      else if (running === 0) this.#byKey.delete(key);
    }
    return waiting;
  }

  #count(receiver: ReceiverName, by: 1 | -1): void {
    this.#of(receiver).running += by;
    const running = (this.#ofTenant.get(receiver.tenantId) ?? 0) + by;
    if (running === 0) this.#ofTenant.delete(receiver.tenantId);
    else this.#ofTenant.set(receiver.tenantId, running);
  }

  #of({ tenantId, receiverId }: ReceiverName): Held {
    const key = `${tenantId}/${receiverId}`;
    let held = this.#byKey.get(key);
    if (held === undefined) {
      held = { tenantId, receiverId, running: 0, until: 0 };
      this.#byKey.set(key, held);
    }
    return held;
  }
}
