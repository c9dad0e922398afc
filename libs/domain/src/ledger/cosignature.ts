import type { LedgerCrypto } from './ledger-crypto.js';
import { keyIdOf, type NoteKey, parseNote, parseSignature } from './signed-note.js';

/** The kind of signature of c2sp.org/tlog-cosignature, and of its keys. */
const COSIGNATURE = Uint8Array.of(4);
/** The time, a big-endian count of seconds, and the signature. */
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
/** Most lines that are kept of an answer; a witness signs with one key, or with two while it changes them. */
const LINES_MAX = 4;
/** Most characters of one: a name, and a signature of today's longest kinds in Base64. */
const LINE_LENGTH_MAX = 4_000;

/**
 * Reads a witness's key as c2sp.org/signed-note writes one: NAME+ID+KEY, the ID in hex digits, the key in Base64 behind the
 * byte of its kind.
 *
 * @returns null when the text is no key of a witness (Ed25519, cosignature/v1)
 */
export function parseWitnessKey(crypto: LedgerCrypto, text: string): NoteKey | null {
  const [name, id, ...rest] = text.split('+');
  const encoded = rest.join('+');
  if (name === undefined || name === '' || id === undefined || /\s/.test(name)) return null;
  const bytes = crypto.fromBase64(encoded);
  if (bytes === null || bytes.length !== 1 + KEY_BYTES || bytes[0] !== COSIGNATURE[0]) return null;
  const key = { name, publicKey: bytes.slice(1) };
  return hexOf(keyIdOf(crypto, key, COSIGNATURE)) === id ? key : null;
}

/** The lines of an answer that are signatures of a note, whoever made them; what stands between them is nobody's concern. */
export function cosignaturesIn(crypto: LedgerCrypto, answer: string): string[] {
  const lines = answer.split('\n').filter((line) => line.length <= LINE_LENGTH_MAX);
  return lines.filter((line) => parseSignature(crypto, line) !== null).slice(0, LINES_MAX);
}

/**
 * Whether a witness has signed a checkpoint.
 *
 * @param note - the checkpoint, signed by its ledger
 * @param lines - as {@link cosignaturesIn} finds them
 */
export function verifyCosignature(
  crypto: LedgerCrypto,
  note: string,
  lines: readonly string[],
  key: NoteKey,
): 'cosigned' | 'other_key' | 'bad_signature' {
  const id = hexOf(keyIdOf(crypto, key, COSIGNATURE));
  const own = lines
    .map((line) => parseSignature(crypto, line))
    .find((one) => one !== null && one.name === key.name && hexOf(one.keyId) === id);
  const text = parseNote(crypto, note)?.text;
  if (own === undefined || own === null || text === undefined) return 'other_key';
  if (own.signature.length !== TIME_BYTES + SIGNATURE_BYTES) return 'bad_signature';
  const { buffer, byteOffset } = own.signature;
  const seconds = new DataView(buffer, byteOffset, TIME_BYTES).getBigUint64(0);
  const signed = crypto.toUtf8(`cosignature/v1\ntime ${seconds}\n${text}`);
  return crypto.verify(key.publicKey, signed, own.signature.slice(TIME_BYTES)) ? 'cosigned' : 'bad_signature';
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
