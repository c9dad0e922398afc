import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import { type AlertDetail, afterTransition, alertIdOf } from './alert.js';

/** How many alerts that are over are kept of each tenant; older ones stay in the log. */
const RESOLVED_KEPT_MAX = 10_000;

interface TenantAlerts {
  byId: Map<string, AlertDetail>;
  /** Ids of alerts that are over, in the order in which they ended. */
  over: string[];
}

/** Every tenant's alerts as the transitions tell them. */
export class AlertDirectory {
  readonly #byTenant = new Map<string, TenantAlerts>();
  readonly #listeners = new Set<(transition: Transition) => void>();

  follow(log: EventLog, topicPrefix: string, processName: string): Promise<Consumption> {
    return followTopic(log, {
      topic: topicName(transitions, topicPrefix),
      group: `gateway.transitions.${processName}`,
      from: 'beginning',
      apply: (records) => this.#apply(records),
    });
  }

  /** Tells of each transition once, as it is taken in. @returns a function that ends it */
  listen(listener: (transition: Transition) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a transition in; one that is known already changes nothing. */
  take(transition: Transition): void {
    const alerts = this.#of(transition.tenant_id);
    const id = alertIdOf(transition);
    const before = alerts.byId.get(id);
    if (before?.timeline.some(({ transition_id }) => transition_id === transition.id)) return;
    if (transition.state === 'inactive') alerts.byId.delete(id);
    else alerts.byId.set(id, afterTransition(before, transition));
    if (transition.state === 'resolved') {
      alerts.over.push(id);
      if (alerts.over.length > RESOLVED_KEPT_MAX) alerts.byId.delete(alerts.over.shift() ?? '');
    }
    for (const listener of this.#listeners) listener(transition);
  }

  get(tenant: string, id: string): AlertDetail | null {
    return this.#byTenant.get(tenant)?.byId.get(id) ?? null;
  }

  ofTenant(tenant: string): AlertDetail[] {
    return [...(this.#byTenant.get(tenant)?.byId.values() ?? [])];
  }

  #of(tenant: string): TenantAlerts {
    let alerts = this.#byTenant.get(tenant);
    if (alerts === undefined) {
      alerts = { byId: new Map(), over: [] };
      this.#byTenant.set(tenant, alerts);
    }
    return alerts;
  }

  #apply(records: readonly LogRecord[]): void {
    for (const { value } of records) {
      const decoded = value === null ? null : decodeJson(transitions, value);
      if (decoded?.kind === 'value') this.take(decoded.value);
    }
  }
}
