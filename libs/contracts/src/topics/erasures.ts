import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { SignedErasureSchema } from '../http/erasure-certificate.js';

export const ErasureSchema = SignedErasureSchema.extend({ tenant_id: TenantIdSchema }).meta({ id: 'Erasure' });
export type Erasure = z.infer<typeof ErasureSchema>;

export const erasures = defineTopic({
  name: 'erasures',
  version: 1,
  key: 'tenant/subject',
  content: 'json',
  description:
    'Certificates of whose name and key were erased, which name nobody. They are kept for ever, and a gateway carries them out anew before it serves, so that a database that was restored from a backup brings nobody back.',
  schema: ErasureSchema,
  examples: [
    {
      tenant_id: 'acme_main',
      certificate: {
        tenant_id: 'acme_main',
        subject_id: 'subj_0123456789abcdef0123456789abcdef',
        at: 1_763_900_000_000,
        erased_by: 'subj_fedcba9876543210fedcba9876543210',
        reason: 'asked by the person',
        erased: [{ what: 'name and key', count: 1 }],
        kept: [],
        found: [],
        searched: [],
        not_searched: [],
        audit_event: 'e1',
      },
      signature: 'c2lnbmF0dXJl',
      public_key: 'in PEM',
    },
  ],
  // The outbox, which rule management empties.
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
