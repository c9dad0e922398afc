import { type AlertIncident, incidentsOf } from '@tocsin/domain/alerting/alert-incident';
import type { CompiledPolicy } from '@tocsin/domain/alerting/compiled-policy';
import { routedLabels } from '@tocsin/domain/alerting/message-of-group';
import type { AlertStatuses } from '../alerting/alert-status.js';
import type { AlertDetail } from '../read-model/alert.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';

/** An alert that has fired, as an incident holds it: as the directory knows it, with the labels that it is routed by. */
export type IncidentAlert = AlertDetail & { fired_at: number };
export type KnownIncident = AlertIncident<IncidentAlert>;

/** What was joined of a tenant, and by which policy. */
interface Joined {
  readonly policy: CompiledPolicy;
  readonly incidents: ReadonlyMap<string, KnownIncident>;
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
  readonly #joined = new Map<string, Joined>();

  constructor(options: AlertIncidentsOptions) {
    this.#options = options;
    options.alerts.listen(({ tenant_id }) => this.#joined.delete(tenant_id));
  }

  /** By their ids. */
  ofTenant(tenant: string): ReadonlyMap<string, KnownIncident> {
    const policy = this.#options.statuses.policyOf(tenant);
    const known = this.#joined.get(tenant);
    if (known?.policy === policy) return known.incidents;
    const fired = this.#options.alerts.ofTenant(tenant).filter(hasFired);
    const joined = incidentsOf(fired, ({ labels, severity }) => {
      // An alert of several groups is in the incident of the first, as each is dealt with once.
      const [group] = policy.router.groupsOf(routedLabels(labels, severity));
      return group ?? { key: '', labels: {} };
    });
    const incidents = new Map(joined.map((incident) => [incident.id, incident]));
    this.#joined.set(tenant, { policy, incidents });
    return incidents;
  }
}

const hasFired = (alert: AlertDetail): alert is IncidentAlert => alert.fired_at !== null;
