import { generateKeyPairSync, sign } from 'node:crypto';
import { originOf, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import { type LedgerEntry, lineOf } from '@tocsin/domain/ledger/ledger-entry';
import { fullHash, leafHash } from '@tocsin/domain/ledger/merkle-tree';
import { inclusionPlan, proofOf } from '@tocsin/domain/ledger/tree-proofs';
import { checkEntry, type ToldOfEntry } from './check-entry.js';
import { withWebCrypto } from './web-ledger-crypto.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const entries = Array.from({ length: 8 }, (_, sequence) => ({
  sequence,
  at: 1_000 + sequence,
  previous: 'AAAA',
  event: { type: 'rule_created', actor: 'Zoë', details: { n: sequence } },
}));
/** What the platform tells of each entry. */
let told: readonly ToldOfEntry[];
let note: string;

beforeAll(async () => {
  ({ told, note } = await withWebCrypto(crypto.subtle, (web) => {
    const leaves = entries.map((entry) => leafHash(web, web.toUtf8(lineOf(entry))));
    const signed = writeCheckpoint(
      web,
      { origin: originOf('shop'), size: entries.length, root: fullHash(web, leaves), extensions: [] },
      publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
      (message) => sign(null, message, privateKey),
    );
    return { note: signed, told: entries.map((entry, i) => toldOf(web, signed, leaves, i, entry)) };
  }));
});

function toldOf(
  web: LedgerCrypto,
  checkpoint: string,
  leaves: readonly Uint8Array[],
  at: number,
  entry: LedgerEntry,
): ToldOfEntry {
  const plan = inclusionPlan(at, leaves.length);
  const hashes = plan.subtrees
    .flat()
    .map(({ level, index }) => fullHash(web, leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)));
  return { entry, checkpoint, publicKey: pem, proof: proofOf(web, plan, hashes).map(web.toBase64) };
}

function toldAt(index: number): ToldOfEntry {
  const found = told[index];
  if (found === undefined) throw new RangeError(`there is no entry ${index}`);
  return found;
}

const check = (one: ToldOfEntry) => withWebCrypto(crypto.subtle, (web) => checkEntry(web, one));

test('each entry is proved by the key that has signed', async () => {
  for (const { sequence } of entries)
    expect(await check(toldAt(sequence))).toEqual({ kind: 'proved', origin: 'tocsin/ledger/shop', size: 8 });
});

test('an entry that was changed, moved or is newer than the checkpoint is not proved', async () => {
  const one = toldAt(3);
  const { entry } = one;
  expect(await check({ ...one, entry: { ...entry, event: { ...entry.event, actor: 'Eve' } } })).toEqual({
    kind: 'not_included',
  });
  expect(await check({ ...one, entry: { ...entry, sequence: 4 } })).toEqual({ kind: 'not_included' });
  expect(await check({ ...one, entry: { ...entry, sequence: 8 } })).toEqual({ kind: 'too_new' });
  expect(await check({ ...one, proof: ['!'] })).toEqual({ kind: 'malformed' });
});

test('a checkpoint that was changed, or another key has signed, is not believed', async () => {
  const one = toldAt(0);
  const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(await check({ ...one, publicKey: other })).toEqual({ kind: 'other_key' });
  expect(await check({ ...one, publicKey: 'none' })).toEqual({ kind: 'bad_key' });
  expect(await check({ ...one, checkpoint: note.replace('\n8\n', '\n9\n') })).toEqual({ kind: 'bad_signature' });
  expect(await check({ ...one, checkpoint: 'none' })).toEqual({ kind: 'malformed' });
});
