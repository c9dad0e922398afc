import { newGroupState } from '@tocsin/domain/alerting/alert-group';
import type { AlertPlacement } from '@tocsin/ports/alert-group-store';
import type { EntityManager } from 'typeorm';

/** When a group that has changed is looked at, as `lookAfterChange` of the domain has it; one that is new waits as it did. */
export function nextTick(group: string, now: string): string {
  return `CASE WHEN ${group}.looked_at IS NULL THEN ${group}.due_at
    ELSE ${group}.looked_at
      + GREATEST(1, ceil((${now} - ${group}.looked_at)::numeric / ${group}.interval_ms)::bigint) * ${group}.interval_ms END`;
}

/** Puts alerts that fire into their groups, which are made where they are new, and notes what they inhibit. */
export async function placeAlerts(
  manager: EntityManager,
  placements: readonly AlertPlacement[],
  now: number,
): Promise<void> {
  await putGroups(manager, placements, now);
  const members = placements.flatMap(({ alertId, groups }) =>
    groups.map(({ id, tenantId }) => ({ id, tenantId, alertId })),
  );
  await manager.query(
    `INSERT INTO alert_group_members (tenant_id, group_id, alert_id)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
    [members.map(({ tenantId }) => tenantId), members.map(({ id }) => id), members.map(({ alertId }) => alertId)],
  );
  const sources = placements.flatMap(({ alertId, tenantId, sources: own }) =>
    own.map(({ key, isTarget }) => ({ tenantId, key, alertId, isTarget })),
  );
  if (sources.length === 0) return;
  await manager.query(
    `INSERT INTO inhibition_sources (tenant_id, key, alert_id, is_target)
     SELECT DISTINCT ON (key, alert_id) * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[])
       AS s (tenant_id, key, alert_id, is_target)
     ON CONFLICT (key, alert_id) DO UPDATE SET is_target = excluded.is_target`,
    [
      sources.map(({ tenantId }) => tenantId),
      sources.map(({ key }) => key),
      sources.map(({ alertId }) => alertId),
      sources.map(({ isTarget }) => isTarget),
    ],
  );
}

/** In the order of their ids, so that two transactions that touch the same groups wait for each other one way only. */
async function putGroups(manager: EntityManager, placements: readonly AlertPlacement[], now: number): Promise<void> {
  const first = new Map<string, AlertPlacement['groups'][number]>();
  for (const place of placements.flatMap(({ groups }) => groups)) {
    const known = first.get(place.id);
    if (known === undefined || place.firstLookAt < known.firstLookAt) first.set(place.id, place);
  }
  const groups = [...first.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (groups.length === 0) return;
  await manager.query(
    `INSERT INTO alert_groups AS known (id, tenant_id, route, key, labels, interval_ms, policy, due_at, state)
     SELECT p.*, $9 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
       $8::bigint[]) AS p
     ON CONFLICT (id) DO UPDATE SET due_at = LEAST(known.due_at,
       CASE WHEN known.looked_at IS NULL THEN excluded.due_at ELSE ${nextTick('known', '$10::bigint')} END)`,
    [
      groups.map(({ id }) => id),
      groups.map(({ tenantId }) => tenantId),
      groups.map(({ route }) => route),
      groups.map(({ key }) => key),
      groups.map(({ labels }) => JSON.stringify(labels)),
      groups.map(({ groupIntervalMs }) => groupIntervalMs),
      groups.map(({ policy }) => policy),
      groups.map(({ firstLookAt }) => Math.ceil(firstLookAt)),
      JSON.stringify(newGroupState),
      now,
    ],
  );
}
