import { successorOf } from './key-succession.js';
import type { LedgerCrypto } from './ledger-crypto.js';
import { parseNote, verifyNote, writeNote } from './signed-note.js';

/** How long a ledger was and what it held, in the format of c2sp.org/tlog-checkpoint. */
export interface Checkpoint {
  /** Names the ledger, and the key that signs for it. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Further lines of the text; none is empty. */
  readonly extensions: readonly string[];
}

/** The ledger of a tenant, by a name that a key of a note may have: a tenant's id has no white space and no plus. */
export const originOf = (tenantId: string): string => `tocsin/ledger/${tenantId}`;

/** @returns a signed note, which the key of the ledger's name signs */
export function writeCheckpoint(
  crypto: LedgerCrypto,
  { origin, size, root, extensions }: Checkpoint,
  publicKey: Uint8Array,
  sign: (message: Uint8Array) => Uint8Array,
): string {
  const lines = [origin, String(size), crypto.toBase64(root), ...extensions];
  return writeNote(crypto, `${lines.join('\n')}\n`, { name: origin, publicKey }, sign);
}

export type CheckpointReading =
  | { readonly kind: 'signed'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'malformed' | 'other_key' | 'bad_signature' };

/**
 * Reads a checkpoint and believes it only when this key has signed it under the name of its ledger, or one that this key has
 * introduced in it, perhaps by way of others.
 */
export function readCheckpoint(crypto: LedgerCrypto, text: string, publicKey: Uint8Array): CheckpointReading {
  const note = parseNote(crypto, text);
  const checkpoint = note === null ? null : parseText(crypto, note.text);
  if (note === null || checkpoint === null) return { kind: 'malformed' };
  const verifiedBy = (key: Uint8Array) => verifyNote(crypto, note, { name: checkpoint.origin, publicKey: key });
  const own = verifiedBy(publicKey);
  const successor = own === 'other_key' ? successorOf(crypto, checkpoint.extensions, publicKey) : null;
  const verified = successor === null ? own : verifiedBy(successor);
  return verified === 'signed' ? { kind: 'signed', checkpoint } : { kind: verified };
}

function parseText(crypto: LedgerCrypto, text: string): Checkpoint | null {
  const [origin, size, encoded, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || origin === '' || size === undefined || encoded === undefined) return null;
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) return null;
  const root = crypto.fromBase64(encoded);
  if (root === null || root.length !== 32 || extensions.includes('')) return null;
  return { origin, size: Number(size), root, extensions };
}
