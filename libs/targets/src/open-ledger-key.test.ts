import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originOf, readCheckpoint, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { introductionLine } from '@tocsin/domain/ledger/key-succession';
import { nodeLedgerCrypto as crypto, rawPublicKey } from '@tocsin/runtime/ledger-crypto';
import { replaceLedgerKey } from '@tocsin/runtime/ledger-key';
import { openLedgerKey } from './open-ledger-key.js';

const directory = mkdtempSync(join(tmpdir(), 'tocsin-open-key-'));
afterAll(() => rmSync(directory, { recursive: true }));
let file: string;
let count = 0;
beforeEach(() => void (file = join(directory, `key-${(count += 1)}.pem`)));

const replace = () => replaceLedgerKey(file, (from, to, sign) => introductionLine(crypto, from, to, sign));
/** Whether what the key of the file signs is believed by whoever has another one. */
function isBelievedBy(anchorPem: string): boolean {
  const { publicKey, introductions, sign } = openLedgerKey(file);
  const checkpoint = { origin: originOf('acme'), size: 1, root: crypto.sha256(), extensions: introductions };
  const note = writeCheckpoint(crypto, checkpoint, publicKey, sign);
  return readCheckpoint(crypto, note, rawPublicKey(anchorPem)).kind === 'signed';
}

test('the first key is the anchor for good, however often the key is changed', () => {
  const first = openLedgerKey(file);
  expect(first.introductions).toEqual([]);
  for (let changes = 1; changes <= 3; changes += 1) {
    replace();
    const key = openLedgerKey(file);
    expect([key.anchorPem, key.introductions.length]).toEqual([first.anchorPem, changes]);
    expect(isBelievedBy(first.anchorPem)).toBe(true);
  }
});

test('who has died while the key was changed signs with the one before', () => {
  const first = openLedgerKey(file);
  const before = readFileSync(file);
  replace();
  writeFileSync(file, before);
  const key = openLedgerKey(file);
  expect([key.anchorPem, key.introductions]).toEqual([first.anchorPem, []]);
  expect(isBelievedBy(first.anchorPem)).toBe(true);
});

test('a key that its predecessors do not lead to signs nothing', () => {
  openLedgerKey(file);
  replace();
  const succession = readFileSync(`${file}.succession`, 'utf8');
  rmSync(file);
  expect(() => openLedgerKey(file)).toThrow(/\.succession: does not lead to the key in .*; give both/);
  writeFileSync(`${file}.succession`, succession.replace('key ', 'kex '));
  expect(() => openLedgerKey(file)).toThrow(/does not lead to the key/);
});
