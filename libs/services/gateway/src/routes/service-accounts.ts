import { apiResponse } from '@tocsin/contracts/http/api-response';
import { ApiKeySchema } from '@tocsin/contracts/topics/api-keys';
import { RoleSchema } from '@tocsin/domain/access/permission';
import type { StoredApiKey } from '@tocsin/ports/access-store';
import { z } from 'zod';
import { KEYS_PER_ACCOUNT_MAX, type NewKey, type ServiceAccounts } from '../access/service-accounts.js';
import { notFound } from '../problem.js';
import { bodyOrDefaults, page, parsed, principalOf, type Route, type RouteAnswer } from '../route.js';
import { createdKey, limitReached, NameSchema, nameTaken, PageQuerySchema, unkept } from './access-fields.js';

const DAY_SECONDS = 86_400;

const KeySchema = ApiKeySchema.pick({ id: true, created_at: true, expires_at: true })
  .extend({
    prefix: z.string().meta({ description: 'How the key begins, by which it is recognised.' }),
    last_used_at: z.number().nullable().meta({ description: 'Within half a minute.' }),
  })
  .meta({ id: 'ApiKey' });
const AccountSchema = z
  .strictObject({
    id: z.string(),
    tenant_id: z.string(),
    name: z.string(),
    role: RoleSchema,
    owners: z.array(z.string()).meta({ description: 'Who made it, or a key of it: they approve nothing that it did.' }),
    created_at: z.number(),
    keys: z.array(KeySchema),
  })
  .meta({ id: 'ServiceAccount' });
const NewAccountSchema = z.strictObject({ name: NameSchema, role: RoleSchema }).meta({ id: 'NewServiceAccount' });
const NewKeySchema = z
  .strictObject({
    expires_in_seconds: z
      .int()
      .min(60)
      .max(730 * DAY_SECONDS)
      .default(365 * DAY_SECONDS),
  })
  .meta({ id: 'NewApiKey' });
const RotationSchema = z
  .strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(7 * DAY_SECONDS)
      .default(DAY_SECONDS)
      .meta({ description: 'How long the old key still opens the door.' }),
  })
  .meta({ id: 'ApiKeyRotation' });
const ShownKeySchema = z
  .strictObject({ id: z.string(), key: z.string(), expires_at: z.number() })
  .meta({ id: 'ShownApiKey' });
const tag = 'people';
const scope = 'admin:all';
const types = ['application/json'] as const;
const shownOnce = { description: 'The key. It is not kept: copy it now.', schema: apiResponse(ShownKeySchema) };

/** Programs that come in by keys of their own. */
export function serviceAccountRoutes(accounts: ServiceAccounts): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/service-accounts',
      operation: 'createServiceAccount',
      tag,
      summary: 'Create a service account',
      scope,
      body: { types, schema: NewAccountSchema, example: { name: 'deployer', role: 'editor' } },
      answers: { 201: { description: 'The account, without keys.', schema: apiResponse(AccountSchema) } },
      handle: async (request) => {
        const asked = parsed(NewAccountSchema, request.body);
        const outcome = await accounts.create(principalOf(request), asked);
        if (outcome.kind === 'name_taken') throw nameTaken('a service account', asked.name);
        if (outcome.kind === 'limit_reached') throw limitReached(outcome.message);
        return { status: 201, data: { ...outcome.account, keys: [] } };
      },
    },
    {
      method: 'GET',
      path: '/api/service-accounts',
      operation: 'listServiceAccounts',
      tag,
      summary: 'List service accounts and their keys',
      scope,
      query: PageQuerySchema,
      answers: { 200: { description: 'Accounts, the newest first.', schema: apiResponse(z.array(AccountSchema)) } },
      handle: async (request) => {
        const all = await accounts.list(principalOf(request).tenant);
        const { data, ...meta } = page(all, parsed(PageQuerySchema, request.query), createdKey);
        return { status: 200, data: data.map(({ keys, ...rest }) => ({ ...rest, keys: keys.map(listedKey) })), meta };
      },
    },
    {
      method: 'DELETE',
      path: '/api/service-accounts/{id}',
      operation: 'deleteServiceAccount',
      tag,
      summary: 'Delete a service account and revoke its keys',
      scope,
      answers: { 204: { description: 'It is gone.' } },
      handle: async (request) => {
        if (!(await accounts.delete(principalOf(request), request.params['id'] ?? '')))
          throw notFound('such service account');
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/api/service-accounts/{id}/keys',
      operation: 'createApiKey',
      tag,
      summary: 'Make an API key',
      description: 'It is used as a token: `Authorization: Bearer tsk_…`.',
      scope,
      body: { types, schema: NewKeySchema, isOptional: true },
      answers: { 201: shownOnce },
      handle: async (request) => {
        const { expires_in_seconds } = parsed(NewKeySchema, bodyOrDefaults(request));
        const [by, id] = [principalOf(request), request.params['id'] ?? ''];
        return keyAnswer(await accounts.addKey(by, id, expires_in_seconds * 1_000), 'service account');
      },
    },
    {
      method: 'POST',
      path: '/api/service-accounts/{id}/keys/{key_id}/rotate',
      operation: 'rotateApiKey',
      tag,
      summary: 'Make an API key in place of another one',
      scope,
      body: { types, schema: RotationSchema, isOptional: true },
      answers: { 201: shownOnce },
      handle: async (request) => {
        const { overlap_seconds } = parsed(RotationSchema, bodyOrDefaults(request));
        const { id = '', key_id = '' } = request.params;
        return keyAnswer(
          await accounts.rotateKey(principalOf(request), id, key_id, overlap_seconds * 1_000),
          'API key',
        );
      },
    },
    {
      method: 'DELETE',
      path: '/api/service-accounts/{id}/keys/{key_id}',
      operation: 'deleteApiKey',
      tag,
      summary: 'Revoke an API key',
      scope,
      answers: { 204: { description: 'It opens no door any more, anywhere within seconds.' } },
      handle: async (request) => {
        const { id = '', key_id = '' } = request.params;
        if (!(await accounts.revokeKey(principalOf(request), id, key_id))) throw notFound('such API key');
        return { status: 204 };
      },
    },
  ];
}

const listedKey = ({ id, created_at, expires_at, last_used_at }: StoredApiKey): z.infer<typeof KeySchema> => ({
  id,
  prefix: `tsk_${id}`,
  created_at,
  expires_at,
  last_used_at,
});

function keyAnswer(made: NewKey, what: string): RouteAnswer {
  if (made.kind === 'not_found') throw notFound(`such ${what}`);
  if (made.kind === 'limit_reached')
    throw limitReached(`The account has ${KEYS_PER_ACCOUNT_MAX} keys, the most it may have; revoke one`);
  return {
    status: 201,
    headers: unkept,
    data: { id: made.key.id, key: made.text, expires_at: made.key.expires_at },
  };
}
