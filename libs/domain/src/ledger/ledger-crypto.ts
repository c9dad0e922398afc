/** What the ledger needs of a machine's cryptography and encodings; handed in, as this room knows no Node. */
export interface LedgerCrypto {
  /** SHA-256 of the parts one after another: 32 bytes. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
  /** Whether an Ed25519 signature (64 bytes) of a message is by this public key (32 bytes, as RFC 8032 encodes it). */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  toUtf8(text: string): Uint8Array;
  /** Null when the bytes are no UTF-8. */
  fromUtf8(bytes: Uint8Array): string | null;
  /** Of RFC 4648, section 4, with padding. */
  toBase64(bytes: Uint8Array): string;
  /** Null when the text is not what {@link toBase64} makes of any bytes: then two texts would stand for the same. */
  fromBase64(text: string): Uint8Array | null;
}

export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
