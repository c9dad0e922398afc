import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { makeDirectory } from './make-directory.js';

/**
 * Reads a secret from a file of the home directory, or makes one of 32 random bytes there, readable by its owner only.
 *
 * @returns the secret as base64url text
 */
export function secretFile(home: string, name: string): string {
  const path = join(home, name);
  if (!existsSync(path)) writePrivate(path, randomBytes(32).toString('base64url'));
  return readFileSync(path, 'utf8').trim();
}

/** Writes a file that only its owner may read; it appears whole or not at all. */
export function writePrivate(path: string, text: string): void {
  makeDirectory(dirname(path), 0o711);
  writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}
