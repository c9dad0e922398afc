import type { Receiver } from '@tocsin/contracts/topics/receivers';
import { type HeldBack, isSaidBy, messageOfHeldBack } from '@tocsin/domain/alerting/held-notice';
import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { DeliveryLedger } from '@tocsin/ports/delivery-ledger';
import type { Delivery, DeliveryStore, NewDelivery } from '@tocsin/ports/delivery-store';
import { attemptOf } from './ledger-entry.js';

const HOUR_MS = 3_600_000;
/** What waits is looked at again so often, since its tenant's quota may be raised. */
const LOOK_AGAIN_MS = 60_000;
/** What tells a receiver that it must wait is named so, and is not counted itself. */
const NOTICE_PREFIX = 'held-';

/** What becomes of a delivery: it is sent, waits for the next hour or a higher quota, or a later one of its group says the same. */
export type Admission = 'send' | 'held' | 'said_later';

export interface HourlyQuotaOptions {
  store: Pick<DeliveryStore, 'spend' | 'hold' | 'bodyBehind' | 'add'>;
  ledger: Pick<DeliveryLedger, 'record'>;
  /** Most notifications of a tenant an hour. */
  limitOf(tenantId: string): number;
  /** Where the gateway is reached, without a slash at the end; empty when that is not known. */
  externalUrl: string;
}

/**
 * How many notifications a tenant sends an hour. What is beyond it waits for the next hour, or for a higher quota; the
 * ledger says so once, and each receiver is told once an hour. Of what waits, that is left out which a later one of the
 * same group says, too.
 */
export class HourlyQuota {
  constructor(private readonly options: HourlyQuotaOptions) {}

  /** Asked before each attempt. @param now - ms since 1970 */
  async admit(delivery: Delivery, receiver: Receiver, message: NotificationMessage, now: number): Promise<Admission> {
    const { store, ledger, limitOf } = this.options;
    const { id, tenantId } = delivery;
    if (id.startsWith(NOTICE_PREFIX)) return 'send';
    if (delivery.isHeld) {
      const behind = await store.bodyBehind(delivery);
      if (behind !== null && isSaidBy(message, JSON.parse(behind) as NotificationMessage)) return 'said_later';
    }
    const hour = Math.floor(now / HOUR_MS);
    const limit = limitOf(tenantId);
    if (await store.spend({ id, tenantId, hour, limit })) return 'send';
    const until = (hour + 1) * HOUR_MS;
    if (!delivery.isHeld) {
      await this.#tell(receiver, { limit, from: now, until });
      const reason = `the tenant has sent ${limit} notifications this hour, the most it may; it waits until ${new Date(until).toISOString()}`;
      const carried = { verdict: { kind: 'again', afterMs: null }, status: null, reason, answer: '' } as const;
      const held = { ...delivery, attempts: 0 };
      await ledger.record(
        attemptOf({ delivery: held, receiver, message, at: now, latencyMs: 0, outcome: 'held', carried }),
      );
    }
    await store.hold(id, Math.min(until, now + LOOK_AGAIN_MS));
    return 'held';
  }

  /** The receiver hears of it once an hour, and that it is over if it wants to hear of ends. */
  async #tell(receiver: Receiver, held: Omit<HeldBack, 'id' | 'externalUrl'>): Promise<void> {
    const { store, externalUrl } = this.options;
    const { tenant_id: tenantId, id: receiverId } = receiver;
    const name = hash128(JSON.stringify([tenantId, receiverId, held.until]));
    const notice = (id: string, status: 'firing' | 'resolved'): NewDelivery => {
      const message = messageOfHeldBack(status, { ...held, id: name, externalUrl });
      const { groupKey } = message;
      const lane = `${receiverId}/${NOTICE_PREFIX}${name}`;
      return { id, tenantId, receiverId, groupKey, lane, body: JSON.stringify(message), createdAt: held.from };
    };
    const first = `${NOTICE_PREFIX}${name}`;
    const isToldEnds = receiver.type !== 'alertmanager' && receiver.send_resolved;
    await store.add([notice(first, 'firing'), ...(isToldEnds ? [notice(`${first}-over`, 'resolved')] : [])]);
    if (isToldEnds) await store.hold(`${first}-over`, held.until);
  }
}
