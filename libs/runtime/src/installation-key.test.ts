import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationKey } from './installation-key.js';

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'tocsin-key-'))));
afterEach(() => rmSync(home, { recursive: true }));
const path = (): string => join(home, 'data', 'model-key.pem');

test('a key is made once, for its owner alone, and is the same from then on', () => {
  const first = installationKey(path());
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  expect(first.publicKey).toContain('BEGIN PUBLIC KEY');
  expect(installationKey(path()).publicKey).toBe(first.publicKey);
  expect(readdirSync(join(home, 'data'))).toEqual(['model-key.pem']);
});

test('a file that holds another kind of key, or none, is refused and left as it is', () => {
  const other = join(home, 'other.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  writeFileSync(other, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  expect(() => installationKey(other)).toThrow(/other\.pem holds a key of the kind rsa, and must hold an Ed25519/);
  writeFileSync(other, 'no key');
  chmodSync(other, 0o600);
  expect(() => installationKey(other)).toThrow();
});
