import { originOf, readCheckpoint, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { introductionLine, successorOf } from '@tocsin/domain/ledger/key-succession';
import { checkpointLine } from '@tocsin/domain/ledger/ledger-file';
import { nodeLedgerCrypto as crypto, testEvent, testKey, type TestKey, testLedger, verdictOf } from './test-ledger.js';

const [first, second, third, stranger] = [testKey(1), testKey(2), testKey(3), testKey(9)];
const introduce = (from: TestKey, to: TestKey, by = from): string =>
  introductionLine(crypto, from.publicKey, to.publicKey, by.sign);
const [toSecond, toThird] = [introduce(first, second), introduce(second, third)];
const noteBy = (key: TestKey, extensions: readonly string[]): string => {
  const checkpoint = { origin: originOf('acme'), size: 3, root: crypto.sha256(), extensions };
  return writeCheckpoint(crypto, checkpoint, key.publicKey, key.sign);
};

test('whoever trusts an old key believes those that it leads to', () => {
  const chain = [toSecond, toThird];
  const kind = (note: string, trusted: TestKey) => readCheckpoint(crypto, note, trusted.publicKey).kind;
  expect(kind(noteBy(first, []), first)).toBe('signed');
  expect(kind(noteBy(second, [toSecond]), first)).toBe('signed');
  expect(kind(noteBy(third, chain), first)).toBe('signed');
  expect(kind(noteBy(third, ['seen by nobody', ...chain]), second)).toBe('signed');
  expect(kind(noteBy(third, chain), third)).toBe('signed');
  // A new key says nothing of the one before.
  expect(kind(noteBy(first, []), second)).toBe('other_key');
  expect(kind(noteBy(third, chain).replace('\n3\n', '\n4\n'), first)).toBe('bad_signature');
});

test.each<[string, string[], TestKey]>([
  ['nobody introduces', [], second],
  ['a stranger introduces', [introduce(first, second, stranger)], second],
  ['somebody else is introduced for', [introduce(stranger, second)], second],
  ['a link is missing for', [toThird], third],
  ['the links lead past', [toThird, toSecond], third],
  ['another one is introduced instead of', [toSecond], stranger],
  ['an introduction is cut for', [toSecond.slice(0, -4)], second],
])('a key that %s is none', (_, extensions, key) => {
  expect(readCheckpoint(crypto, noteBy(key, extensions), first.publicKey).kind).toBe('other_key');
});

test('a hundred thousand links are not followed', () => {
  const links = Array.from({ length: 101 }, () => toThird);
  expect(successorOf(crypto, [...links, toSecond], first.publicKey)).toBeNull();
});

describe('the file of a ledger whose key was changed', () => {
  const events = Array.from({ length: 9 }, (_, n) => testEvent(n));
  const lines = testLedger(events, [3, 6, 9], first);
  /** The checkpoints again, each by a key of its own. */
  function signedBy(...keys: readonly (readonly [TestKey, readonly string[]])[]): string[] {
    let at = 0;
    return lines.map((line) => {
      if (!line.startsWith('{"checkpoint"')) return line;
      const [key, extensions] = keys[at++] ?? [first, []];
      const reading = readCheckpoint(crypto, JSON.parse(line).checkpoint, first.publicKey);
      if (reading.kind !== 'signed') throw new Error('a checkpoint of the test is none');
      return checkpointLine(writeCheckpoint(crypto, { ...reading.checkpoint, extensions }, key.publicKey, key.sign));
    });
  }
  const verdict = (some: readonly string[], witnessed: readonly string[] = []) =>
    verdictOf(Buffer.from(`${some.join('\n')}\n`), first, witnessed);

  test('is proved by the first key alone, and agrees with witnesses of both times', () => {
    // Of several processes one may be started anew later than the others, and still sign with the key of before.
    expect(verdict(signedBy([first, []], [second, [toSecond]], [first, []])).kind).toBe('proved');
    const changed = signedBy([first, []], [second, [toSecond]], [third, [toSecond, toThird]]);
    const notes = changed.filter((line) => line.startsWith('{"c')).map((line) => JSON.parse(line).checkpoint as string);
    expect(verdict(changed, notes)).toMatchObject({ kind: 'proved', checkpoints: 3, witnessed: 3 });
  });

  test('is broken where a key signs that nobody introduced', () => {
    const broken = { kind: 'broken', fault: { kind: 'wrong_key' } };
    expect(verdict(signedBy([first, []], [first, []], [second, []]))).toMatchObject(broken);
    expect(verdict(signedBy([first, []], [first, []], [stranger, [toSecond]]))).toMatchObject(broken);
  });
});
