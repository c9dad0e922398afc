import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import { type AlertDetail, afterTransition, alertIdOf } from './alert.js';
import { type AlertFilter, AlertIndex, type StandingAlerts } from './alert-index.js';
import type { ChangePlace } from './change-order.js';

/** How many alerts that are over are kept of each tenant; older ones stay in the log. */
const RESOLVED_KEPT_MAX = 10_000;

interface TenantAlerts {
  byId: Map<string, AlertDetail>;
  index: AlertIndex;
  /** The transitions of each of them; they share their labels and evidence with the alert. */
  transitions: Map<string, Transition[]>;
  /** Ids of alerts that are over, in the order in which they ended. */
  over: string[];
  /** When the last of those that were forgotten was over. */
  forgottenUntil: number;
}

/** Hears of a transition, and where in the topic it stands. */
export type TransitionListener = (transition: Transition, place: { partition: number; offset: number }) => void;

/** Every tenant's alerts as the transitions tell them. */
export class AlertDirectory {
  readonly #byTenant = new Map<string, TenantAlerts>();
  readonly #listeners = new Set<TransitionListener>();

  follow(log: EventLog, topicPrefix: string, processName: string): Promise<Consumption> {
    return followTopic(log, {
      topic: topicName(transitions, topicPrefix),
      group: `gateway.transitions.${processName}`,
      from: 'beginning',
      apply: (records) => this.apply(records),
    });
  }

  /** Tells of each transition once, as it is taken in. @returns a function that ends it */
  listen(listener: TransitionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes in records of the topic, and tells of what is new in them. */
  apply(records: readonly Pick<LogRecord, 'partition' | 'offset' | 'value'>[]): void {
    for (const { partition, offset, value } of records) {
      const decoded = value === null ? null : decodeJson(transitions, value);
      if (decoded?.kind !== 'value' || !this.take(decoded.value)) continue;
      for (const listener of this.#listeners) listener(decoded.value, { partition, offset });
    }
  }

  /** Takes a transition in. @returns false for one that is known already, which changes nothing */
  take(transition: Transition): boolean {
    const alerts = this.#of(transition.tenant_id);
    const id = alertIdOf(transition);
    const before = alerts.byId.get(id);
    if (before?.timeline.some(({ transition_id }) => transition_id === transition.id)) return false;
    if (before !== undefined) alerts.index.remove(before);
    if (transition.state === 'inactive') forget(alerts, id);
    else {
      const after = afterTransition(before, transition);
      alerts.byId.set(id, after);
      alerts.index.add(after);
      alerts.transitions.set(id, [...(alerts.transitions.get(id) ?? []), transition]);
    }
    if (transition.state === 'resolved') {
      alerts.over.push(id);
      if (alerts.over.length > RESOLVED_KEPT_MAX) forgetOldest(alerts);
    }
    return true;
  }

  get(tenant: string, id: string): AlertDetail | null {
    return this.#byTenant.get(tenant)?.byId.get(id) ?? null;
  }

  /** The transitions of an alert so far, in their order; none of one that is not known. */
  transitionsOf(tenant: string, id: string): readonly Transition[] {
    return this.#byTenant.get(tenant)?.transitions.get(id) ?? [];
  }

  /** Since when all alerts are known that were not over before; ms since 1970, 0 where none was forgotten. */
  wholeSince(tenant: string): number {
    return this.#byTenant.get(tenant)?.forgottenUntil ?? 0;
  }

  ofTenant(tenant: string): AlertDetail[] {
    return [...(this.#byTenant.get(tenant)?.byId.values() ?? [])];
  }

  /** Alerts that fit and changed before a place, the last changed first; from the first one when it is null. */
  newestFirst(tenant: string, before: ChangePlace | null, filter: AlertFilter): Iterable<AlertDetail> {
    return this.#byTenant.get(tenant)?.index.newestFirst(before, filter) ?? [];
  }

  /** How many alerts of a rule, or of a rule of a group, are not over. */
  standingOf(tenant: string, ruleId: string): StandingAlerts {
    return this.#byTenant.get(tenant)?.index.standingOf(ruleId) ?? { pending: 0, firing: 0 };
  }

  #of(tenant: string): TenantAlerts {
    let alerts = this.#byTenant.get(tenant);
    if (alerts === undefined) {
      alerts = { byId: new Map(), index: new AlertIndex(), transitions: new Map(), over: [], forgottenUntil: 0 };
      this.#byTenant.set(tenant, alerts);
    }
    return alerts;
  }
}

function forgetOldest(alerts: TenantAlerts): void {
  const oldest = alerts.byId.get(alerts.over.shift() ?? '');
  if (oldest === undefined) return;
  alerts.forgottenUntil = Math.max(alerts.forgottenUntil, oldest.updated_at);
  alerts.index.remove(oldest);
  forget(alerts, oldest.id);
}

function forget({ byId, transitions }: TenantAlerts, id: string): void {
  byId.delete(id);
  transitions.delete(id);
}
