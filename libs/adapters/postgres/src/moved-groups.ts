import type { MovedGroup } from '@tocsin/ports/alert-group-store';
import type { EntityManager } from 'typeorm';
import { nextTick, placeAlerts } from './alert-placements.js';

/** Places the alerts of a group by another policy. What nobody is to be told of under its key any more is forgotten. */
export async function moveGroup(
  manager: EntityManager,
  { id, policy, stay, groupIntervalMs, placements }: MovedGroup,
  now: number,
): Promise<void> {
  await manager.query('DELETE FROM alert_group_members WHERE group_id = $1 AND NOT alert_id = ANY($2::text[])', [
    id,
    stay,
  ]);
  await manager.query('DELETE FROM inhibition_sources WHERE alert_id = ANY($1::text[])', [
    placements.map(({ alertId }) => alertId),
  ]);
  if (stay.length === 0) await manager.query('DELETE FROM alert_groups WHERE id = $1', [id]);
  else
    // The route may tell others now: it is looked at when its turn comes by its old interval.
    await manager.query(
      `UPDATE alert_groups g SET policy = $2, interval_ms = $3, due_at = LEAST(g.due_at, ${nextTick('g', '$4::bigint')})
       WHERE g.id = $1`,
      [id, policy, groupIntervalMs, now],
    );
  const others = placements.map((placement) => ({
    ...placement,
    groups: placement.groups.filter((place) => place.id !== id),
  }));
  await placeAlerts(manager, others, now);
}
