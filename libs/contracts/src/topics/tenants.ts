import { QuotasSchema } from '@tocsin/domain/access/quotas';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

export const TenantSchema = z
  .strictObject({
    tenant_id: TenantIdSchema,
    name: z.string().trim().min(1).max(200),
    quotas: QuotasSchema,
    created_at: z.int(),
    updated_at: z.int(),
  })
  .meta({ id: 'Tenant' });
export type Tenant = z.infer<typeof TenantSchema>;

export const tenants = defineTopic({
  name: 'tenants',
  version: 1,
  key: 'tenant/tenant',
  content: 'json',
  description: 'The tenants that the operator has made, and how much each may have.',
  schema: TenantSchema,
  examples: [
    {
      tenant_id: 'acme_main',
      name: 'Acme',
      quotas: QuotasSchema.parse({ rules: 500 }),
      created_at: 1_763_900_000_000,
      updated_at: 1_763_900_000_000,
    },
  ],
  producers: ['rule-management'],
  consumers: ['gateway', 'notification', 'history'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
