import { ruleKey } from '@tocsin/contracts/topics/rules';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Clock } from '@tocsin/ports/clock';
import type { DeliveryStore } from '@tocsin/ports/delivery-store';
import type { ReceiverDirectory } from './receiver-directory.js';

/** Decides who must be told of a transition, and writes that down before the transition counts as read. */
export class Notifier {
  constructor(
    private readonly store: DeliveryStore,
    private readonly receivers: ReceiverDirectory,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes down what is owed for these transitions: `firing` to every receiver of the tenant, `resolved` to those that
   * asked for it.
   *
   * @returns how many deliveries they make
   */
  async owe(transitions: readonly Transition[]): Promise<number> {
    const deliveries = transitions.flatMap((transition) => {
      if (transition.state !== 'firing' && transition.state !== 'resolved') return [];
      const told = this.receivers
        .ofTenant(transition.tenant_id)
        .filter((receiver) => transition.state === 'firing' || receiver.send_resolved);
      return told.map((receiver) => ({
        id: hash128(JSON.stringify([transition.id, receiver.id])),
        tenantId: transition.tenant_id,
        receiverId: receiver.id,
        transitionId: transition.id,
        lane: ruleKey(receiver.id, ruleKey(transition.rule_id, transition.fingerprint)),
        body: JSON.stringify(transition),
        createdAt: this.clock.now(),
      }));
    });
    await this.store.add(deliveries);
    return deliveries.length;
  }
}
