import { originOf, readCheckpoint, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { cosignaturesIn, parseWitnessKey, verifyCosignature } from '@tocsin/domain/ledger/cosignature';
import { nodeLedgerCrypto as crypto, testCosignature, testKey, testWitnessKey } from './test-ledger.js';

const [own, witness, other] = [testKey(1), testKey(7), testKey(8)];
const noteOf = (size: number): string => {
  const checkpoint = { origin: originOf('acme'), size, root: crypto.sha256(), extensions: [] };
  return writeCheckpoint(crypto, checkpoint, own.publicKey, own.sign);
};
const note = noteOf(3);
const key = parseWitnessKey(crypto, testWitnessKey(witness));

test('the key of a witness is read as it is published, and nothing else is one', () => {
  expect(key).toMatchObject({ name: 'w' });
  const text = testWitnessKey(witness);
  const [, id, encoded] = text.split('+');
  for (const wrong of ['', 'w', `v+${id}+${encoded}`, `w+00000000+${encoded}`, `w x+${id}+${encoded}`, `${text}A`])
    expect(parseWitnessKey(crypto, wrong)).toBeNull();
  // A key of plain signatures of notes is none of a witness.
  expect(parseWitnessKey(crypto, 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')).toBeNull();
});

test('signatures are found in an answer, whatever stands around them', () => {
  const line = testCosignature(note, witness).trimEnd();
  expect(cosignaturesIn(crypto, `${line}\n`)).toEqual([line]);
  expect(cosignaturesIn(crypto, `thanks!\n${line}\n{"a":1}\n— w notBase64\n`)).toEqual([line]);
  expect(cosignaturesIn(crypto, '<html>\u2014 and no signature</html>')).toEqual([]);
  expect(cosignaturesIn(crypto, `${line}\n`.repeat(50))).toHaveLength(4);
  expect(cosignaturesIn(crypto, `\u2014 ${'w'.repeat(5_000)} AAAAAAA=\n\u2014 w\u0000 AAAAAAA=`)).toEqual([]);
});

/** The example of c2sp.org/tlog-cosignature names a time and a key's id, and no key. */
test('a published cosignature is read', () => {
  const published =
    '\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==';
  expect(cosignaturesIn(crypto, published)).toEqual([published]);
});

test('a cosignature is believed by the key that was named alone, and for its checkpoint alone', () => {
  if (key === null) throw new Error('the key of the witness is none');
  const verdict = (answer: string, of = note) => verifyCosignature(crypto, of, cosignaturesIn(crypto, answer), key);
  const line = testCosignature(note, witness);
  expect(verdict(line)).toBe('cosigned');
  // One of many, and the others are passed over.
  expect(verdict(`${testCosignature(note, other)}${line}`)).toBe('cosigned');
  expect(verdict(line, noteOf(4))).toBe('bad_signature');
  expect(verdict(testCosignature(note, other))).toBe('other_key');
  expect(verdict('')).toBe('other_key');
  const bytes = Buffer.from(line.trimEnd().split(' ')[2] ?? '', 'base64');
  // Another time, one byte of the signature, and one that is cut.
  for (const at of [11, 12, 75]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(verdict(`\u2014 w ${changed.toString('base64')}`)).toBe('bad_signature');
  }
  expect(verdict(`\u2014 w ${bytes.subarray(0, 40).toString('base64')}`)).toBe('bad_signature');
});

test('a checkpoint that others have signed as well is still its ledger’s', () => {
  const cosigned = `${note}${testCosignature(note, witness)}`;
  expect(readCheckpoint(crypto, cosigned, own.publicKey)).toMatchObject({ kind: 'signed', checkpoint: { size: 3 } });
});
