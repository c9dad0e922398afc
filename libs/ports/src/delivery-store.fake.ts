import { isOpen, type ReceiverHealth, unusedReceiver } from '@tocsin/domain/alerting/receiver-health';
import type {
  Backlog,
  Claim,
  Delivery,
  DeliveryState,
  DeliveryStore,
  NewDelivery,
  ReceiverName,
  Spending,
} from './delivery-store.js';

interface Kept extends Delivery {
  state: DeliveryState;
  dueAt: number;
  leaseUntil: number;
  doneAt: number | null;
  reason: string;
  isCounted: boolean;
}

const keyOf = ({ tenantId, receiverId }: ReceiverName): string => `${tenantId}/${receiverId}`;

/** Deliveries in memory, for tests of whatever sends them. */
export class FakeDeliveryStore implements DeliveryStore {
  readonly deliveries = new Map<string, Kept>();
  readonly health = new Map<string, ReceiverHealth>();
  readonly #sent = new Map<string, number>();

  async add(deliveries: readonly NewDelivery[]): Promise<void> {
    for (const delivery of deliveries) {
      if (this.deliveries.has(delivery.id)) continue;
      const seq = this.deliveries.size + 1;
      const fresh = { state: 'pending' as const, dueAt: 0, leaseUntil: 0, doneAt: null, reason: '', attempts: 0 };
      this.deliveries.set(delivery.id, { ...delivery, seq, ...fresh, isHeld: false, isCounted: false });
    }
  }

  async claim({
    now,
    leaseMs,
    limit,
    perReceiver,
    perTenant,
    except,
    exceptTenants,
  }: Claim): Promise<readonly Delivery[]> {
    const excepted = new Set(except.map(keyOf));
    const pending = [...this.deliveries.values()].filter(({ state }) => state === 'pending');
    const lanes = new Set<string>();
    const ofReceiver = new Map<string, number>();
    const ofTenant = new Map<string, number>();
    const claimed: Kept[] = [];
    for (const delivery of pending) {
      const receiver = keyOf(delivery);
      const isFirst = !lanes.has(delivery.lane);
      lanes.add(delivery.lane);
      const taken = ofReceiver.get(receiver) ?? 0;
      const takenOfTenant = ofTenant.get(delivery.tenantId) ?? 0;
      const hasRoom = takenOfTenant < perTenant && !exceptTenants.includes(delivery.tenantId);
      const health = this.#healthOf(delivery);
      const isProbe = isOpen(health) && health.probeAt <= now;
      const most = isOpen(health) ? (isProbe ? 1 : 0) : perReceiver;
      const isDue = isProbe || delivery.dueAt <= now;
      if (!hasRoom || !isFirst || !isDue || delivery.leaseUntil > now || excepted.has(receiver) || taken >= most)
        continue;
      if (claimed.length >= limit) break;
      if (isProbe) this.health.set(receiver, { ...health, probeAt: now + leaseMs });
      ofReceiver.set(receiver, taken + 1);
      ofTenant.set(delivery.tenantId, takenOfTenant + 1);
      claimed.push(delivery);
    }
    for (const delivery of claimed) {
      delivery.leaseUntil = now + leaseMs;
      delivery.attempts += 1;
    }
    return claimed.map((delivery) => ({ ...delivery }));
  }

  async spend({ id, tenantId, hour, limit }: Spending): Promise<boolean> {
    if (this.deliveries.get(id)?.isCounted !== false) return true;
    const key = `${tenantId}/${hour}`;
    const sent = this.#sent.get(key) ?? 0;
    if (sent >= limit) return false;
    this.#sent.set(key, sent + 1);
    this.#change(id, { isCounted: true, isHeld: false });
    return true;
  }

  async hold(id: string, dueAt: number): Promise<void> {
    const attempts = Math.max(0, (this.deliveries.get(id)?.attempts ?? 1) - 1);
    this.#change(id, { dueAt, leaseUntil: 0, attempts, isHeld: true });
  }

  async bodyBehind({ lane, seq }: Pick<Delivery, 'lane' | 'seq'>): Promise<string | null> {
    const behind = [...this.deliveries.values()].find(
      (other) => other.lane === lane && other.seq > seq && other.state === 'pending',
    );
    return behind?.body ?? null;
  }

  async delivered(id: string, now: number): Promise<void> {
    this.#change(id, { state: 'delivered', doneAt: now });
  }

  async postpone(id: string, dueAt: number, reason: string): Promise<void> {
    this.#change(id, { dueAt, reason, leaseUntil: 0, isHeld: false });
  }

  async release(id: string, dueAt: number): Promise<void> {
    this.#change(id, { dueAt, leaseUntil: 0, attempts: (this.deliveries.get(id)?.attempts ?? 1) - 1 });
  }

  async failed(id: string, now: number, reason: string): Promise<void> {
    this.#change(id, { state: 'failed', doneAt: now, reason });
  }

  async changeHealth(
    receiver: ReceiverName,
    change: (health: ReceiverHealth) => ReceiverHealth,
  ): Promise<{ before: ReceiverHealth; after: ReceiverHealth }> {
    const before = this.#healthOf(receiver);
    const after = change(before);
    this.health.set(keyOf(receiver), after);
    return { before, after };
  }

  async hasten(receiver: ReceiverName): Promise<void> {
    for (const delivery of this.deliveries.values())
      if (delivery.state === 'pending' && keyOf(delivery) === keyOf(receiver)) delivery.dueAt = 0;
  }

  async forgetDoneBefore(time: number): Promise<void> {
    for (const [id, { doneAt }] of this.deliveries) if (doneAt !== null && doneAt < time) this.deliveries.delete(id);
  }

  async backlog(): Promise<Backlog> {
    const pending = [...this.deliveries.values()].filter(({ state }) => state === 'pending');
    const heldFrom = (lane: string): number =>
      pending.find((other) => other.lane === lane && other.isHeld)?.seq ?? Infinity;
    const waiting = pending.filter(({ lane, seq }) => seq < heldFrom(lane));
    const times = waiting.filter((delivery) => !isOpen(this.#healthOf(delivery))).map(({ createdAt }) => createdAt);
    return {
      waiting: waiting.length,
      oldestAt: times.length === 0 ? null : Math.min(...times),
      openReceivers: [...this.health.values()].filter(isOpen).length,
    };
  }

  async check(): Promise<void> {}

  #healthOf(receiver: ReceiverName): ReceiverHealth {
    return this.health.get(keyOf(receiver)) ?? unusedReceiver;
  }

  #change(id: string, over: Partial<Kept>): void {
    const delivery = this.deliveries.get(id);
    if (delivery !== undefined) Object.assign(delivery, over);
  }
}
