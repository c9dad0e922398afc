import { ruleKey } from '@tocsin/contracts/topics/rules';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { ActiveAlertStore } from '@tocsin/ports/active-alert-store';
import type { Clock } from '@tocsin/ports/clock';
import type { DeliveryStore } from '@tocsin/ports/delivery-store';
import { alertChangesOf } from './active-alerts.js';
import type { ReceiverDirectory } from './receiver-directory.js';

/** What transitions have left to do. */
export interface Owed {
  /** Requests to webhooks. */
  deliveries: number;
  /** Alerts that began to fire or ceased to. */
  alerts: number;
}

/** Decides who must be told of a transition, and writes that down before the transition counts as read. */
export class Notifier {
  constructor(
    private readonly store: Pick<DeliveryStore, 'add'>,
    private readonly alerts: ActiveAlertStore,
    private readonly receivers: Pick<ReceiverDirectory, 'ofTenant'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes down what is owed for these transitions: `firing` to every webhook of the tenant, `resolved` to those that
   * asked for it. What fires is kept for Alertmanagers, also when the tenant has none yet. Done again it changes nothing.
   */
  async owe(transitions: readonly Transition[]): Promise<Owed> {
    const deliveries = transitions.flatMap((transition) => {
      if (transition.state !== 'firing' && transition.state !== 'resolved') return [];
      const told = this.receivers
        .ofTenant(transition.tenant_id)
        .filter((receiver) => receiver.type === 'webhook')
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
    const changes = alertChangesOf(transitions);
    await this.alerts.record(changes, this.clock.now());
    return { deliveries: deliveries.length, alerts: changes.fired.length + changes.ended.length };
  }
}
