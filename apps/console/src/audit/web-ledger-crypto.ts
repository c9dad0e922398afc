import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';

/** WebCrypto. */
type Subtle = typeof globalThis.crypto.subtle;

/** What the browser computes later, and the ledger needs now. */
class Wanted extends Error {
  constructor(
    readonly key: string,
    readonly compute: () => Promise<Uint8Array | boolean>,
  ) {
    super(key);
  }
}

/**
 * Runs a computation of the ledger with the browser's cryptography, which answers later than the ledger asks: so it is run
 * again, from its beginning, whenever one more answer is known. It must therefore do nothing but compute.
 *
 * @param subtle - WebCrypto, which browsers give to pages of this machine and of HTTPS alone
 * @throws DOMException NotSupportedError where the browser does not know Ed25519
 */
export async function withWebCrypto<Result>(
  subtle: Subtle,
  compute: (crypto: LedgerCrypto) => Result,
): Promise<Result> {
  const known = new Map<string, Uint8Array | boolean>();
  const answer = (key: string, later: () => Promise<Uint8Array | boolean>): Uint8Array | boolean => {
    const found = known.get(key);
    if (found === undefined) throw new Wanted(key, later);
    return found;
  };
  const crypto: LedgerCrypto = {
    ...encodings,
    sha256: (...parts) => {
      const bytes = joined(parts);
      const later = async (): Promise<Uint8Array> => new Uint8Array(await subtle.digest('SHA-256', bytes));
      const found = answer(`sha256 ${encodings.toBase64(bytes)}`, later);
      return found instanceof Uint8Array ? found : new Uint8Array();
    },
    verify: (publicKey, message, signature) => {
      const parts = [publicKey, message, signature].map((part) => joined([part]));
      const later = (): Promise<boolean> => verified(subtle, parts);
      return answer(`verify ${parts.map(encodings.toBase64).join(' ')}`, later) === true;
    },
  };
  for (;;) {
    try {
      return compute(crypto);
    } catch (error) {
      if (!(error instanceof Wanted)) throw error;
      known.set(error.key, await error.compute());
    }
  }
}

async function verified(
  subtle: Subtle,
  [publicKey, message, signature]: readonly Uint8Array<ArrayBuffer>[],
): Promise<boolean> {
  if (publicKey?.length !== 32 || message === undefined || signature?.length !== 64) return false;
  const key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  return subtle.verify('Ed25519', key, signature, message);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const encodings: Omit<LedgerCrypto, 'sha256' | 'verify'> = {
  toUtf8: (text) => new TextEncoder().encode(text),
  fromUtf8: (bytes) => {
    try {
      return utf8.decode(bytes);
    } catch {
      return null;
    }
  },
  toBase64: (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')),
  fromBase64: (text) => {
    try {
      const binary = atob(text);
      return btoa(binary) === text ? Uint8Array.from(binary, (one) => one.charCodeAt(0)) : null;
    } catch {
      return null;
    }
  },
};

/** A copy in one piece, in memory of its own. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
