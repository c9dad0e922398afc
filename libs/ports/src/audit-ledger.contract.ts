import { originOf } from '@tocsin/domain/ledger/checkpoint';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import { beginningOf, parseEntry } from '@tocsin/domain/ledger/ledger-entry';
import { foldHashes, leafHash, placesOf, TreeEdge } from '@tocsin/domain/ledger/merkle-tree';
import type { AuditLedger, AuditLedgerReader, KeptCheckpoint, LedgerEvent, WitnessReceipt } from './audit-ledger.js';

const eventsFrom = (first: number, count: number): LedgerEvent[] =>
  Array.from({ length: count }, (_, n) => ({ id: `e${first + n}`, event: { n: first + n, text: 'Größe "\u0000"' } }));
const checkpointOf = (size: number): KeptCheckpoint => ({ size, at: 5_000, note: `note ${size}`, publicKey: 'key' });
const receiptOf = (size: number, place = 'a'): WitnessReceipt => ({
  witness: `witness ${place}`,
  place,
  size,
  at: 6_000,
  cosignatures: ['\u2014 w AAAAAAA=', '\u2014 "v" {AAAAAAE=},'],
  isVerified: place === 'a',
});

/**
 * The suite that every ledger of audit events must pass.
 *
 * @param open - gives empty ledgers each time
 */
export function describeAuditLedger(
  name: string,
  crypto: LedgerCrypto,
  open: () => Promise<AuditLedger & AuditLedgerReader>,
): void {
  describe(`${name}, as a ledger of audit events`, () => {
    let ledger: AuditLedger & AuditLedgerReader;
    beforeEach(async () => void (ledger = await open()));

    it('chains what is appended, also over several calls', async () => {
      await ledger.append('acme', eventsFrom(0, 3), 1_000);
      expect(await ledger.append('acme', eventsFrom(3, 2), 2_000)).toEqual({ size: 5, sealed: 0 });
      const lines = await ledger.lines('acme', 0, 10);
      const entries = lines.map((line) => parseEntry(line));
      expect(entries.map((entry) => [entry?.sequence, entry?.at, entry?.event])).toEqual(
        eventsFrom(0, 5).map(({ event }, n) => [n, n < 3 ? 1_000 : 2_000, event]),
      );
      const leaves = lines.map((line) => leafHash(crypto, crypto.toUtf8(line)));
      const previous = [beginningOf(crypto, originOf('acme')), ...leaves.slice(0, -1)];
      expect(entries.map((entry) => entry?.previous)).toEqual(previous.map((hash) => crypto.toBase64(hash)));
    });

    it('keeps the tree whose root it tells', async () => {
      for (let n = 0; n < 11; n += 1) {
        await ledger.append('acme', eventsFrom(n, 1), 1_000);
        const { size, root } = await ledger.head('acme');
        const hashes = await ledger.hashes('acme', placesOf(0, n + 1));
        expect([size, crypto.toBase64(foldHashes(crypto, hashes))]).toEqual([n + 1, crypto.toBase64(root)]);
      }
      const [leaf, first] = await ledger.hashes('acme', [
        { level: 0, index: 7 },
        { level: 3, index: 0 },
      ]);
      expect([leaf?.length, first?.length]).toEqual([32, 32]);
      await expect(ledger.hashes('acme', [{ level: 2, index: 2 }])).rejects.toThrow(RangeError);
    });

    it('tells the hash of every full subtree, whatever its size', async () => {
      const edge = new TreeEdge(crypto, 0, []);
      for (const [first, count] of [
        [0, 1],
        [1, 30],
        [31, 69],
      ] as const)
        await ledger.append('acme', eventsFrom(first, count), 1_000);
      const lines = await ledger.lines('acme', 0, 100);
      const nodes = lines.flatMap((line) => edge.append(leafHash(crypto, crypto.toUtf8(line))));
      const hashes = await ledger.hashes('acme', nodes);
      expect(hashes.map((hash) => crypto.toBase64(hash))).toEqual(nodes.map(({ hash }) => crypto.toBase64(hash)));
      expect(crypto.toBase64((await ledger.head('acme')).root)).toBe(crypto.toBase64(edge.root()));
      await expect(ledger.hashes('acme', [{ level: 5, index: 3 }])).rejects.toThrow(/no subtree 5\/3/);
    });

    it('knows where an event stands, in its own ledger', async () => {
      await ledger.append('acme', eventsFrom(0, 3), 1_000);
      await ledger.append('globex', eventsFrom(5, 1), 1_000);
      expect(await ledger.sequencesOf('acme', ['e2', 'e0', 'e5', 'none'])).toEqual(
        new Map([
          ['e0', 0],
          ['e2', 2],
        ]),
      );
      expect(await ledger.sequencesOf('globex', ['e5'])).toEqual(new Map([['e5', 0]]));
    });

    it('takes an event once', async () => {
      await ledger.append('acme', eventsFrom(0, 3), 1_000);
      const again = [...eventsFrom(1, 3), ...eventsFrom(3, 1)];
      expect((await ledger.append('acme', again, 2_000)).size).toBe(4);
      expect((await ledger.append('acme', again, 3_000)).size).toBe(4);
      expect((await ledger.append('acme', [...eventsFrom(4, 1), ...eventsFrom(4, 1)], 3_000)).size).toBe(5);
      expect(await ledger.lines('acme', 0, 10)).toHaveLength(5);
    });

    it('lets those who append at once do so one after the other', async () => {
      const calls = Array.from({ length: 6 }, (_, n) => ledger.append('acme', eventsFrom(n * 10, 10), 1_000));
      await Promise.all(calls);
      expect(await ledger.size('acme')).toBe(60);
      const sequences = (await ledger.lines('acme', 0, 100)).map((line) => parseEntry(line)?.sequence);
      expect(sequences).toEqual(Array.from({ length: 60 }, (_, n) => n));
    });

    it('reads pages, and nothing behind the end', async () => {
      await ledger.append('acme', eventsFrom(0, 5), 1_000);
      const sequences = async (from: number, limit: number) =>
        (await ledger.lines('acme', from, limit)).map((line) => parseEntry(line)?.sequence);
      expect(await sequences(2, 2)).toEqual([2, 3]);
      expect(await sequences(4, 10)).toEqual([4]);
      expect(await sequences(5, 10)).toEqual([]);
    });

    it('keeps checkpoints, and the first one of a size', async () => {
      expect(await ledger.lastCheckpoint('acme')).toBeNull();
      await ledger.append('acme', eventsFrom(0, 5), 1_000);
      expect(await ledger.unsealed()).toEqual(['acme']);
      await ledger.seal('acme', checkpointOf(3));
      expect(await ledger.unsealed()).toEqual(['acme']);
      await ledger.seal('acme', checkpointOf(5));
      await ledger.seal('acme', { ...checkpointOf(5), note: 'another' });
      expect(await ledger.unsealed()).toEqual([]);
      expect(await ledger.lastCheckpoint('acme')).toEqual(checkpointOf(5));
      expect(await ledger.checkpointsAfter('acme', 0, 1)).toEqual([checkpointOf(3)]);
      expect(await ledger.checkpointsAfter('acme', 3, 9)).toEqual([checkpointOf(5)]);
      expect(await ledger.append('acme', eventsFrom(5, 1), 1_000)).toEqual({ size: 6, sealed: 5 });
    });

    it('owes each witness the last checkpoint of each ledger, until there is a receipt of it', async () => {
      const owed = async (place: string, after = '', limit = 10) =>
        (await ledger.owedTo(place, after, limit)).map(({ tenantId, checkpoint }) => [tenantId, checkpoint.size]);
      expect(await owed('a')).toEqual([]);
      await ledger.append('acme', eventsFrom(0, 5), 1_000);
      await ledger.append('bolt', eventsFrom(0, 1), 1_000);
      await ledger.append('core', eventsFrom(0, 1), 1_000);
      await ledger.seal('acme', checkpointOf(3));
      await ledger.seal('acme', checkpointOf(5));
      await ledger.seal('bolt', checkpointOf(1));
      expect(await ledger.owedTo('a', '', 10)).toEqual([
        { tenantId: 'acme', checkpoint: checkpointOf(5) },
        { tenantId: 'bolt', checkpoint: checkpointOf(1) },
      ]);
      expect([await owed('a', 'acme'), await owed('a', '', 1)]).toEqual([[['bolt', 1]], [['acme', 5]]]);
      // Of an earlier one it is no news.
      await ledger.keepReceipt('acme', receiptOf(3));
      expect(await owed('a')).toEqual([
        ['acme', 5],
        ['bolt', 1],
      ]);
      await ledger.keepReceipt('acme', receiptOf(5));
      await ledger.keepReceipt('acme', { ...receiptOf(5), at: 9_000 });
      expect([await owed('a'), (await owed('b')).length]).toEqual([[['bolt', 1]], 2]);
      await ledger.keepReceipt('acme', receiptOf(5, 'b'));
      expect(await ledger.receipts('acme', 5)).toEqual([receiptOf(5), receiptOf(5, 'b')]);
      expect(await ledger.receipts('bolt', 5)).toEqual([]);
    });

    it('keeps tenants apart', async () => {
      await ledger.append('acme', eventsFrom(0, 2), 1_000);
      await ledger.append('bolt', eventsFrom(0, 1), 1_000);
      await ledger.seal('bolt', checkpointOf(1));
      expect([await ledger.size('acme'), await ledger.size('bolt'), await ledger.size('core')]).toEqual([2, 1, 0]);
      expect(await ledger.lastCheckpoint('acme')).toBeNull();
      expect(await ledger.unsealed()).toEqual(['acme']);
      await expect(ledger.hashes('bolt', [{ level: 1, index: 0 }])).rejects.toThrow(RangeError);
    });
  });
}
