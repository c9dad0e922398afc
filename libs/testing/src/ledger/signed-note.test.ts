import { nodeLedgerCrypto as crypto, testKey } from './test-ledger.js';
import { readCheckpoint, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { keyIdOf, parseNote, verifyNote, writeNote } from '@tocsin/domain/ledger/signed-note';

/** The example of Go's package note, from which the format comes. */
const published = {
  name: 'PeterNeumann',
  id: 'c74f20a3',
  key: 'ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  note: `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`,
};
const publishedKey = { name: published.name, publicKey: Buffer.from(published.key, 'base64').subarray(1) };

test('a note that others have signed is read and believed', () => {
  expect(Buffer.from(keyIdOf(crypto, publishedKey)).toString('hex')).toBe(published.id);
  const note = parseNote(crypto, published.note);
  expect(note?.signatures).toHaveLength(1);
  if (note === null) return;
  expect(verifyNote(crypto, note, publishedKey)).toBe('signed');
  expect(verifyNote(crypto, { ...note, text: `${note.text} ` }, publishedKey)).toBe('bad_signature');
  expect(verifyNote(crypto, note, { ...publishedKey, name: 'other' })).toBe('other_key');
});

test.each([
  ['without an end', published.note.slice(0, -1)],
  ['without a signature', published.note.split('\u2014')[0] ?? ''],
  ['with a dash of another kind', published.note.replace('\u2014', '-')],
  ['with a control', published.note.replace('cryptography', 'crypto\tgraphy')],
  ['with other Base64', published.note.replace('JnAM=', 'JnAN=')],
])('a note %s is none', (_, note) => {
  expect(parseNote(crypto, note)).toBeNull();
});

const [own, other] = [testKey(1), testKey(2)];
const checkpoint = { origin: 'tocsin/ledger/acme', size: 3, root: crypto.sha256(), extensions: ['seen by nobody'] };

test('a checkpoint is read as it was written, also when a witness has signed it as well', () => {
  const note = writeCheckpoint(crypto, checkpoint, own.publicKey, own.sign);
  expect(note.split('\n').slice(0, 5)).toEqual([
    'tocsin/ledger/acme',
    '3',
    '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    'seen by nobody',
    '',
  ]);
  const text = note.slice(0, note.indexOf('\n\n') + 1);
  const cosigned = note + writeNote(crypto, text, { ...other, name: 'witness' }, other.sign).slice(text.length + 1);
  for (const one of [note, cosigned]) {
    const reading = readCheckpoint(crypto, one, own.publicKey);
    expect(reading).toEqual({
      kind: 'signed',
      checkpoint: { ...checkpoint, root: Buffer.from(checkpoint.root) },
    });
  }
});

test('a checkpoint of another key, with another size, or with none is not believed', () => {
  const note = writeCheckpoint(crypto, checkpoint, own.publicKey, own.sign);
  expect(readCheckpoint(crypto, note, other.publicKey)).toEqual({ kind: 'other_key' });
  expect(readCheckpoint(crypto, note.replace('\n3\n', '\n4\n'), own.publicKey)).toEqual({ kind: 'bad_signature' });
  for (const size of ['03', '-1', '3.0', '9999999999999999', ''])
    expect(readCheckpoint(crypto, note.replace('\n3\n', `\n${size}\n`), own.publicKey).kind).toBe('malformed');
});
