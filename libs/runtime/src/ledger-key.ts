import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { installationKey } from './installation-key.js';
import { rawPublicKey } from './ledger-crypto.js';

/** Makes the line by which an old key introduces a new one, as `introductionLine` of the ledger does. */
export type Introduce = (from: Uint8Array, to: Uint8Array, sign: (message: Uint8Array) => Uint8Array) => string;

const successionFile = (path: string): string => `${path}.succession`;
const nextFile = (path: string): string => `${path}.next`;

/** The lines by which the keys before the present one have introduced their successors, the oldest first. @param path - of the key */
export function introductionsAt(path: string): string[] {
  const file = successionFile(path);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

/**
 * Puts a new key in the place of the ledger's key, with the old one's word for it beside it; the old one is gone then. Whoever
 * has died over it begins anew, and ends with the key that was begun.
 *
 * @param path - of the key, which is there
 * @returns the public keys in PEM
 * @throws Error when the key is none, or a file cannot be written
 */
export function replaceLedgerKey(path: string, introduce: Introduce): { before: string; after: string } {
  const old = installationKey(path);
  const next = nextKeyAt(path);
  const [from, to] = [rawPublicKey(old.publicKey), rawPublicKey(pemOf(next))];
  const line = introduce(from, to, (message) => sign(null, message, old.privateKey));
  const lines = introductionsAt(path);
  // Signatures of Ed25519 have no randomness: the same word again is the same line.
  if (lines.at(-1) !== line) {
    const draft = `${successionFile(path)}.draft`;
    writeFileSync(draft, `${[...lines, line].join('\n')}\n`, { mode: 0o644 });
    renameSync(draft, successionFile(path));
  }
  renameSync(nextFile(path), path);
  return { before: old.publicKey, after: pemOf(next) };
}

function nextKeyAt(path: string): KeyObject {
  const file = nextFile(path);
  if (existsSync(file)) return createPrivateKey(readFileSync(file, 'utf8'));
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${file}.draft`;
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  renameSync(draft, file);
  return privateKey;
}

const pemOf = (key: KeyObject): string => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
