import { RoleSchema } from '@tocsin/domain/access/permission';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

export const ApiKeySchema = z
  .strictObject({
    tenant_id: TenantIdSchema,
    id: z.string().min(1).max(64),
    account_id: z.string().min(1).max(64),
    account: z.string().min(1).max(200).meta({ description: 'The name of the service account.' }),
    role: RoleSchema,
    hash: z
      .string()
      .meta({ description: 'SHA-256 of the key in hexadecimal; the key itself has 256 random bits and is not kept.' }),
    created_at: z.int(),
    expires_at: z.int(),
  })
  .meta({ id: 'ApiKeyRecord' });
export type ApiKey = z.infer<typeof ApiKeySchema>;

export const apiKeys = defineTopic({
  name: 'api-keys',
  version: 1,
  key: 'tenant/key id',
  content: 'json',
  description: 'What gateways check API keys of service accounts by; a tombstone when a key was revoked.',
  schema: ApiKeySchema,
  examples: [
    {
      tenant_id: 'acme_main',
      id: 'k1',
      account_id: 's1',
      account: 'deployer',
      role: 'editor',
      hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      created_at: 1_763_900_000_000,
      expires_at: 1_795_436_000_000,
    },
  ],
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
