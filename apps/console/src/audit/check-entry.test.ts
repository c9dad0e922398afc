import { generateKeyPairSync, sign } from 'node:crypto';
import { originOf, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { lineOf } from '@tocsin/domain/ledger/ledger-entry';
import { fullHash, leafHash } from '@tocsin/domain/ledger/merkle-tree';
import { inclusionPlan, proofOf } from '@tocsin/domain/ledger/tree-proofs';
import { nodeLedgerCrypto as node, rawPublicKey } from '@tocsin/runtime/ledger-crypto';
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
const leaves = entries.map((entry) => leafHash(node, node.toUtf8(lineOf(entry))));
const note = writeCheckpoint(
  node,
  { origin: originOf('shop'), size: entries.length, root: fullHash(node, leaves), extensions: [] },
  rawPublicKey(pem),
  (message) => sign(null, message, privateKey),
);

function toldOf(index: number): ToldOfEntry {
  const plan = inclusionPlan(index, entries.length);
  const hashes = plan.subtrees
    .flat()
    .map(({ level, index: at }) => fullHash(node, leaves.slice(at * 2 ** level, (at + 1) * 2 ** level)));
  const entry = entries[index];
  if (entry === undefined) throw new RangeError(`there is no entry ${index}`);
  return { entry, checkpoint: note, publicKey: pem, proof: proofOf(node, plan, hashes).map(node.toBase64) };
}

const check = (told: ToldOfEntry) => withWebCrypto(crypto.subtle, (web) => checkEntry(web, told));

test('each entry is proved by the key that has signed', async () => {
  for (const { sequence } of entries)
    expect(await check(toldOf(sequence))).toEqual({ kind: 'proved', origin: 'tocsin/ledger/shop', size: 8 });
});

test('an entry that was changed, moved or is newer than the checkpoint is not proved', async () => {
  const told = toldOf(3);
  const { entry } = told;
  expect(await check({ ...told, entry: { ...entry, event: { ...entry.event, actor: 'Eve' } } })).toEqual({
    kind: 'not_included',
  });
  expect(await check({ ...told, entry: { ...entry, sequence: 4 } })).toEqual({ kind: 'not_included' });
  expect(await check({ ...told, entry: { ...entry, sequence: 8 } })).toEqual({ kind: 'too_new' });
  expect(await check({ ...told, proof: ['!'] })).toEqual({ kind: 'malformed' });
});

test('a checkpoint that was changed, or another key has signed, is not believed', async () => {
  const told = toldOf(0);
  const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(await check({ ...told, publicKey: other })).toEqual({ kind: 'other_key' });
  expect(await check({ ...told, publicKey: 'none' })).toEqual({ kind: 'bad_key' });
  expect(await check({ ...told, checkpoint: note.replace('\n8\n', '\n9\n') })).toEqual({ kind: 'bad_signature' });
  expect(await check({ ...told, checkpoint: 'none' })).toEqual({ kind: 'malformed' });
});
