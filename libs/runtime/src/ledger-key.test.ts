import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationKey } from './installation-key.js';
import { introductionsAt, replaceLedgerKey } from './ledger-key.js';

const directory = mkdtempSync(join(tmpdir(), 'tocsin-ledger-key-'));
afterAll(() => rmSync(directory, { recursive: true }));
let file: string;
let count = 0;
beforeEach(() => void (file = join(directory, `key-${(count += 1)}.pem`)));

const introduce = (from: Uint8Array, to: Uint8Array, sign: (message: Uint8Array) => Uint8Array): string =>
  [from, to, sign(to)].map((bytes) => Buffer.from(bytes).toString('hex')).join(' ');

test('a new key takes the place of the old one, which has introduced it, and so on', () => {
  const first = installationKey(file);
  expect(introductionsAt(file)).toEqual([]);
  const { before, after } = replaceLedgerKey(file, introduce);
  expect([before, after]).toEqual([first.publicKey, installationKey(file).publicKey]);
  expect(after).not.toBe(before);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  replaceLedgerKey(file, introduce);
  const [one, two] = introductionsAt(file).map((line) => line.split(' '));
  expect([one?.[1], introductionsAt(file).length]).toEqual([two?.[0], 2]);
  expect(existsSync(`${file}.next`)).toBe(false);
});

test('whoever died over it ends with the key that was begun, which is introduced once', () => {
  installationKey(file);
  const old = readFileSync(file, 'utf8');
  const { after } = replaceLedgerKey(file, introduce);
  // As if the last step had not been done.
  writeFileSync(`${file}.next`, readFileSync(file));
  writeFileSync(file, old);
  expect(replaceLedgerKey(file, introduce).after).toBe(after);
  expect(introductionsAt(file)).toHaveLength(1);
});
