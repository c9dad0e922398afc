import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import { type CompiledPolicy, compiledPolicyOf } from '@tocsin/domain/alerting/compiled-policy';
import { routedLabels } from '@tocsin/domain/alerting/message-of-group';
import type { NotificationPolicy } from '@tocsin/domain/alerting/notification-policy';
import { compiledSilenceOf, type Silence } from '@tocsin/domain/alerting/silence';
import { silencedBy } from '@tocsin/domain/alerting/suppression';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import { POLICY_ID } from '@tocsin/contracts/topics/notification-policies';
import { z } from 'zod';
import { type Alert, alertIdOf } from '../read-model/alert.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';
import { InhibitionIndex } from './inhibition-index.js';

export const AlertStatusSchema = z
  .strictObject({
    state: z.enum(['active', 'suppressed', 'unprocessed']).meta({
      description: 'Whether it is told; `unprocessed` is what does not fire.',
    }),
    silenced_by: z.array(z.string()).meta({ description: 'Ids of silences.' }),
    inhibited_by: z.array(z.string()).meta({ description: 'Ids of alerts.' }),
    muted_by: z.array(z.string()).meta({ description: 'Names of time intervals, when they mute all its routes.' }),
    acknowledged_by: z.string().nullable().meta({ description: 'Who cares for it: it is not repeated.' }),
    snoozed_by: z.string().nullable().meta({ description: 'Who wants nothing to be told of it until it is over.' }),
    has_receiver: z.boolean().meta({
      description: 'Whether one of its routes names a receiver that there is; where none does, nobody is told.',
    }),
  })
  .meta({ id: 'AlertStatus', description: 'Whether anybody is told of an alert, and if not, why.' });
export type AlertStatus = z.infer<typeof AlertStatusSchema>;

const unprocessed: AlertStatus = {
  state: 'unprocessed',
  silenced_by: [],
  inhibited_by: [],
  muted_by: [],
  acknowledged_by: null,
  snoozed_by: null,
  has_receiver: false,
};

export interface AlertStatusOptions {
  alerts: Pick<AlertDirectory, 'ofTenant' | 'listen'>;
  policies: Pick<CompactedDirectory<NotificationPolicy>, 'get'>;
  silences: Pick<CompactedDirectory<Silence>, 'ofTenant'>;
  acknowledgements: Pick<CompactedDirectory<Acknowledgement>, 'get'>;
  receivers: Pick<CompactedDirectory<Receiver>, 'ofTenant'>;
}

/** Says of alerts whether anybody is told of them, as the notification service decides it. */
export class AlertStatuses {
  readonly #options: AlertStatusOptions;
  readonly #inhibitions = new Map<string, InhibitionIndex>();

  constructor(options: AlertStatusOptions) {
    this.#options = options;
    options.alerts.listen((transition) => this.#follow(transition));
  }

  policyOf(tenant: string): CompiledPolicy {
    return compiledPolicyOf(this.#options.policies.get(tenant, POLICY_ID));
  }

  /** @param now - ms since 1970 */
  statusOf({ id, tenant_id, state, labels: own, severity }: Alert, now: number): AlertStatus {
    const labels = routedLabels(own, severity);
    const has_receiver = this.#hasReceiver(tenant_id, labels);
    if (state !== 'firing') return { ...unprocessed, has_receiver };
    const held = this.heldBack(tenant_id, { id, labels }, now);
    const said = this.#options.acknowledgements.get(tenant_id, id);
    const isSnoozed = said?.kind === 'snoozed';
    const isSuppressed = [held.silenced_by, held.inhibited_by, held.muted_by].some(({ length }) => length > 0);
    return {
      state: isSuppressed || isSnoozed ? 'suppressed' : 'active',
      ...held,
      acknowledged_by: said?.kind === 'acknowledged' ? said.by : null,
      snoozed_by: isSnoozed ? said.by : null,
      has_receiver,
    };
  }

  #hasReceiver(tenant: string, labels: Labels): boolean {
    const there = this.#options.receivers.ofTenant(tenant);
    const routes = this.policyOf(tenant).router.routesOf(labels);
    // Alertmanagers are told of every alert, whatever its routes.
    if (there.some(({ type }) => type === 'alertmanager')) return true;
    return routes.some(({ receivers: named }) => there.some(({ id }) => named === null || named.includes(id)));
  }

  /** Which alerts are silenced now; null where no silence holds, so that nobody has to look at them one by one. */
  silencedNow(tenant: string, now: number): ((alert: Pick<Alert, 'labels' | 'severity'>) => boolean) | null {
    const { intervals } = this.policyOf(tenant);
    const holding = this.#options.silences
      .ofTenant(tenant)
      .map(compiledSilenceOf)
      .filter((silence) => silence.isActive(now, (name) => intervals.holds(name, now)));
    if (holding.length === 0) return null;
    return ({ labels: own, severity }) => {
      const labels = routedLabels(own, severity);
      return holding.some((silence) => silence.fits(labels));
    };
  }

  /** What holds back an alert of these labels, whether there is one or not. */
  heldBack(
    tenant: string,
    alert: { id: string; labels: Labels },
    now: number,
  ): Pick<AlertStatus, 'silenced_by' | 'inhibited_by' | 'muted_by'> {
    const { router, intervals, inhibitions } = this.policyOf(tenant);
    const silences = this.#options.silences.ofTenant(tenant).map(compiledSilenceOf);
    const muters = router.routesOf(alert.labels).map((route) => intervals.mutersOf(route, now));
    return {
      silenced_by: silencedBy(alert.labels, silences, intervals, now).map(({ silence }) => silence.id),
      inhibited_by: inhibitions.isEmpty ? [] : this.#indexOf(tenant).inhibitorsOf(alert),
      muted_by: muters.every(({ length }) => length > 0) ? [...new Set(muters.flat())] : [],
    };
  }

  /** Made when it is first asked for, and anew with each policy; from then on it follows the transitions. */
  #indexOf(tenant: string): InhibitionIndex {
    const policy = this.policyOf(tenant);
    const known = this.#inhibitions.get(tenant);
    if (known?.policy === policy) return known;
    const firing = this.#options.alerts.ofTenant(tenant).filter(({ state }) => state === 'firing');
    const made = new InhibitionIndex(
      policy,
      firing.map(({ id, labels, severity }) => ({ id, labels: routedLabels(labels, severity) })),
    );
    this.#inhibitions.set(tenant, made);
    return made;
  }

  #follow(transition: Transition): void {
    const index = this.#inhibitions.get(transition.tenant_id);
    if (index === undefined) return;
    const id = alertIdOf(transition);
    if (transition.state === 'firing') index.add({ id, labels: routedLabels(transition.labels, transition.severity) });
    else index.remove(id);
  }
}
