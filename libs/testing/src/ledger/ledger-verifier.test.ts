import { nodeLedgerCrypto as crypto, testEvent, testKey, testLedger, verdictOf } from './test-ledger.js';
import { originOf, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import type { LedgerFaultKind } from '@tocsin/domain/ledger/ledger-verifier';
import { checkpointLine, parseCheckpointLine } from '@tocsin/domain/ledger/ledger-file';

const [own, other] = [testKey(1), testKey(2)];
const events = Array.from({ length: 10 }, (_, n) => testEvent(n));
const lines = testLedger(events, [4, 10], own);
const bytesOf = (some: readonly string[]): Uint8Array => Buffer.from(some.map((line) => `${line}\n`).join(''));
const noteOf = (line: string | undefined): string => parseCheckpointLine(line ?? '') ?? '';
const witnessed = [noteOf(lines.at(-1))];

function faultOf(some: readonly string[], key = own, kept: readonly string[] = []) {
  const verdict = verdictOf(bytesOf(some), key, kept);
  return verdict.kind === 'broken' ? verdict.fault : null;
}

test('a ledger that nobody has touched is proved, in whatever pieces its file is read', () => {
  for (const chunk of [1, 7, 100_000])
    expect(verdictOf(bytesOf(lines), own, witnessed, chunk)).toEqual({
      kind: 'proved',
      origin: 'tocsin/ledger/acme',
      entries: 10,
      checkpoints: 2,
      witnessed: 1,
    });
});

/** The lines with `count` of them from `at` on replaced; line 1 of a file is at 0, entry 0 at 1. */
const spliced = (at: number, count: number, ...put: readonly string[]): string[] => lines.toSpliced(at, count, ...put);
const line = (at: number): string => lines[at] ?? '';

test.each<[string, LedgerFaultKind, number | null, number | null, string[]]>([
  ['an entry is edited', 'edited', 4, 2, spliced(3, 1, line(3).replace('"version":2', '"version":3'))],
  ['an entry is deleted', 'deleted', 4, 2, spliced(3, 1)],
  ['two entries are deleted', 'deleted', 4, 2, spliced(3, 2)],
  ['an entry stands twice', 'inserted', 4, 1, spliced(3, 0, line(2))],
  ['two entries are exchanged', 'reordered', 4, 2, spliced(3, 2, line(4), line(3))],
  ['an entry is moved to the end', 'reordered', 4, 2, spliced(3, 1).toSpliced(-1, 0, line(3))],
  ['the last entry is edited', 'rewritten', 13, null, spliced(11, 1, line(11).replace('"version":9', '"version":8'))],
  ['the last checkpoint is cut off', 'truncated', 12, 4, lines.slice(0, -1)],
  ['everything but the header is cut off', 'truncated', 1, 0, lines.slice(0, 1)],
  ['the entry before a checkpoint is deleted', 'deleted', 5, 3, [...lines.slice(0, 4), line(5)]],
  ['a line is no entry', 'malformed', 3, 1, spliced(2, 1, '{"sequence":1}')],
  ['a line is empty', 'malformed', 3, 1, spliced(2, 0, '')],
  ['the header is another', 'malformed', 1, null, spliced(0, 1, '{"format":"tocsin-ledger/2","origin":"x"}')],
  ['the ledger is said to be of another tenant', 'edited', 2, 0, spliced(0, 1, line(0).replace('acme', 'acne'))],
  ['a checkpoint counts more', 'bad_signature', 6, null, spliced(5, 1, line(5).replace('\\n4\\n', '\\n5\\n'))],
])('%s: %s', (_, kind, at, entry, some) => {
  expect(faultOf(some)).toMatchObject({ kind, line: at, entry });
});

test('a file without its last end is truncated', () => {
  const verdict = verdictOf(bytesOf(lines).subarray(0, -1), own);
  expect(verdict).toMatchObject({ kind: 'broken', fault: { kind: 'truncated', line: 13 } });
});

test('another key is told from a broken signature', () => {
  expect(faultOf(lines, other)?.kind).toBe('wrong_key');
  expect(faultOf(testLedger(events, [10], other))?.kind).toBe('wrong_key');
});

test('what is whole by itself is found by what the witness keeps', () => {
  const cut = lines.slice(0, 6);
  expect(faultOf(cut)).toBeNull();
  expect(faultOf(cut, own, witnessed)).toMatchObject({ kind: 'truncated', entry: 4, line: 6 });
  const forged = testLedger(events.with(6, testEvent(99)), [4, 10], own);
  expect(faultOf(forged)).toBeNull();
  expect(faultOf(forged, own, witnessed)?.kind).toBe('rewritten');
  // Up to the fourth entry both are the same ledger.
  expect(faultOf(forged, own, [noteOf(lines[5])])).toBeNull();
  expect(faultOf(lines, own, [noteOf(testLedger(events, [10], other).at(-1))])).toMatchObject({
    kind: 'wrong_key',
    line: null,
  });
  const elsewhere = noteOf(testLedger(events, [3], own, originOf('bolt'))[4]);
  expect(elsewhere).toContain('tocsin/ledger/bolt');
  expect(faultOf(lines, own, [elsewhere, ...witnessed])).toBeNull();
  expect(faultOf(lines, own, [elsewhere])?.kind).toBe('rewritten');
});

test('a checkpoint of another ledger proves nothing', () => {
  const origin = originOf('bolt');
  const note = writeCheckpoint(
    crypto,
    { origin, size: 4, root: crypto.sha256(), extensions: [] },
    own.publicKey,
    own.sign,
  );
  expect(faultOf(spliced(5, 1, checkpointLine(note)))?.kind).toBe('rewritten');
});

test('a line without end is not held', () => {
  const endless = Buffer.alloc(5_000_000, 'x');
  expect(verdictOf(endless, own)).toMatchObject({ kind: 'broken', fault: { kind: 'malformed', line: 1 } });
});

test('bytes that are no UTF-8 are not taken for others', () => {
  const replaced = testLedger([{ ...testEvent(0), actor: 'a\ufffd' }], [1], own);
  const bytes = Buffer.from(bytesOf(replaced));
  const at = bytes.indexOf(Buffer.from('\ufffd'));
  const broken = Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)]);
  expect(verdictOf(bytes, own).kind).toBe('proved');
  expect(verdictOf(broken, own)).toMatchObject({ fault: { kind: 'malformed', line: 2 } });
});
