import { apiResponse } from '@tocsin/contracts/http/api-response';
import { RoleSchema } from '@tocsin/domain/access/permission';
import { z } from 'zod';
import type { ShownUser, UserOutcome, Users } from '../access/users.js';
import { notFound } from '../problem.js';
import { page, parsed, principalOf, type Route } from '../route.js';
import { createdKey, limitReached, NameSchema, nameTaken, PageQuerySchema, PasswordSchema } from './access-fields.js';

const UserSchema = z
  .strictObject({
    id: z.string(),
    tenant_id: z.string(),
    name: z.string(),
    role: RoleSchema,
    disabled: z.boolean(),
    created_at: z.number(),
    role_since: z
      .number()
      .meta({ description: 'Since when this is the role; what was planned before is approved by others.' }),
  })
  .meta({ id: 'User' });
const NewUserSchema = z
  .strictObject({ name: NameSchema, password: PasswordSchema, role: RoleSchema })
  .meta({ id: 'NewUser' });
const ChangeSchema = z.strictObject({ role: RoleSchema, disabled: z.boolean() }).meta({ id: 'UserChange' });
const NewPasswordSchema = z.strictObject({ password: PasswordSchema }).meta({ id: 'NewPassword' });
const tag = 'people';
const answer = { schema: apiResponse(UserSchema) };
const json = ['application/json'] as const;

/** The local users of a tenant, kept by its admins. */
export function userRoutes(users: Users): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/users',
      operation: 'createUser',
      tag,
      summary: 'Create a user',
      scope: 'admin:all',
      body: {
        types: json,
        schema: NewUserSchema,
        example: { name: 'ann', password: 'correct horse battery staple', role: 'editor' },
      },
      answers: { 201: { description: 'The user.', ...answer } },
      handle: async (request) => {
        const asked = parsed(NewUserSchema, request.body);
        const user = userOf(await users.create(principalOf(request), asked), asked.name);
        return { status: 201, headers: { location: `/api/users/${user.id}` }, data: user };
      },
    },
    {
      method: 'GET',
      path: '/api/users',
      operation: 'listUsers',
      tag,
      summary: 'List users',
      scope: 'admin:all',
      query: PageQuerySchema,
      answers: { 200: { description: 'Users, the newest first.', schema: apiResponse(z.array(UserSchema)) } },
      handle: async (request) => {
        const query = parsed(PageQuerySchema, request.query);
        const { data, ...meta } = page(await users.list(principalOf(request).tenant), query, createdKey);
        return { status: 200, data, meta };
      },
    },
    {
      method: 'PUT',
      path: '/api/users/{id}',
      operation: 'updateUser',
      tag,
      summary: 'Give a user another role, or disable one',
      description: 'What changes ends the sessions of the user, everywhere within seconds.',
      scope: 'admin:all',
      body: { types: json, schema: ChangeSchema, example: { role: 'viewer', disabled: false } },
      answers: { 200: { description: 'The user as it is now.', ...answer } },
      handle: async (request) => {
        const change = parsed(ChangeSchema, request.body);
        return {
          status: 200,
          data: userOf(await users.change(principalOf(request), request.params['id'] ?? '', change)),
        };
      },
    },
    {
      method: 'PUT',
      path: '/api/users/{id}/password',
      operation: 'updateUserPassword',
      tag,
      summary: 'Set the password of a user',
      description: 'Ends the sessions of the user.',
      scope: 'admin:all',
      body: { types: json, schema: NewPasswordSchema },
      answers: { 204: { description: 'It is set.' } },
      handle: async (request) => {
        const { password } = parsed(NewPasswordSchema, request.body);
        userOf(await users.setPassword(principalOf(request), request.params['id'] ?? '', password));
        return { status: 204 };
      },
    },
  ];
}

function userOf(outcome: UserOutcome, name = ''): ShownUser {
  if (outcome.kind === 'not_found') throw notFound('such user');
  if (outcome.kind === 'name_taken') throw nameTaken('a user', name);
  if (outcome.kind === 'limit_reached') throw limitReached(outcome.message);
  return outcome.user;
}
