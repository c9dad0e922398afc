import { apiResponse } from '@tocsin/contracts/http/api-response';
import { type Playbook, PlaybookDraftSchema } from '@tocsin/domain/healing/playbook';
import { PlaybookDryRunSchema } from '@tocsin/domain/healing/simulation/dry-run';
import { z } from 'zod';
import { AuthManager } from '../auth-manager.js';
import { invalid, notFound } from '../problem.js';
import { assertOwnTenant, assertStorable, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { TimeField as Time } from '../routes/time-field.js';
import type { HealingRoutesWorld } from './healing-world.js';
import type { DryRunRequest } from './playbook-dry-runner.js';
import { checked, playbookExample } from './playbook-routes.js';

const WEEK_MS = 7 * 86_400_000;

const RequestSchema = z.strictObject({
  playbook: z.unknown().optional(),
  playbook_id: z.string().min(1).max(64).optional().meta({ description: 'One that is kept.' }),
  from: Time.optional(),
  to: Time.optional(),
});
const BodySchema = RequestSchema.extend({
  playbook: PlaybookDraftSchema.optional().meta({
    description: 'A draft, which is not kept; with `playbook_id`, what that one is to become.',
  }),
  from: Time.optional().meta({
    description: 'Seven days before `to` when left out, which is as long as alerts are kept.',
  }),
  to: Time.optional().meta({ description: 'Now when left out.' }),
}).meta({ id: 'PlaybookDryRunRequest' });

/** What a playbook would have done. */
export function dryRunRoutes(world: HealingRoutesWorld): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/playbooks/dry-run',
      operation: 'dryRunPlaybook',
      tag: 'healing',
      summary: 'Say what a playbook would have done about the alerts of the last days',
      description:
        'Incident by incident: what would have held it back or which steps it would have run, by the very decisions of live healing. Preconditions are asked of the samples of that time, as far as they are kept. Nothing is done and nothing is kept. Also needs the scope metrics:read.',
      scope: 'rules:read',
      body: { types: ['application/json'], schema: BodySchema, example: { playbook: playbookExample } },
      answers: { 200: { description: 'What would have happened.', schema: apiResponse(PlaybookDryRunSchema) } },
      handle: async (request) => ({
        status: 200,
        data: await world.dryRunner.run(await requestOf(request, world), request.signal),
      }),
    },
  ];
}

async function requestOf(request: RouteRequest, world: HealingRoutesWorld): Promise<DryRunRequest> {
  const principal = principalOf(request);
  AuthManager.demand(principal, 'metrics:read');
  assertStorable(request.body);
  const { playbook: written, playbook_id: id, ...times } = parsed(RequestSchema, request.body);
  assertOwnTenant(principal, written);
  const now = world.clock.now();
  const to = Math.min(times.to ?? now, now);
  const from = times.from ?? to - WEEK_MS;
  if (!(from < to) || to - from > WEEK_MS)
    throw invalid([
      {
        path: 'from',
        code: 'out_of_range',
        message: 'is not before "to", or more than 7 days before it',
        fix: 'Give seven days or less.',
      },
    ]);
  const stored = id === undefined ? null : await world.store.playbook(principal.tenant, id, null);
  if (id !== undefined && stored === null) throw notFound('such playbook');
  if (written === undefined && stored !== null) return { playbook: stored, isStored: true, from, to };
  if (written === undefined)
    throw invalid([
      { path: 'playbook', code: 'missing', message: 'is missing', fix: 'Give a playbook, or the playbook_id of one.' },
    ]);
  const { draft } = await checked(world.outbound, written, 'playbook');
  const playbook: Playbook = {
    ...draft,
    id: stored?.id ?? world.ids.next(),
    tenant_id: principal.tenant,
    version: (stored?.version ?? 0) + 1,
    authors: [await world.deciders.actorOf(principal)],
    created_at: now,
    updated_at: now,
  };
  return { playbook, isStored: false, from, to };
}
