import type { LedgerCrypto } from './ledger-crypto.js';

/** A text and who signed it, in the format of c2sp.org/signed-note. */
export interface SignedNote {
  /** With its last line's end, as it is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** Four bytes. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** Names a key and holds it: 32 bytes of Ed25519. */
export interface NoteKey {
  /** No white space and no plus. */
  readonly name: string;
  readonly publicKey: Uint8Array;
}

const ED25519 = Uint8Array.of(1);
/** Witnesses may add theirs; the format tells readers to bound them. */
const SIGNATURES_MAX = 16;
const KEY_ID_BYTES = 4;

/**
 * The first bytes of SHA-256 of the name, a line's end, the kind of the signature and the key.
 *
 * @param kind - a byte; that of a plain signature of Ed25519 when left out
 */
export const keyIdOf = (crypto: LedgerCrypto, { name, publicKey }: NoteKey, kind = ED25519): Uint8Array =>
  crypto.sha256(crypto.toUtf8(`${name}\n`), kind, publicKey).slice(0, KEY_ID_BYTES);

/**
 * @param text - ends with a line's end
 * @param sign - makes the 64 bytes of an Ed25519 signature
 */
export function writeNote(
  crypto: LedgerCrypto,
  text: string,
  key: NoteKey,
  sign: (message: Uint8Array) => Uint8Array,
): string {
  const signed = Uint8Array.of(...keyIdOf(crypto, key), ...sign(crypto.toUtf8(text)));
  return `${text}\n\u2014 ${key.name} ${crypto.toBase64(signed)}\n`;
}

/** @returns null when it is no signed note */
export function parseNote(crypto: LedgerCrypto, note: string): SignedNote | null {
  const gap = note.lastIndexOf('\n\n');
  if (gap < 1 || !note.endsWith('\n') || hasControl(note)) return null;
  const lines = note.slice(gap + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) return null;
  const signatures = lines.map((line) => parseSignature(crypto, line));
  if (!signatures.every((one) => one !== null)) return null;
  return { text: note.slice(0, gap + 1), signatures };
}

/** @returns null when the line is no signature of a note */
export function parseSignature(crypto: LedgerCrypto, line: string): NoteSignature | null {
  const [dash, name, encoded, ...others] = line.split(' ');
  if (
    dash !== '\u2014' ||
    name === undefined ||
    name === '' ||
    hasControl(name) ||
    encoded === undefined ||
    others.length > 0
  )
    return null;
  const bytes = crypto.fromBase64(encoded);
  if (bytes === null || bytes.length <= KEY_ID_BYTES) return null;
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
}

/** Signatures of keys that are not this one are passed over, as the format wants it. */
export function verifyNote(
  crypto: LedgerCrypto,
  { text, signatures }: SignedNote,
  key: NoteKey,
): 'signed' | 'other_key' | 'bad_signature' {
  const id = crypto.toBase64(keyIdOf(crypto, key));
  const own = signatures.find(({ name, keyId }) => name === key.name && crypto.toBase64(keyId) === id);
  if (own === undefined) return 'other_key';
  const isSigned = crypto.verify(key.publicKey, crypto.toUtf8(text), own.signature);
  return isSigned ? 'signed' : 'bad_signature';
}

/** Whether a text holds what no note may: controls other than the line's end. */
const hasControl = (text: string): boolean => [...text].some((char) => char < ' ' && char !== '\n');
