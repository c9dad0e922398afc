import { readCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { lineOf, type LedgerEntry } from '@tocsin/domain/ledger/ledger-entry';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import { leafHash } from '@tocsin/domain/ledger/merkle-tree';
import { provesInclusion } from '@tocsin/domain/ledger/tree-proofs';

/** What the platform tells of an entry, none of which is believed. */
export interface ToldOfEntry {
  readonly entry: LedgerEntry;
  /** A signed note. */
  readonly checkpoint: string;
  /** In PEM. */
  readonly publicKey: string;
  /** Hashes in Base64. */
  readonly proof: readonly string[];
}

/** Whether an entry as it is shown stands in the ledger that a key has signed; otherwise what is wrong. */
export type EntryCheck =
  | { readonly kind: 'proved'; readonly origin: string; readonly size: number }
  | { readonly kind: 'bad_key' | 'malformed' | 'other_key' | 'bad_signature' | 'too_new' | 'not_included' };

/** Checks the checkpoint's signature, and by the proof that the entry, hashed anew from what is shown, stands under it. */
export function checkEntry(
  crypto: LedgerCrypto,
  { entry, checkpoint: note, publicKey, proof }: ToldOfEntry,
): EntryCheck {
  const key = rawKeyOf(crypto, publicKey);
  if (key === null) return { kind: 'bad_key' };
  const reading = readCheckpoint(crypto, note, key);
  if (reading.kind !== 'signed') return { kind: reading.kind };
  const { origin, size, root } = reading.checkpoint;
  if (entry.sequence >= size) return { kind: 'too_new' };
  const hashes = proof.map((hash) => crypto.fromBase64(hash));
  if (!hashes.every((hash) => hash !== null)) return { kind: 'malformed' };
  const leaf = leafHash(crypto, crypto.toUtf8(lineOf(entry)));
  const isIncluded = provesInclusion(crypto, { index: entry.sequence, size, leaf, root, proof: hashes });
  return isIncluded ? { kind: 'proved', origin, size } : { kind: 'not_included' };
}

/** What stands before a raw key of Ed25519 in its SubjectPublicKeyInfo (RFC 8410). */
const HEAD = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const KEY_BYTES = 32;

/** @returns null when the text is no key of Ed25519 in PEM */
function rawKeyOf(crypto: LedgerCrypto, pem: string): Uint8Array | null {
  const text = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem)?.[1] ?? '';
  const bytes = crypto.fromBase64(text.replaceAll(/\s/g, ''));
  if (bytes?.length !== HEAD.length + KEY_BYTES || !HEAD.every((byte, i) => bytes[i] === byte)) return null;
  return bytes.subarray(HEAD.length);
}
