import { apiResponse } from '@tocsin/contracts/http/api-response';
import { RoleSchema } from '@tocsin/domain/access/permission';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import type { Sessions, SessionTokens } from '../access/sessions.js';
import { notFound, ProblemError, unauthorized } from '../problem.js';
import type { RateLimiter } from '../rate-limiter.js';
import { parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { limitReached, unkept } from './access-fields.js';

export interface SessionRoutesOptions {
  sessions: Sessions;
  limiter: Pick<RateLimiter, 'admitLogin' | 'admitAddress'>;
  /** The tenant of who names none. */
  defaultTenant: string;
  /** What attempts are counted by in the place of the name. */
  maskOf(name: string): string;
}

const LoginSchema = z
  .strictObject({
    tenant_id: TenantIdSchema.optional().meta({ description: 'The tenant of the first admin when left out.' }),
    user: z.string().min(1).max(200),
    password: z.string().min(1).max(512),
  })
  .meta({ id: 'Login' });
const RenewalSchema = z.strictObject({ refresh_token: z.string().min(1).max(8_192) }).meta({ id: 'SessionRenewal' });
const Time = z.number().meta({ description: 'Milliseconds since 1970.' });
const SessionSchema = z
  .strictObject({
    id: z.string(),
    access_token: z.string().meta({ description: 'Opens the API for some minutes.' }),
    expires_at: Time,
    refresh_token: z.string().meta({
      description: 'Renews the session, once; the answer holds the next one. Used twice, the session is over.',
    }),
    session_expires_at: Time,
    user: z.strictObject({ id: z.string(), name: z.string(), role: RoleSchema }),
  })
  .meta({ id: 'Session' });
const tag = 'people';

const unrenewed = 'The session is not renewed';

/** Coming in by a password, staying in and going out. */
export function sessionRoutes({ sessions, limiter, defaultTenant, maskOf }: SessionRoutesOptions): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/sessions',
      operation: 'logIn',
      tag,
      summary: 'Log in',
      description: 'By the name of a user and the password. So many attempts in 15 minutes, by user and address.',
      scope: null,
      body: {
        types: ['application/json'],
        schema: LoginSchema,
        example: { user: 'ann', password: 'correct horse battery staple' },
      },
      answers: { 201: { description: 'A session.', schema: apiResponse(SessionSchema) } },
      handle: async (request) => {
        const { tenant_id: tenant = defaultTenant, user: name, password } = parsed(LoginSchema, request.body);
        await limiter.admitLogin(request.address ?? '', tenant, maskOf(name));
        const opening = await sessions.open({ tenant, name, password });
        if (opening.kind === 'refused')
          throw unauthorized(
            'login-refused',
            'There is no such user, or the password is another one.',
            'Nobody was let in',
          );
        if (opening.kind === 'too_many')
          throw limitReached('The user has too many sessions; end one, or wait until one has expired');
        return { status: 201, headers: unkept, data: sessionOf(opening) };
      },
    },
    {
      method: 'POST',
      path: '/api/sessions/refresh',
      operation: 'refreshSession',
      tag,
      summary: 'Renew a session',
      description: 'By its refresh token, which is good for one use.',
      scope: null,
      body: { types: ['application/json'], schema: RenewalSchema },
      answers: { 200: { description: 'The session with new tokens.', schema: apiResponse(SessionSchema) } },
      handle: async (request) => {
        await limiter.admitAddress(request.address ?? '');
        const renewal = await sessions.renew(parsed(RenewalSchema, request.body).refresh_token);
        if (renewal.kind === 'refused')
          throw unauthorized('refresh-refused', 'The refresh token renews no session; log in again.', unrenewed);
        if (renewal.kind === 'reused')
          throw unauthorized(
            'refresh-token-reused',
            'The refresh token was used before, so its session is over; log in again.',
            unrenewed,
          );
        return { status: 200, headers: unkept, data: sessionOf(renewal) };
      },
    },
    {
      method: 'DELETE',
      path: '/api/sessions/current',
      operation: 'logOut',
      tag,
      summary: 'Log out',
      description: 'Ends the session that the token belongs to, everywhere within seconds.',
      scope: 'rules:read',
      answers: { 204: { description: 'It is over.' } },
      handle: async (request) => {
        const { tenant, session } = ownSession(request);
        if (!(await sessions.end(tenant, session))) throw notFound('such session');
        return { status: 204 };
      },
    },
  ];
}

/** @throws ProblemError 409 for a token that belongs to no session */
function ownSession(request: RouteRequest): { tenant: string; session: string } {
  const { tenant, session } = principalOf(request);
  if (session !== undefined) return { tenant, session };
  const detail = 'The token was issued by itself; it is revoked by DELETE /api/tokens/{id}.';
  throw new ProblemError(409, 'no-session', 'The token belongs to no session', detail);
}

const sessionOf = ({ session, user, access, refresh }: SessionTokens): z.infer<typeof SessionSchema> => ({
  id: session.id,
  access_token: access.token,
  expires_at: access.expiresAt,
  refresh_token: refresh,
  session_expires_at: session.expires_at,
  user,
});
