import { z } from 'zod';
import { originOf, readCheckpoint } from '../ledger/checkpoint.js';
import type { LedgerCrypto } from '../ledger/ledger-crypto.js';
import { parseEntry } from '../ledger/ledger-entry.js';
import { leafHash } from '../ledger/merkle-tree.js';
import { provesInclusion } from '../ledger/tree-proofs.js';

/** Names the format, so that a reader knows what it cannot read. */
export const EVIDENCE_FORMAT = 'tocsin-evidence/1';

const EvidenceControlSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  references: z.array(z.string()),
  severity: z.string(),
  judged: z.int().meta({ description: 'Events of the period that it looked at.' }),
  violations: z.array(z.int()).meta({ description: 'Entries of the ledger, by their numbers.' }),
});

/** What controls found in a period, with the entries that it rests on and what proves that they stand in the ledger. */
export const EvidencePackSchema = z
  .strictObject({
    format: z.literal(EVIDENCE_FORMAT),
    tenant_id: z.string(),
    from: z.int(),
    to: z.int(),
    made_at: z.int(),
    checkpoint: z.string().meta({ description: 'The signed note that all proofs lead to.' }),
    public_key: z.string().meta({ description: 'What verifies it, in PEM. Compare it with the one that you keep.' }),
    entries: z.int().meta({ description: 'Entries that were appended in the period.' }),
    events: z.record(z.string(), z.int()).meta({ description: 'How many of them there are of each type.' }),
    controls: z.array(EvidenceControlSchema),
    proofs: z
      .array(
        z.strictObject({
          sequence: z.int(),
          entry: z.string().meta({ description: 'The line, as it stands in the ledger.' }),
          proof: z.array(z.string()).meta({ description: 'As RFC 9162, 2.1.3 has it, in Base64.' }),
        }),
      )
      .meta({ description: 'Of the first and the last entry of the period, and of each violation.' }),
  })
  .meta({ id: 'EvidencePack' });
export type EvidencePack = z.infer<typeof EvidencePackSchema>;

export type EvidenceVerdict =
  | { readonly kind: 'proved'; readonly origin: string; readonly entries: number }
  | { readonly kind: 'broken'; readonly message: string };

const broken = (message: string): EvidenceVerdict => ({ kind: 'broken', message });

/**
 * Verifies a pack with nothing but the public key: that the checkpoint is signed, and that each entry that the pack rests on
 * stands where it says. It does not show that nothing was left out; the whole ledger does.
 *
 * @param publicKey - 32 bytes, from where one keeps what one trusts
 */
export function verifyEvidence(crypto: LedgerCrypto, pack: EvidencePack, publicKey: Uint8Array): EvidenceVerdict {
  const reading = readCheckpoint(crypto, pack.checkpoint, publicKey);
  if (reading.kind !== 'signed') return broken(`the checkpoint is not signed by this key (${reading.kind})`);
  const { origin, size, root } = reading.checkpoint;
  if (origin !== originOf(pack.tenant_id)) return broken(`the checkpoint is of ${origin}, not of ${pack.tenant_id}`);
  for (const { sequence, entry, proof } of pack.proofs) {
    if (parseEntry(entry)?.sequence !== sequence) return broken(`what is called entry ${sequence} is another one`);
    const hashes = proof.map((hash) => crypto.fromBase64(hash)).filter((hash) => hash !== null);
    const leaf = leafHash(crypto, crypto.toUtf8(entry));
    if (!provesInclusion(crypto, { index: sequence, size, leaf, root, proof: hashes }))
      return broken(`entry ${sequence} does not stand in the ledger as it is told`);
  }
  const proved = new Set(pack.proofs.map(({ sequence }) => sequence));
  const unproved = pack.controls.flatMap(({ violations }) => violations).find((sequence) => !proved.has(sequence));
  if (unproved !== undefined) return broken(`entry ${unproved} is called a violation, and is not proved`);
  return { kind: 'proved', origin, entries: proved.size };
}
