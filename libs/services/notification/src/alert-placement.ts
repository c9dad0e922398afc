import { firstLookAt } from '@tocsin/domain/alerting/alert-group';
import type { CompiledPolicy } from '@tocsin/domain/alerting/compiled-policy';
import { routedLabels } from '@tocsin/domain/alerting/message-of-group';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { ActiveAlert } from '@tocsin/ports/active-alert-store';
import type { AlertPlacement } from '@tocsin/ports/alert-group-store';

/**
 * Where an alert that fires belongs by a policy, and what it inhibits there.
 *
 * @param now - the platform's time in ms
 */
export function placementOf(
  { id: alertId, tenantId, labels, severity, firedAt }: ActiveAlert,
  { router, inhibitions, stamp }: CompiledPolicy,
  now: number,
): AlertPlacement {
  const routed = routedLabels(labels, severity);
  return {
    alertId,
    tenantId,
    groups: router.groupsOf(routed).map(({ route, labels: groupLabels, key }) => ({
      id: hash128(JSON.stringify([tenantId, key])),
      tenantId,
      route: route.key,
      key,
      labels: groupLabels,
      groupIntervalMs: route.groupIntervalMs,
      policy: stamp,
      firstLookAt: firstLookAt(firedAt, now, route.groupWaitMs),
    })),
    sources: inhibitions.sourcesOf(routed),
  };
}
