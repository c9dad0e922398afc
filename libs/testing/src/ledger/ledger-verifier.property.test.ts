import { testEvent, testKey, testLedger, verdictOf } from './test-ledger.js';
import fc from 'fast-check';
import { originOf } from '@tocsin/domain/ledger/checkpoint';
import { parseEntry } from '@tocsin/domain/ledger/ledger-entry';
import { parseCheckpointLine } from '@tocsin/domain/ledger/ledger-file';
import type { LedgerFaultKind } from '@tocsin/domain/ledger/ledger-verifier';

const MANIPULATIONS = 10_000;
const [own, other] = [testKey(1), testKey(2)];
const COUNT = 24;
const SEALED = [5, 6, 13, COUNT];
const events = Array.from({ length: COUNT }, (_, n) => testEvent(n));
const lines = testLedger(events, SEALED, own);
const witnessed = [parseCheckpointLine(lines.at(-1) ?? '') ?? ''];
const entryAt = lines.flatMap((line, at) => (parseEntry(line) === null ? [] : [at]));
const checkpointAt = lines.flatMap((line, at) => (parseCheckpointLine(line) === null ? [] : [at]));

const bytesOf = (some: readonly string[]): Buffer => Buffer.from(some.map((line) => `${line}\n`).join(''));
const original = bytesOf(lines);

/** One thing that somebody does to a ledger, and what it may be called; any name where the file cannot tell. */
interface Manipulation {
  readonly name: string;
  readonly file: Buffer;
  readonly kinds?: readonly LedgerFaultKind[];
  /** Whether what is left is whole in itself, so that only the witness's checkpoint tells; the others are found without. */
  readonly isWhole?: true;
}

const entry = fc.nat(COUNT - 1);
const otherEvent = fc.integer({ min: COUNT, max: 1_000_000 }).map(testEvent);
const at = (n: number): number => entryAt[n] ?? 0;

/** With an event that is another one and every hash after it made anew; the last is what a thief of the key can do. */
const relinked = fc.record({ n: entry, event: otherEvent, how: fc.constantFrom('edit', 'insert', 'delete') });
function eventsOf({ n, event, how }: { n: number; event: ReturnType<typeof testEvent>; how: string }) {
  return events.toSpliced(n, how === 'insert' ? 0 : 1, ...(how === 'delete' ? [] : [event]));
}
const sealsOf = (count: number): number[] => [...SEALED.filter((size) => size < count), count];

const manipulations: fc.Arbitrary<Manipulation>[] = [
  fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 })).map(([position, change]) => {
    const file = Buffer.from(original);
    file[position] = (file[position] ?? 0) ^ change;
    return { name: 'a byte is changed', file };
  }),
  fc.tuple(fc.nat(original.length), fc.uint8Array({ minLength: 1, maxLength: 9 })).map(([position, bytes]) => ({
    name: 'bytes are put in',
    file: Buffer.concat([original.subarray(0, position), bytes, original.subarray(position)]),
  })),
  fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 1, max: 40 })).map(([position, count]) => ({
    name: 'bytes are taken out',
    file: Buffer.concat([original.subarray(0, position), original.subarray(position + count)]),
  })),
  fc.tuple(entry, otherEvent).map(([n, event]) => {
    const found = parseEntry(lines[at(n)] ?? '');
    if (found === null) throw new Error('no entry');
    const line = testLedger([event], [], own)[1] ?? '';
    const put = line
      .replace('"sequence":0', `"sequence":${n}`)
      .replace(/"previous":"[^"]*"/, `"previous":"${found.previous}"`);
    return { name: 'an entry is edited', file: bytesOf(lines.with(at(n), put)), kinds: ['edited', 'rewritten'] };
  }),
  fc.tuple(entry, fc.integer({ min: 1, max: 4 })).map(([n, count]) => ({
    name: 'entries are deleted',
    file: bytesOf(lines.filter((_, i) => !entryAt.slice(n, n + count).includes(i))),
    kinds: ['deleted'],
  })),
  fc.tuple(entry, entry).map(([n, to]) => ({
    name: 'an entry is put in a second time',
    file: bytesOf(lines.toSpliced(at(to) + 1, 0, lines[at(n)] ?? '')),
    kinds: n > to + 1 ? ['reordered'] : ['inserted', 'edited', 'reordered'],
  })),
  fc
    .tuple(entry, entry)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({
      name: 'two entries are exchanged',
      file: bytesOf(lines.with(at(a), lines[at(b)] ?? '').with(at(b), lines[at(a)] ?? '')),
      kinds: ['reordered'],
    })),
  fc
    .nat(original.length - 1)
    .map((length) => ({ isWhole: true as const, name: 'the file is cut off', file: original.subarray(0, length) })),
  fc.nat(SEALED.length - 2).map((n) => ({
    isWhole: true as const,
    name: 'the ledger is cut off behind a checkpoint',
    file: bytesOf(lines.slice(0, (checkpointAt[n] ?? 0) + 1)),
    kinds: ['truncated'],
  })),
  relinked.map((change) => {
    const rewritten = testLedger(eventsOf(change), sealsOf(COUNT), own).filter(
      (line) => parseCheckpointLine(line) === null,
    );
    // The checkpoints stay as they were signed, wherever they fit.
    for (const from of checkpointAt) rewritten.splice(Math.min(from, rewritten.length), 0, lines[from] ?? '');
    return {
      name: 'all is hashed anew, and the checkpoints are kept',
      file: bytesOf(rewritten),
      kinds: ['rewritten', 'deleted', 'inserted', 'truncated'],
    };
  }),
  relinked.map((change) => {
    const changed = eventsOf(change);
    return {
      name: 'all is rewritten and signed by another key',
      file: bytesOf(testLedger(changed, sealsOf(changed.length), other)),
      kinds: ['wrong_key'],
    };
  }),
  relinked.map((change) => {
    const changed = eventsOf(change);
    return {
      isWhole: true as const,
      name: 'all is rewritten and signed by the stolen key',
      file: bytesOf(testLedger(changed, sealsOf(changed.length), own)),
      kinds: changed.length < COUNT ? ['truncated'] : ['rewritten'],
    };
  }),
  fc.stringMatching(/^[a-z]{5,9}$/).map((tenant) => ({
    isWhole: true as const,
    name: 'the ledger of another tenant is handed out, signed by the key',
    file: bytesOf(testLedger(events, SEALED, own, originOf(tenant))),
    kinds: ['rewritten'],
  })),
  fc.constantFrom(...checkpointAt).map((from) => ({
    name: 'a checkpoint is signed by another key',
    file: bytesOf(lines.with(from, testLedger(events, SEALED, other)[from] ?? '')),
    kinds: ['wrong_key'],
  })),
  fc
    .tuple(fc.nat(SEALED.length - 1), fc.nat(SEALED.length - 1))
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({
      name: 'a checkpoint stands for another one',
      file: bytesOf(lines.with(checkpointAt[a] ?? 0, lines[checkpointAt[b] ?? 0] ?? '')),
      kinds: ['deleted', 'inserted'],
    })),
  fc.stringMatching(/^[a-z]{5,9}$/).map((tenant) => ({
    name: 'the ledger of another tenant is passed off',
    file: bytesOf(testLedger(events, SEALED, own, originOf(tenant)).with(0, lines[0] ?? '')),
    kinds: ['edited'],
  })),
];

test(`of ${MANIPULATIONS} manipulations every one is found and called by its name`, () => {
  const counts = new Map<string, number>();
  fc.assert(
    fc.property(fc.oneof(...manipulations), ({ name, file, kinds, isWhole }) => {
      // Bytes taken out of a run of equal ones and the like are no change.
      fc.pre(!file.equals(original));
      const verdict = verdictOf(file, own, isWhole === true ? witnessed : [], 4_096);
      expect(`${name}: ${verdict.kind}`).toBe(`${name}: broken`);
      if (verdict.kind !== 'broken') return;
      if (kinds !== undefined) expect([name, kinds]).toEqual([name, expect.arrayContaining([verdict.fault.kind])]);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }),
    { numRuns: MANIPULATIONS },
  );
  const found = [...counts.values()].reduce((sum, count) => sum + count, 0);
  expect(found).toBeGreaterThanOrEqual(MANIPULATIONS);
  expect(counts.size).toBe(manipulations.length);
}, 240_000);
