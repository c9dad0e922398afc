import { isSameBytes, type LedgerCrypto } from './ledger-crypto.js';

/** What an old key signs of a new one begins with it, so that the signature is for nothing else. */
const PURPOSE = 'tocsin/ledger-key/v1';
/** Keys are changed each year or so; each costs whoever verifies a signature. */
const INTRODUCTIONS_MAX = 100;

/**
 * An old key's word for the new one, as a line that checkpoints carry from then on: whoever trusts the old key finds the new
 * one in the checkpoint itself, wherever it is kept.
 *
 * @param sign - makes the 64 bytes of an Ed25519 signature with the old key
 */
export function introductionLine(
  crypto: LedgerCrypto,
  from: Uint8Array,
  to: Uint8Array,
  sign: (message: Uint8Array) => Uint8Array,
): string {
  const signature = sign(crypto.toUtf8(textOf(crypto, from, to)));
  return `key ${[from, to, signature].map((bytes) => crypto.toBase64(bytes)).join(' ')}`;
}

interface Introduction {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly signature: Uint8Array;
}

/** @returns null when the line introduces no key; its signature is not looked at */
export function parseIntroduction(crypto: LedgerCrypto, line: string): Introduction | null {
  const [word, ...encoded] = line.split(' ');
  const [from, to, signature, ...others] = encoded.map((text) => crypto.fromBase64(text));
  if (word !== 'key' || from?.length !== 32 || to?.length !== 32 || signature?.length !== 64) return null;
  return others.length === 0 ? { from, to, signature } : null;
}

/**
 * The last key that a trusted one leads to, each introduced by the one before.
 *
 * @param lines - of a checkpoint, in the order in which keys followed each other; others among them are passed over
 * @returns null when the trusted key introduces none, or a link is not signed by the key before it
 */
export function successorOf(crypto: LedgerCrypto, lines: readonly string[], trusted: Uint8Array): Uint8Array | null {
  const introductions = lines.slice(0, INTRODUCTIONS_MAX).flatMap((line) => parseIntroduction(crypto, line) ?? []);
  const first = introductions.findIndex(({ from }) => isSameBytes(from, trusted));
  if (first < 0) return null;
  let last = trusted;
  for (const { from, to, signature } of introductions.slice(first)) {
    const isSigned = crypto.verify(last, crypto.toUtf8(textOf(crypto, from, to)), signature);
    if (!isSameBytes(from, last) || !isSigned) return null;
    last = to;
  }
  return last;
}

const textOf = (crypto: LedgerCrypto, from: Uint8Array, to: Uint8Array): string =>
  `${PURPOSE}\n${crypto.toBase64(from)}\n${crypto.toBase64(to)}\n`;
