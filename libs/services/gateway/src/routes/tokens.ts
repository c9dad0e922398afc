import { apiResponse } from '@tocsin/contracts/http/api-response';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { type AuthManager, ScopeSchema, TierSchema } from '../auth-manager.js';
import { parsed, principalOf, type Route } from '../route.js';

const DAY_SECONDS = 86_400;

const TokenRequestSchema = z
  .strictObject({
    subject: z.string().trim().min(1).max(200).meta({ description: 'Who will use it; stands in audit events.' }),
    tenant_id: TenantIdSchema.optional().meta({ description: "The caller's own tenant when left out." }),
    scopes: z.array(ScopeSchema).min(1).max(5),
    tier: TierSchema.default('standard'),
    expires_in_seconds: z
      .int()
      .min(60)
      .max(365 * DAY_SECONDS)
      .default(30 * DAY_SECONDS),
  })
  .meta({ id: 'TokenRequest' });
const TokenSchema = z
  .strictObject({ token: z.string(), expires_at: z.number().meta({ description: 'Milliseconds since 1970.' }) })
  .meta({ id: 'Token' });

export function tokenRoutes(auth: AuthManager): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/tokens',
      tag: 'tokens',
      summary: 'Issue a token',
      description: 'For any tenant: this is for the administrator of the platform.',
      scope: 'admin:all',
      body: {
        types: ['application/json'],
        schema: TokenRequestSchema,
        example: { subject: 'prometheus', scopes: ['rules:write'] },
      },
      answers: { 201: { description: 'The token. It is not kept: copy it now.', schema: apiResponse(TokenSchema) } },
      handle: async (request) => {
        const { subject, tenant_id, scopes, tier, expires_in_seconds } = parsed(TokenRequestSchema, request.body);
        const tenant = tenant_id ?? principalOf(request).tenant;
        const { token, expiresAt } = await auth.issue({
          subject,
          tenant,
          scopes,
          tier,
          expiresInSeconds: expires_in_seconds,
        });
        return { status: 201, headers: { 'cache-control': 'no-store' }, data: { token, expires_at: expiresAt } };
      },
    },
  ];
}
