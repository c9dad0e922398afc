import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { scopesOf } from '@tocsin/domain/access/permission';
import { originOf, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { leafHash } from '@tocsin/domain/ledger/merkle-tree';
import { provesConsistency, provesInclusion } from '@tocsin/domain/ledger/tree-proofs';
import { FakeAuditLedger } from '@tocsin/ports/audit-ledger.fake';
import { nodeLedgerCrypto as crypto, testEvent, testKey, verdictOf } from '@tocsin/testing/ledger/test-ledger';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import { ledgerRoutes } from './ledger.js';

const key = testKey(1);
const COUNT = 2_345;
const SEALED = [7, 1_007, COUNT - 1];

async function open() {
  const ledger = new FakeAuditLedger(crypto);
  const origin = originOf('acme');
  for (let n = 0; n < COUNT; n += 1) {
    await ledger.append('acme', [{ id: `e${n}`, event: testEvent(n) }], 1_000 + n);
    if (!SEALED.includes(n + 1)) continue;
    const checkpoint = { origin, ...(await ledger.head('acme')), extensions: [] };
    const note = writeCheckpoint(crypto, checkpoint, key.publicKey, key.sign);
    await ledger.seal('acme', { size: n + 1, at: 9_000, note, publicKey: 'PEM' });
  }
  const receipt = { size: COUNT - 1, at: 9_400, witness: 'webhook/w', place: 'b', isVerified: true };
  await ledger.keepReceipt('acme', { ...receipt, cosignatures: ['\u2014 w AAAAAAA='] });
  const file = { witness: 'file', place: 'a', at: 9_500, isVerified: false, cosignatures: [] };
  await ledger.keepReceipt('acme', { ...receipt, ...file });
  const routes = ledgerRoutes(ledger, ['webhook/w', 'webhook/away', 'file', 'kafka/away']);
  return async (operation: string, query: Record<string, string> = {}, tenant = 'acme') => {
    const route = routes.find((one) => one.operation === operation);
    if (route === undefined) throw new Error(`there is no ${operation}`);
    const principal: Principal = {
      subject: 'ann',
      tenant,
      scopes: scopesOf('admin'),
      isOperator: false,
      tier: 'standard',
    };
    return route.handle({ principal, params: {}, query, headers: {}, body: undefined });
  };
}

let ask: Awaited<ReturnType<typeof open>>;
beforeAll(async () => void (ask = await open()));

const bytes = (hash: string): Uint8Array => Buffer.from(hash, 'base64');
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => null,
    (error: unknown) => (error instanceof ProblemError ? [error.status, error.errors?.[0]?.path ?? null] : error),
  );

test('entries are read page by page, from wherever one likes', async () => {
  const sequences: number[] = [];
  let cursor: string | undefined;
  do {
    const { data, meta } = await ask('listLedgerEntries', {
      limit: '500',
      ...(cursor === undefined ? { from: '100' } : { cursor }),
    });
    sequences.push(...(data as { sequence: number }[]).map(({ sequence }) => sequence));
    cursor = meta?.next_cursor;
  } while (cursor !== undefined);
  expect(sequences).toEqual(Array.from({ length: COUNT - 100 }, (_, n) => 100 + n));
  expect(await refusal(ask('listLedgerEntries', { cursor: 'garbage' }))).toEqual([422, 'cursor']);
});

test('an entry is proved against the last checkpoint, and against any size before', async () => {
  for (const [entry, size] of [
    [0, null],
    [2_343, null],
    [5, 6],
    [0, 1],
    [1_000, 1_024],
  ] as const) {
    const { data } = await ask('getLedgerInclusionProof', {
      entry: String(entry),
      ...(size === null ? {} : { size: String(size) }),
    });
    const proof = data as { size: number; leaf: string; root: string; proof: string[] };
    expect(proof.size).toBe(size ?? COUNT - 1);
    const claim = {
      index: entry,
      size: proof.size,
      leaf: bytes(proof.leaf),
      root: bytes(proof.root),
      proof: proof.proof.map(bytes),
    };
    expect(provesInclusion(crypto, claim)).toBe(true);
    const [line] = (await ask('listLedgerEntries', { from: String(entry), limit: '1' })).data as object[];
    expect(line).toMatchObject({ sequence: entry, event: testEvent(entry) });
    if (size === null) {
      const last = (await ask('getLedgerCheckpoint')).data as { checkpoint: string };
      expect(last.checkpoint.split('\n').slice(0, 3)).toEqual(['tocsin/ledger/acme', String(COUNT - 1), proof.root]);
    }
  }
});

test('a checkpoint tells who has it elsewhere, and who was named to have it and has never answered', async () => {
  const { data } = await ask('getLedgerCheckpoint');
  expect((data as { witnesses: object[] }).witnesses).toEqual([
    { name: 'file', at: 9_500, cosignatures: [], verified: false },
    { name: 'kafka/away', at: null, cosignatures: [], verified: null },
    { name: 'webhook/away', at: null, cosignatures: [], verified: null },
    { name: 'webhook/w', at: 9_400, cosignatures: ['\u2014 w AAAAAAA='], verified: true },
  ]);
});

test('the ledger has only grown, whatever two sizes one compares', async () => {
  for (const [from, to] of [
    [0, 5],
    [7, 1_007],
    [1_024, COUNT],
    [COUNT, COUNT],
  ] as const) {
    const { data } = await ask('getLedgerConsistencyProof', { from: String(from), to: String(to) });
    const proof = data as { root_from: string; root_to: string; proof: string[] };
    const claim = {
      before: from,
      size: to,
      rootBefore: bytes(proof.root_from),
      root: bytes(proof.root_to),
      proof: proof.proof.map(bytes),
    };
    expect(provesConsistency(crypto, claim)).toBe(true);
  }
});

test('the file of a ledger is proved, and ends with its last checkpoint', async () => {
  const { raw } = await ask('exportLedger');
  expect(raw?.type).toBe('application/x-ndjson');
  const file = await text(raw?.content as Readable);
  expect(verdictOf(Buffer.from(file), key)).toMatchObject({ kind: 'proved', entries: COUNT - 1, checkpoints: 3 });
  const line = file.split('\n')[1] ?? '';
  const { data } = await ask('getLedgerInclusionProof', { entry: '0' });
  expect(crypto.toBase64(leafHash(crypto, crypto.toUtf8(line)))).toBe((data as { leaf: string }).leaf);
});

test.each([
  ['getLedgerInclusionProof', { entry: '9', size: '9' }, 'entry'],
  ['getLedgerInclusionProof', { entry: '9', size: '9999' }, 'size'],
  ['getLedgerInclusionProof', { entry: '-1' }, 'entry'],
  ['getLedgerInclusionProof', {}, 'entry'],
  ['getLedgerConsistencyProof', { from: '3', to: '2' }, 'from'],
  ['getLedgerConsistencyProof', { from: '3', to: '9999' }, 'to'],
  ['listLedgerEntries', { limit: '5000' }, 'limit'],
])('%s of %j names what is wrong: %s', async (operation, query, path) => {
  expect(await refusal(ask(operation, query))).toEqual([422, path]);
});

test('a tenant without a checkpoint has no file and no proof of it, and sees nothing of another', async () => {
  for (const operation of ['getLedgerCheckpoint', 'exportLedger'])
    expect(await refusal(ask(operation, {}, 'bolt'))).toEqual([404, null]);
  expect(await refusal(ask('getLedgerInclusionProof', { entry: '0' }, 'bolt'))).toEqual([404, null]);
  expect((await ask('listLedgerEntries', {}, 'bolt')).data).toEqual([]);
  expect(await refusal(ask('getLedgerInclusionProof', { entry: '0', size: '1' }, 'bolt'))).toEqual([422, 'size']);
});
