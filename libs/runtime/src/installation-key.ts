import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectory } from './make-directory.js';

/** What an installation signs with: the models that it trains, or the checkpoints of its ledger. */
export interface InstallationKey {
  readonly privateKey: KeyObject;
  /** In PEM, as a registry takes it. */
  readonly publicKey: string;
}

/**
 * Reads a key of the installation, an Ed25519 private key in PEM, or makes one there that only its owner may read. It never
 * leaves the installation; of several processes that make one at once, all use that of the first.
 *
 * @throws Error when the file holds something else, or cannot be written
 */
export function installationKey(path: string): InstallationKey {
  const privateKey = createPrivateKey(readOrMake(path));
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new Error(
      `${path} holds a key of the kind ${privateKey.asymmetricKeyType}, and must hold an Ed25519 private key: move it away, and one is made`,
    );
  }
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  return { privateKey, publicKey };
}

function readOrMake(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
  makeDirectory(dirname(path), 0o711);
  const draft = `${path}.${randomUUID()}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(path, 'utf8');
}

const isCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
