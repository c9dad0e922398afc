import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';

const CountSchema = z.strictObject({ what: z.string(), count: z.int() });

/** What was done about somebody's data, as it is signed. It names nobody. */
export const ErasureCertificateSchema = z
  .strictObject({
    tenant_id: TenantIdSchema,
    subject_id: z.string().meta({ description: 'The pseudonym, which stands for nobody any more.' }),
    at: z.int().meta({ description: 'Milliseconds since 1970.' }),
    erased_by: z.string().meta({ description: 'The pseudonym of who asked for it.' }),
    reason: z.string(),
    erased: z.array(CountSchema).meta({ description: 'What is not there any more.' }),
    kept: z
      .array(CountSchema.extend({ basis: z.string() }))
      .meta({ description: 'What still bears the pseudonym, and why it may.' }),
    found: z
      .array(z.strictObject({ in: z.string(), id: z.string(), field: z.string() }))
      .meta({ description: 'Text that somebody wrote in which the name stands; it is for its authors to change.' }),
    searched: z.array(CountSchema).meta({ description: 'What was looked through for the name, and how much of it.' }),
    not_searched: z.array(z.strictObject({ what: z.string(), why: z.string() })),
    audit_event: z.string().meta({ description: 'The event of the audit that tells of it.' }),
  })
  .meta({ id: 'ErasureCertificate' });
export type ErasureCertificate = z.infer<typeof ErasureCertificateSchema>;

export const SignedErasureSchema = z
  .strictObject({
    certificate: ErasureCertificateSchema,
    signature: z.string().meta({
      description: "Ed25519 over the certificate's canonical JSON (RFC 8785), in Base64, by the key of the ledger.",
    }),
    public_key: z.string().meta({ description: 'What verifies it, in PEM.' }),
  })
  .meta({ id: 'SignedErasure' });
export type SignedErasure = z.infer<typeof SignedErasureSchema>;
