import { apiResponse } from '@tocsin/contracts/http/api-response';
import { type HealingTarget, nameOfTarget, targetOfSeries } from '@tocsin/domain/healing/target';
import { isGranted } from '@tocsin/domain/healing/target-grants';
import type { SeenInventory } from '@tocsin/ports/inventory-store';
import { z } from 'zod';
import { page, PageSchema, parsed, principalOf, type Route } from '../route.js';
import type { HealingRoutesWorld } from './healing-world.js';

const HealthSchema = z.enum(['healthy', 'degraded', 'down']);
const TargetSchema = z
  .strictObject({
    name: z.string().meta({ description: 'As plans, budgets and grants have it.' }),
    health: HealthSchema,
    why: z.string().nullable().meta({ description: 'What is wrong, unless it is healthy.' }),
    desired: z.int(),
    ready: z.int(),
    members: z.array(z.string()).meta({ description: 'What it is made of now, such as pods.' }),
    labels: z.record(z.string(), z.string()).meta({ description: 'As its own system has them.' }),
    alerts: z.array(z.string()).meta({ description: 'Ids of alerts that fire and whose labels name it.' }),
    seen_at: z.int().nullable(),
  })
  .meta({ id: 'HealingTarget' });
const QuerySchema = z.strictObject({ ...PageSchema, health: HealthSchema.optional() });

/** What there is to heal: what runs and how it is, with the alerts that are about it. */
export function targetRoutes({ inventory, alerts, grants }: HealingRoutesWorld): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/healing-targets',
      operation: 'listHealingTargets',
      tag: 'healing',
      summary: 'List what there is to heal',
      description:
        'Workloads, nodes and containers that the operator has granted to the tenant, as they were within half a minute. A system that cannot be reached, or has more than is listed, is told of in `meta.warnings`.',
      scope: 'rules:read',
      query: QuerySchema,
      answers: { 200: { description: 'Targets by name.', schema: apiResponse(z.array(TargetSchema)) } },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const { health, ...paging } = parsed(QuerySchema, request.query);
        const systems = await inventory.all();
        const all = systems.flatMap(({ targets }) => targets);
        const firing = new Map<HealingTarget, string[]>();
        for (const { id, labels, state } of alerts.ofTenant(tenant)) {
          if (state !== 'firing') continue;
          const tied = targetOfSeries(labels, all);
          if (tied.kind === 'tied') firing.set(tied.target, [...(firing.get(tied.target) ?? []), id]);
        }
        const granted = systems.flatMap(({ targets, seenAt: seen_at }) =>
          targets
            .map((target) => ({ target, name: nameOfTarget(target) }))
            .filter(
              ({ target, name }) => isGranted(grants, tenant, name) && (health ?? target.health) === target.health,
            )
            .map(({ target: { subject: _subject, labels, members, ...rest }, target, name }) => ({
              name,
              ...rest,
              labels: { ...labels },
              members: [...members],
              alerts: firing.get(target) ?? [],
              seen_at,
            })),
        );
        const { data, next_cursor } = page(granted, paging, ({ name }) => name, 'ascending');
        const warnings = systems.flatMap(warningsOf);
        return {
          status: 200,
          data,
          meta: {
            ...(next_cursor === undefined ? {} : { next_cursor }),
            ...(warnings.length === 0 ? {} : { warnings }),
          },
        };
      },
    },
  ];
}

function warningsOf({ system: path, problem, isCut }: SeenInventory) {
  return [
    ...(problem === null ? [] : [{ path, code: 'unreachable', message: problem }]),
    ...(isCut ? [{ path, code: 'cut', message: 'there is more than is listed' }] : []),
  ];
}
