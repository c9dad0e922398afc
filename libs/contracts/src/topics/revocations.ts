import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

export const RevocationSchema = z
  .strictObject({
    tenant_id: TenantIdSchema,
    id: z.string().min(1).max(64).meta({ description: 'What was revoked: a token, a session or an API key.' }),
    at: z.int(),
    until: z.int().meta({ description: 'When it would have expired by itself, so that this can be forgotten.' }),
  })
  .meta({ id: 'Revocation' });
export type Revocation = z.infer<typeof RevocationSchema>;

export const revocations = defineTopic({
  name: 'revocations',
  version: 1,
  key: 'tenant/id',
  content: 'json',
  description: 'What opens no door any more; a tombstone once it would have expired. Every gateway follows all of it.',
  schema: RevocationSchema,
  examples: [{ tenant_id: 'acme_main', id: 't1', at: 1_763_900_000_000, until: 1_763_900_600_000 }],
  // A gateway says it at once; the outbox, which rule management empties, makes sure of it.
  producers: ['gateway', 'rule-management'],
  consumers: ['gateway'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
