import { z } from 'zod';
import { canonicalJson } from '../ledger/canonical-json.js';
import type { LedgerCrypto } from '../ledger/ledger-crypto.js';

/** A certificate as it was signed: whatever it says beside these is signed, too. */
const SignedSchema = z.looseObject({
  certificate: z
    .object({
      tenant_id: z.string(),
      subject_id: z.string(),
      at: z.int(),
      erased_by: z.string(),
      erased: z.array(z.json()),
      audit_event: z.string(),
    })
    .catchall(z.json()),
  signature: z.string(),
});
/** A certificate of an erasure with its signature. */
export type SignedErasureProof = z.infer<typeof SignedSchema>;

/** @returns the certificates of a file's content, one or a list; null where it holds none */
export function erasuresIn(content: unknown): readonly SignedErasureProof[] | null {
  const read = z
    .array(SignedSchema)
    .min(1)
    .safeParse(Array.isArray(content) ? content : [content]);
  return read.data ?? null;
}

/**
 * Whether a certificate was signed by the key that one keeps; the one that it brings along is not looked at.
 *
 * @param publicKey - 32 bytes, from where one keeps what one trusts
 */
export function isErasureSigned(
  crypto: LedgerCrypto,
  { certificate, signature }: SignedErasureProof,
  publicKey: Uint8Array,
): boolean {
  const bytes = crypto.fromBase64(signature);
  return bytes !== null && crypto.verify(publicKey, crypto.toUtf8(canonicalJson(certificate)), bytes);
}
