import { apiResponse } from '@tocsin/contracts/http/api-response';
import { hash128 } from '@tocsin/domain/engine/hash';
import { GuardNameSchema } from '@tocsin/domain/healing/guard';
import { REQUEST_REASON_MAX, type RequestOutcome, type RunRequest } from '@tocsin/domain/healing/run-request';
import type { HealingTrigger } from '@tocsin/domain/healing/trigger';
import { z } from 'zod';
import { notFound, ProblemError } from '../problem.js';
import type { AlertDetail } from '../read-model/alert.js';
import { assertStorable, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { assertSwitchedOn, type HealingRoutesWorld } from './healing-world.js';

const BodySchema = z
  .strictObject({
    playbook_id: z.string().min(1).max(200),
    alert_id: z.string().min(1).max(200).meta({ description: 'Of an alert that fires or is pending.' }),
    reason: z.string().trim().max(REQUEST_REASON_MAX).default(''),
  })
  .meta({ id: 'NewHealingRequest' });
const RequestSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Also of the run, once it is planned.' }),
    playbook_id: z.string(),
    alert_id: z.string(),
    requested_by: z.string(),
    reason: z.string(),
    created_at: z.int(),
    state: z.enum(['waiting', 'planned', 'held_back']),
    held_back_by: GuardNameSchema.nullable(),
    held_back_because: z.string(),
  })
  .meta({ id: 'HealingRequest' });
const tag = 'healing';
const path = '/api/healing-requests';

/** Runs that people ask for, where no alert has asked or a guard has held it back. */
export function requestRoutes(world: HealingRoutesWorld): Route[] {
  const { store, requests, deciders, clock, ids } = world;
  return [
    {
      method: 'POST',
      path,
      operation: 'requestHealingRun',
      tag,
      summary: 'Ask for a run of a playbook',
      description:
        'For an alert that stands, also when the playbook is for others. Guards, dry run and approval are those of any run, and whoever asks does not approve. Read the answer under its `location`.',
      scope: 'rules:write',
      body: {
        types: ['application/json'],
        schema: BodySchema,
        example: { playbook_id: 'p1', alert_id: 'a1', reason: 'Held back by the cooldown; looked at it.' },
      },
      answers: { 202: { description: 'It is being planned.', schema: apiResponse(RequestSchema) } },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const { playbook_id, alert_id, reason } = parsed(BodySchema, request.body);
        assertStorable(request.body);
        const playbook = await store.playbook(tenant, playbook_id, null);
        if (playbook === null) throw notFound('such playbook');
        if (!playbook.is_enabled)
          throw new ProblemError(
            409,
            'playbook-disabled',
            'The playbook is switched off',
            'Set its `is_enabled` first.',
          );
        const trigger = triggerOf(world.alerts.get(tenant, alert_id));
        await assertSwitchedOn(request, store);
        const by = await deciders.actorOf(principalOf(request));
        const about = { tenant_id: tenant, playbook_id, trigger, requested_by: by, reason };
        const asked = { id: hash128(ids.next()), ...about, at: clock.now() };
        await requests.add(asked);
        return { status: 202, headers: { location: `${path}/${asked.id}` }, data: requestAnswer(asked, null) };
      },
    },
    {
      method: 'GET',
      path: `${path}/{id}`,
      operation: 'getHealingRequest',
      tag,
      summary: 'Read what became of a run that was asked for',
      scope: 'rules:read',
      answers: { 200: { description: 'The request.', schema: apiResponse(RequestSchema) } },
      handle: async (request: RouteRequest) => {
        const id = request.params['id'] ?? '';
        const kept = await requests.request(principalOf(request).tenant, id);
        if (kept === null) throw notFound('such request');
        return { status: 200, data: requestAnswer(kept.request, kept.outcome) };
      },
    },
  ];
}

function triggerOf(alert: AlertDetail | null): HealingTrigger {
  if (alert === null) throw notFound('such alert');
  const { id: alert_id, rule_id, rule_name, fingerprint, labels, severity, state, updated_at: at, timeline } = alert;
  const last = timeline.at(-1);
  if ((state !== 'firing' && state !== 'pending') || last === undefined)
    throw new ProblemError(409, 'not-firing', 'The alert does not stand', `It is ${state}; there is nothing to heal.`);
  const { transition_id } = last;
  return { transition_id, alert_id, rule_id, rule_name, fingerprint, labels, severity, state, at };
}

function requestAnswer(
  { id, playbook_id, trigger, requested_by, reason, at }: RunRequest,
  outcome: RequestOutcome | null,
): z.infer<typeof RequestSchema> {
  return {
    id,
    playbook_id,
    alert_id: trigger.alert_id,
    requested_by: requested_by.subject,
    reason,
    created_at: at,
    state: outcome?.kind ?? 'waiting',
    held_back_by: outcome?.kind === 'held_back' ? outcome.guard : null,
    held_back_because: outcome?.kind === 'held_back' ? outcome.reason : '',
  };
}
