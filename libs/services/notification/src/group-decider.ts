import type { Receiver } from '@tocsin/contracts/topics/receivers';
import {
  decideGroup,
  type GroupAlert,
  type GroupReceiver,
  type ReceiverDecision,
} from '@tocsin/domain/alerting/alert-group';
import { type InhibitionTarget, inhibits } from '@tocsin/domain/alerting/inhibition';
import { episodeId, messageOfGroup, routedLabels } from '@tocsin/domain/alerting/message-of-group';
import type { Route } from '@tocsin/domain/alerting/policy-router';
import { holdOf, silencedBy } from '@tocsin/domain/alerting/suppression';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { ActiveAlert } from '@tocsin/ports/active-alert-store';
import type { NewDelivery } from '@tocsin/ports/delivery-store';
import { noTracing, type Span, TENANT_ATTRIBUTE, type Tracing } from '@tocsin/ports/tracing';
import type {
  DecidedGroup,
  DecideGroups,
  FiringSource,
  MovedGroup,
  ReadSources,
  StoredGroup,
} from '@tocsin/ports/alert-group-store';
import type { AlertingConfiguration } from './alerting-directory.js';
import { placementOf } from './alert-placement.js';
import { causesOf } from './alert-traces.js';

export interface GroupDeciderOptions {
  configuration: AlertingConfiguration;
  receivers: { ofTenant(tenantId: string): readonly Receiver[] };
  /** Where the gateway is reached, without a slash at the end. */
  externalUrl: string;
  /** Default: none. */
  tracing?: Tracing;
}

/** Says of stored groups who is owed what, by the policies, silences and acknowledgements of now. */
export class GroupDecider {
  readonly #options: GroupDeciderOptions;

  constructor(options: GroupDeciderOptions) {
    this.#options = options;
  }

  /** @param now - the platform's time in ms */
  at(now: number): DecideGroups {
    return async (groups, readSources) => {
      const isOfNow = (group: StoredGroup): boolean =>
        group.policy === this.#options.configuration.policyOf(group.tenantId).stamp;
      const inhibitors = await this.#inhibitorsOf(groups.filter(isOfNow), readSources);
      return groups.map((group) => (isOfNow(group) ? this.#decide(group, inhibitors, now) : this.#move(group, now)));
    };
  }

  #decide(group: StoredGroup, inhibitors: Inhibitors, now: number): DecidedGroup {
    const { configuration } = this.#options;
    const { router, intervals } = configuration.policyOf(group.tenantId);
    const route = router.routes.get(group.route);
    if (route === undefined) throw new TypeError(`group ${group.id} has a route that its policy has not`);
    const { decisions, state, ended, nextLookAt, isHeld } = decideGroup({
      route,
      receivers: this.#receiversOf(group.tenantId, route),
      alerts: group.alerts.map((alert) => this.#groupAlert(alert, inhibitors, now)),
      mutedBy: intervals.mutersOf(route, now),
      state: group.state,
      now,
    });
    const byId = new Map(group.alerts.map((alert) => [alert.id, alert]));
    const alertsOf = (ids: readonly string[]): ActiveAlert[] => ids.flatMap((id) => byId.get(id) ?? []);
    const deliveries = decisions
      .filter((decision) => decision.kind === 'tell')
      .map((decision) => {
        const told = { firing: alertsOf(decision.firing), resolved: alertsOf(decision.resolved) };
        const span = this.#trace(group, decision, told);
        span?.end();
        return { ...this.#deliveryOf(group, decision.receiver, told, now), traceparent: span?.traceparent };
      });
    return { kind: 'decided', id: group.id, state, isHeld, nextLookAt, ended, deliveries };
  }

  #deliveryOf(
    { id, seq, tenantId, key, labels, state }: StoredGroup,
    receiverId: string,
    told: Told,
    createdAt: number,
  ): NewDelivery {
    return {
      id: hash128(JSON.stringify([tenantId, receiverId, key, seq, state.flush])),
      tenantId,
      receiverId,
      groupKey: key,
      lane: `${receiverId}/${id}`,
      body: JSON.stringify(messageOfGroup({ key, labels }, told, this.#options.externalUrl)),
      createdAt,
    };
  }

  #trace(
    { tenantId }: StoredGroup,
    { reason }: Pick<Extract<ReceiverDecision, { kind: 'tell' }>, 'reason'>,
    { firing, resolved }: Told,
  ): Span | null {
    const { tracing = noTracing } = this.#options;
    return tracing.begin('decide notification', {
      ...causesOf([...firing, ...resolved], reason === 'repeated'),
      attributes: {
        [TENANT_ATTRIBUTE]: tenantId,
        'tocsin.notification.reason': reason,
        'tocsin.notification.alerts': firing.length + resolved.length,
      },
    });
  }

  #groupAlert(alert: ActiveAlert, inhibitors: Inhibitors, now: number): GroupAlert {
    const { configuration } = this.#options;
    const { tenantId, ruleId, fingerprint, episodeStart } = alert;
    const isFiring = alert.resolvedAt === null;
    const labels = routedLabels(alert.labels, alert.severity);
    const { intervals } = configuration.policyOf(tenantId);
    const silences = silencedBy(labels, configuration.silencesOf(tenantId), intervals, now);
    const episode = episodeId(tenantId, ruleId, fingerprint, episodeStart);
    const said = isFiring ? configuration.acknowledgementOf(tenantId, episode) : null;
    const hold = holdOf(silences, inhibitors.get(alert.id) ?? [], said);
    return { id: alert.id, isFiring, hold, isAcknowledged: said?.kind === 'acknowledged' };
  }

  #receiversOf(tenantId: string, { receivers: named }: Route): GroupReceiver[] {
    return this.#options.receivers
      .ofTenant(tenantId)
      .filter(({ id }) => named === null || named.includes(id))
      .flatMap((receiver) =>
        // Alertmanagers are told of every alert, again and again, by a way of their own.
        receiver.type === 'alertmanager' ? [] : [{ id: receiver.id, sendsResolved: receiver.send_resolved }],
      );
  }

  async #inhibitorsOf(groups: readonly StoredGroup[], readSources: ReadSources): Promise<Inhibitors> {
    const targets = groups.flatMap(({ tenantId, alerts }) => {
      const { inhibitions } = this.#options.configuration.policyOf(tenantId);
      if (inhibitions.isEmpty) return [];
      return alerts.map(({ id, labels, severity }) => ({
        id,
        tenantId,
        targets: inhibitions.targetsOf(routedLabels(labels, severity)),
      }));
    });
    const keys = new Set(targets.flatMap(({ targets: own }) => own.map(({ key }) => key)));
    if (keys.size === 0) return new Map();
    const sources = Map.groupBy(await readSources([...keys]), ({ tenantId, key }) => `${tenantId}/${key}`);
    return new Map(
      targets.map(({ id, tenantId, targets: own }) => [
        id,
        own.flatMap((target) => inhibitingIds(sources.get(`${tenantId}/${target.key}`) ?? [], target, id)),
      ]),
    );
  }

  #move({ id, tenantId, alerts, route }: StoredGroup, now: number): MovedGroup {
    const policy = this.#options.configuration.policyOf(tenantId);
    const placed = alerts.map((alert) => placementOf(alert, policy, now));
    const stay = placed.filter(({ groups }) => groups.some((place) => place.id === id)).map(({ alertId }) => alertId);
    const firing = new Set(alerts.filter(({ resolvedAt }) => resolvedAt === null).map((alert) => alert.id));
    return {
      kind: 'moved',
      id,
      policy: policy.stamp,
      stay,
      groupIntervalMs: policy.router.routes.get(route)?.groupIntervalMs ?? 0,
      placements: placed.filter(({ alertId }) => firing.has(alertId)),
    };
  }
}

interface Told {
  readonly firing: readonly ActiveAlert[];
  readonly resolved: readonly ActiveAlert[];
}

/** By the id of each alert, the alerts that inhibit it. */
type Inhibitors = ReadonlyMap<string, readonly string[]>;

function inhibitingIds(sources: readonly FiringSource[], target: InhibitionTarget, id: string): string[] {
  return sources.filter((source) => source.alertId !== id && inhibits(source, target)).map(({ alertId }) => alertId);
}
