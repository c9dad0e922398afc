import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

/** A raw key of Ed25519 is what follows this head in its SubjectPublicKeyInfo (RFC 8410). */
const ED25519_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Node's cryptography, as the ledger takes it. */
export const nodeLedgerCrypto = {
  sha256(...parts: readonly Uint8Array[]): Uint8Array {
    // Copied and hashed at once, a few hundred bytes cost a quarter less than part by part.
    const [first] = parts;
    return hash('sha256', parts.length === 1 && first !== undefined ? first : Buffer.concat(parts), 'buffer');
  },
  verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
    signature.length === 64 && verify(null, message, keyOf(publicKey), signature),
  toUtf8: (text: string): Uint8Array => Buffer.from(text, 'utf8'),
  fromUtf8(bytes: Uint8Array): string | null {
    try {
      return utf8.decode(bytes);
    } catch {
      return null;
    }
  },
  toBase64: (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64'),
  fromBase64(text: string): Uint8Array | null {
    const bytes = Buffer.from(text, 'base64');
    return bytes.toString('base64') === text ? bytes : null;
  },
};

const keyOf = (publicKey: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([ED25519_HEAD, publicKey]), format: 'der', type: 'spki' });

/** In PEM, as {@link rawPublicKey} reads it. */
export const publicKeyPem = (publicKey: Uint8Array): string =>
  keyOf(publicKey).export({ type: 'spki', format: 'pem' }).toString();

/**
 * The 32 bytes of a public key in PEM.
 *
 * @throws Error when it is none of Ed25519
 */
export function rawPublicKey(pem: string): Uint8Array {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`is a key of the kind ${key.asymmetricKeyType}, not of Ed25519`);
  return key.export({ format: 'der', type: 'spki' }).subarray(ED25519_HEAD.length);
}
