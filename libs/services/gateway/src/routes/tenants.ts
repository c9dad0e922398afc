import { apiResponse } from '@tocsin/contracts/http/api-response';
import { type Tenant, TenantSchema } from '@tocsin/contracts/topics/tenants';
import { type QuotaName, QuotasSchema } from '@tocsin/domain/access/quotas';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import type { TenantOutcome, Tenants } from '../access/tenants.js';
import { notFound, ProblemError } from '../problem.js';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { page, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { createdKey, PageQuerySchema } from './access-fields.js';
import { demandOperator } from './tokens.js';

const NewTenantSchema = z
  .strictObject({ id: TenantIdSchema, name: TenantSchema.shape.name, quotas: QuotasSchema.prefault({}) })
  .meta({ id: 'NewTenant' });
const TenantChangeSchema = NewTenantSchema.omit({ id: true }).meta({ id: 'TenantChange' });
const UsageSchema = z
  .record(z.enum(Object.keys(QuotasSchema.shape) as [QuotaName]), z.strictObject({ use: z.int(), limit: z.int() }))
  .meta({ id: 'Usage' });
const tag = 'tenants';
const scope = 'admin:all';
const types = ['application/json'] as const;
const answer = { schema: apiResponse(TenantSchema) };

/** The tenants of an installation, for its operator, and how much each uses, for its admins too. */
export function tenantRoutes(tenants: Tenants, directory: Pick<CompactedDirectory<Tenant>, 'all'>): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/tenants',
      operation: 'createTenant',
      tag,
      summary: 'Make a tenant',
      description: 'For the operator. A quota that is left out is the most that the platform bears.',
      scope,
      body: { types, schema: NewTenantSchema, example: { id: 'acme', name: 'Acme', quotas: { rules: 500 } } },
      answers: { 201: { description: 'The tenant.', ...answer } },
      handle: async (request) => {
        const principal = operatorOf(request);
        const { id: tenant_id, name, quotas } = parsed(NewTenantSchema, request.body);
        const tenant = tenantOf(await tenants.create(principal, { tenant_id, name, quotas }));
        return { status: 201, data: tenant };
      },
    },
    {
      method: 'GET',
      path: '/api/tenants',
      operation: 'listTenants',
      tag,
      summary: 'List tenants',
      description: 'For the operator.',
      scope,
      query: PageQuerySchema,
      answers: { 200: { description: 'Tenants, the newest first.', schema: apiResponse(z.array(TenantSchema)) } },
      handle: async (request) => {
        operatorOf(request);
        const all = directory.all().map((tenant) => ({ ...tenant, id: tenant.tenant_id }));
        const { data, ...meta } = page(all, parsed(PageQuerySchema, request.query), createdKey);
        return { status: 200, data: data.map(({ id: _id, ...tenant }) => tenant), meta };
      },
    },
    {
      method: 'PUT',
      path: '/api/tenants/{id}',
      operation: 'updateTenant',
      tag,
      summary: 'Change the name and the quotas of a tenant',
      description: 'For the operator. Who has more than a new quota keeps it and gets no more.',
      scope,
      body: { types, schema: TenantChangeSchema, example: { name: 'Acme', quotas: { rules: 1_000 } } },
      answers: { 200: { description: 'The tenant as it is now.', ...answer } },
      handle: async (request) => {
        const principal = operatorOf(request);
        const asked = parsed(TenantChangeSchema, request.body);
        return { status: 200, data: tenantOf(await tenants.change(principal, idOf(request), asked)) };
      },
    },
    {
      method: 'GET',
      path: '/api/tenants/{id}/usage',
      operation: 'getTenantUsage',
      tag,
      summary: 'How much of its quotas a tenant uses',
      description: 'Of the own tenant; the operator sees it of every tenant.',
      scope,
      answers: { 200: { description: 'Use and limit of each quota.', schema: apiResponse(UsageSchema) } },
      handle: async (request) => {
        const { tenant, isOperator } = principalOf(request);
        const id = idOf(request);
        if (tenant !== id && isOperator !== true) throw notFound('such tenant');
        return { status: 200, data: await tenants.usage(id) };
      },
    },
  ];
}

function operatorOf(request: RouteRequest): ReturnType<typeof principalOf> {
  const principal = principalOf(request);
  demandOperator(principal, 'tenants');
  return principal;
}

/** @throws ProblemError 404 for what cannot be the name of a tenant */
function idOf({ params }: RouteRequest): string {
  const { success, data } = TenantIdSchema.safeParse(params['id']);
  if (success) return data;
  throw notFound('such tenant');
}

function tenantOf(outcome: TenantOutcome): Tenant {
  if (outcome.kind === 'tenant') return outcome.tenant;
  if (outcome.kind === 'not_found') throw notFound('such tenant');
  throw new ProblemError(409, 'name-taken', 'The name is taken', 'There is a tenant of this name already.');
}
