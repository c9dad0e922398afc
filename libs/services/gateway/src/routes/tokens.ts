import { apiResponse } from '@tocsin/contracts/http/api-response';
import { type Role, RoleSchema, type Scope, ScopeSchema, scopesOf } from '@tocsin/domain/access/permission';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import type { IssuedTokenRecord, StoredApiKey } from '@tocsin/ports/access-store';
import { z } from 'zod';
import type { IssuedTokens, ListedSession } from '../access/issued-tokens.js';
import type { AccountWithKeys, ServiceAccounts } from '../access/service-accounts.js';
import { type Principal, TierSchema } from '../auth-manager.js';
import { invalid, notFound, ProblemError } from '../problem.js';
import { page, parsed, principalOf, type Route } from '../route.js';
import { createdKey, limitReached, NameSchema, PageQuerySchema, unkept } from './access-fields.js';

const DAY_SECONDS = 86_400;

const TokenRequestSchema = z
  .strictObject({
    subject: NameSchema.meta({ description: 'Who will use it; stands in audit events.' }),
    tenant_id: TenantIdSchema.optional().meta({
      description: "The caller's own tenant when left out; only the operator names another.",
    }),
    role: RoleSchema.optional().meta({ description: 'Either a role, or `scopes`.' }),
    scopes: z.array(ScopeSchema).min(1).max(5).optional(),
    operator: z
      .boolean()
      .default(false)
      .meta({ description: 'Lets the token make tenants, and tokens for them; only the operator gives this away.' }),
    tier: TierSchema.default('standard'),
    expires_in_seconds: z
      .int()
      .min(60)
      .max(365 * DAY_SECONDS)
      .default(30 * DAY_SECONDS),
  })
  .meta({ id: 'TokenRequest' });
export const TokenSchema = z
  .strictObject({
    id: z.string().meta({ description: 'By which it is revoked.' }),
    token: z.string(),
    expires_at: z.number().meta({ description: 'Milliseconds since 1970.' }),
  })
  .meta({ id: 'Token' });
const ListedSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['token', 'session', 'api_key']),
    subject: z.string(),
    scopes: z
      .array(ScopeSchema)
      .meta({ description: 'Empty for a session and an API key: their users and accounts have roles.' }),
    role: RoleSchema.nullable(),
    operator: z.boolean(),
    issued_by: z.string(),
    created_at: z.number(),
    expires_at: z.number(),
    revoked_at: z.number().nullable(),
  })
  .meta({ id: 'ListedToken' });

/** What lets somebody into a tenant: tokens that were issued, the sessions of users, and API keys. */
export function tokenRoutes(tokens: IssuedTokens, accounts: Pick<ServiceAccounts, 'list' | 'revokeKey'>): Route[] {
  /** Of an API key the account that it belongs to; null of what is none. */
  const accountOfKey = async (tenant: string, id: string): Promise<string | null> =>
    (await accounts.list(tenant)).find(({ keys }) => keys.some((key) => key.id === id))?.id ?? null;

  return [
    {
      method: 'POST',
      path: '/api/tokens',
      operation: 'createToken',
      tag: 'tokens',
      summary: 'Issue a token',
      description: 'For a role or for scopes, in the own tenant; the operator issues them for any tenant.',
      scope: 'admin:all',
      body: {
        types: ['application/json'],
        schema: TokenRequestSchema,
        example: { subject: 'prometheus', scopes: ['rules:write'] },
      },
      answers: { 201: { description: 'The token. It is not kept: copy it now.', schema: apiResponse(TokenSchema) } },
      handle: async (request) => {
        const principal = principalOf(request);
        const asked = parsed(TokenRequestSchema, request.body);
        const tenant = asked.tenant_id ?? principal.tenant;
        if (asked.operator) demandOperator(principal, 'a token of the operator');
        if (tenant !== principal.tenant) demandOperator(principal, 'a token of another tenant');
        const issued = await tokens.issue(principal, {
          subject: asked.subject,
          tenant,
          scopes: scopesAsked(asked),
          role: asked.role,
          isOperator: asked.operator,
          tier: asked.tier,
          expiresInSeconds: asked.expires_in_seconds,
        });
        if (issued.kind === 'limit_reached') throw limitReached(issued.message);
        const { id, token, expiresAt } = issued;
        return { status: 201, headers: unkept, data: { id, token, expires_at: expiresAt } };
      },
    },
    {
      method: 'GET',
      path: '/api/tokens',
      operation: 'listTokens',
      tag: 'tokens',
      summary: 'List tokens, sessions and API keys',
      description: 'Those that have not expired; none shows its text.',
      scope: 'admin:all',
      query: PageQuerySchema,
      answers: { 200: { description: 'The newest first.', schema: apiResponse(z.array(ListedSchema)) } },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const listed = await tokens.list(tenant);
        const keys = (await accounts.list(tenant)).flatMap((account) =>
          account.keys.map((key) => listedKey(account, key)),
        );
        const live = keys.filter(({ expires_at }) => expires_at > tokens.now());
        const all = [...listed.tokens.map(listedToken), ...listed.sessions.map(listedSession), ...live];
        const { data, ...meta } = page(all, parsed(PageQuerySchema, request.query), createdKey);
        return { status: 200, data, meta };
      },
    },
    {
      method: 'DELETE',
      path: '/api/tokens/{id}',
      operation: 'deleteToken',
      tag: 'tokens',
      summary: 'Revoke a token, a session or an API key',
      description:
        'It opens no door any more, and the connections that it opened are closed, everywhere within seconds.',
      scope: 'admin:all',
      answers: { 204: { description: 'It is revoked.' } },
      handle: async (request) => {
        const [by, id] = [principalOf(request), request.params['id'] ?? ''];
        const account = await accountOfKey(by.tenant, id);
        const isRevoked = account === null ? await tokens.revoke(by, id) : await accounts.revokeKey(by, account, id);
        if (!isRevoked) throw notFound('such token');
        return { status: 204 };
      },
    },
  ];
}

const listedToken = ({ tenant_id: _tenant, ...token }: IssuedTokenRecord): z.infer<typeof ListedSchema> => ({
  kind: 'token',
  ...token,
  scopes: [...token.scopes],
});
const listedSession = (session: ListedSession): z.infer<typeof ListedSchema> => ({
  kind: 'session',
  id: session.id,
  subject: session.subject,
  scopes: [],
  role: null,
  operator: false,
  issued_by: session.subject,
  created_at: session.created_at,
  expires_at: session.expires_at,
  revoked_at: session.revoked_at,
});

const listedKey = ({ name, role, id }: AccountWithKeys, key: StoredApiKey): z.infer<typeof ListedSchema> => ({
  kind: 'api_key',
  id: key.id,
  subject: name,
  scopes: [],
  role,
  operator: false,
  issued_by: `service-account/${id}`,
  created_at: key.created_at,
  expires_at: key.expires_at,
  revoked_at: null,
});

/** @throws ProblemError 403 unless the principal is the platform's operator */
export function demandOperator(principal: Principal, what: string): void {
  if (principal.isOperator === true) return;
  const detail = `Only the platform's operator may ask for ${what}; use the operator's token.`;
  throw new ProblemError(403, 'operator-only', 'The token does not allow this', detail);
}

function scopesAsked({ role, scopes }: { role?: Role | undefined; scopes?: Scope[] | undefined }): readonly Scope[] {
  if (role !== undefined && scopes === undefined) return scopesOf(role);
  if (scopes !== undefined && role === undefined) return scopes;
  const message = 'and "scopes" exclude each other, and one must be there';
  throw invalid([{ path: 'role', code: 'one_of', message, fix: 'Give one of the two.' }]);
}
