import { apiResponse } from '@tocsin/contracts/http/api-response';
import { z } from 'zod';
import { ProblemError } from '../problem.js';
import { assertStorable, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { unkept } from '../routes/access-fields.js';
import type { HealingRoutesWorld } from './healing-world.js';

const SwitchSchema = z
  .strictObject({
    everybody: z.boolean().meta({ description: 'Whether it is switched off for all tenants.' }),
    by: z.string(),
    reason: z.string(),
    at: z.int(),
  })
  .meta({ id: 'HealingSwitch' });
const StateSchema = z
  .strictObject({ is_off: z.boolean(), switches: z.array(SwitchSchema) })
  .meta({ id: 'HealingSwitches', description: 'Nothing is healed while there is any.' });
const BodySchema = z.strictObject({ reason: z.string().trim().min(1).max(1_000) }).meta({ id: 'HealingSwitchOff' });
const QuerySchema = z.strictObject({
  everybody: z.enum(['true', 'false']).default('false').meta({ description: 'For all tenants; for operators.' }),
});
const SecretSchema = z.strictObject({ signing_secret: z.string() }).meta({ id: 'HealingSigningSecret' });
const path = '/api/healing-switch';
const tag = 'healing';
const answers = { 200: { description: 'What is switched off now.', schema: apiResponse(StateSchema) } };

/** Stops all healing, at once; and what others know its requests by. */
export function switchRoutes({ store, clock, signingSecretOf }: HealingRoutesWorld): Route[] {
  const told = async (request: RouteRequest) => {
    const { tenant } = principalOf(request);
    const on = (await store.killSwitches()).filter(({ tenantId }) => tenantId === null || tenantId === tenant);
    const switches = on.map(({ tenantId, by, reason, at }) => ({ everybody: tenantId === null, by, reason, at }));
    return { status: 200, data: { is_off: switches.length > 0, switches } };
  };
  const whose = (request: RouteRequest): string | null => {
    const { tenant, isOperator } = principalOf(request);
    if (parsed(QuerySchema, request.query).everybody === 'false') return tenant;
    if (isOperator === true) return null;
    const detail = 'Only an operator switches healing for all tenants. Leave `everybody` out to switch your own.';
    throw new ProblemError(403, 'operator-only', 'This is for operators', detail);
  };
  return [
    {
      method: 'GET',
      path,
      operation: 'getHealingSwitch',
      tag,
      summary: 'Read whether healing is switched off',
      scope: 'rules:read',
      answers,
      handle: told,
    },
    {
      method: 'PUT',
      path,
      operation: 'switchHealingOff',
      tag,
      summary: 'Switch healing off',
      description:
        'Within a second nothing more begins; a run that has begun is cut off and ends, and what it has done until then stays. Nothing can be approved meanwhile.',
      scope: 'rules:write',
      query: QuerySchema,
      body: { types: ['application/json'], schema: BodySchema, example: { reason: 'We are moving the cluster.' } },
      answers,
      handle: async (request) => {
        const { tenant, subject: by } = principalOf(request);
        const { reason } = parsed(BodySchema, request.body);
        assertStorable(reason);
        await store.switchOff({ tenantId: whose(request), by, reason, at: clock.now() }, tenant);
        return told(request);
      },
    },
    {
      method: 'DELETE',
      path,
      operation: 'switchHealingOn',
      tag,
      summary: 'Let healing go on',
      scope: 'admin:all',
      query: QuerySchema,
      answers,
      handle: async (request) => {
        const { tenant, subject: actor } = principalOf(request);
        await store.switchOn(whose(request), { tenantId: tenant, actor, at: clock.now() });
        return told(request);
      },
    },
    {
      method: 'GET',
      path: '/api/healing-signing-secret',
      operation: 'getHealingSigningSecret',
      tag,
      summary: 'What requests of playbooks to webhooks are signed with',
      description: 'By the Standard Webhooks specification. Verify it, and do each `webhook-id` once.',
      scope: 'admin:all',
      answers: { 200: { description: 'The secret of this tenant.', schema: apiResponse(SecretSchema) } },
      handle: async (request) => ({
        status: 200,
        headers: unkept,
        data: { signing_secret: signingSecretOf(principalOf(request).tenant) },
      }),
    },
  ];
}
