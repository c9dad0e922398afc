import { type AlertIncident, incidentsOf } from '@tocsin/domain/alerting/alert-incident';
import type { CompiledPolicy } from '@tocsin/domain/alerting/compiled-policy';
import { routedLabels } from '@tocsin/domain/alerting/message-of-group';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { AlertStatuses } from '../alerting/alert-status.js';
import type { AlertDetail } from '../read-model/alert.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';

/** An alert that has fired, as an incident holds it: as the directory knows it, with the labels that it is routed by. */
export type IncidentAlert = AlertDetail & { fired_at: number };
export type KnownIncident = AlertIncident<IncidentAlert>;

/** The incidents of a tenant. */
export interface TenantIncidents {
  readonly byId: ReadonlyMap<string, KnownIncident>;
  /** Those that began last first. */
  readonly newestFirst: readonly KnownIncident[];
}

interface Group {
  readonly key: string;
  readonly labels: Labels;
}

/** How a policy groups alerts, and what was joined by it; null after a change. */
interface Grouping {
  readonly policy: CompiledPolicy;
  /** By the labels of an alert, which stay the same until it changes. */
  readonly groups: WeakMap<Labels, Group>;
  joined: TenantIncidents | null;
}

export interface AlertIncidentsOptions {
  readonly alerts: Pick<AlertDirectory, 'ofTenant' | 'listen'>;
  readonly statuses: Pick<AlertStatuses, 'policyOf'>;
}

/**
 * The incidents that every tenant's alerts come to. They are no state of their own: whoever knows the alerts and the policy joins
 * the same ones. So they are made when somebody asks, and anew after a change.
 */
export class AlertIncidents {
  readonly #options: AlertIncidentsOptions;
  readonly #groupings = new Map<string, Grouping>();

  constructor(options: AlertIncidentsOptions) {
    this.#options = options;
    options.alerts.listen(({ tenant_id }) => {
      const grouping = this.#groupings.get(tenant_id);
      if (grouping !== undefined) grouping.joined = null;
    });
  }

  ofTenant(tenant: string): TenantIncidents {
    const grouping = this.#groupingOf(tenant);
    if (grouping.joined !== null) return grouping.joined;
    const fired = this.#options.alerts.ofTenant(tenant).filter(hasFired);
    const newestFirst = incidentsOf(fired, (alert) => groupOf(alert, grouping)).sort(
      (a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1),
    );
    grouping.joined = { newestFirst, byId: new Map(newestFirst.map((incident) => [incident.id, incident])) };
    return grouping.joined;
  }

  #groupingOf(tenant: string): Grouping {
    const policy = this.#options.statuses.policyOf(tenant);
    const known = this.#groupings.get(tenant);
    if (known?.policy === policy) return known;
    const made = { policy, groups: new WeakMap<Labels, Group>(), joined: null };
    this.#groupings.set(tenant, made);
    return made;
  }
}

/** An alert of several groups is in the incident of the first, since it is dealt with once. */
function groupOf({ labels, severity }: IncidentAlert, { policy, groups }: Grouping): Group {
  const known = groups.get(labels);
  if (known !== undefined) return known;
  const [first] = policy.router.groupsOf(routedLabels(labels, severity));
  const group = { key: first?.key ?? '', labels: first?.labels ?? {} };
  groups.set(labels, group);
  return group;
}

const hasFired = (alert: AlertDetail): alert is IncidentAlert => alert.fired_at !== null;
