import { erasuresIn, isErasureSigned, type SignedErasureProof } from '@tocsin/domain/compliance/erasure-proof';
import { canonicalJson } from '@tocsin/domain/ledger/canonical-json';
import { nodeLedgerCrypto as crypto, testKey } from './test-ledger.js';

const [key, other] = [testKey(1), testKey(2)];
const certificate = {
  tenant_id: 'acme',
  subject_id: 'subj_a',
  at: 1_800_000_000_000,
  erased_by: 'subj_b',
  reason: 'asked by "letter"',
  erased: [{ what: 'sessions', count: 3 }],
  kept: [],
  audit_event: 'e1',
};
const signed = {
  certificate,
  signature: Buffer.from(key.sign(Buffer.from(canonicalJson(certificate)))).toString('base64'),
  public_key: 'whatever',
};
const only = (content: unknown): SignedErasureProof => {
  const [proof] = erasuresIn(content) ?? [];
  if (proof === undefined) throw new Error('there is none');
  return proof;
};

test('a certificate is proved by the key that one keeps, in whatever order its fields stand', () => {
  const turned = { ...signed, certificate: Object.fromEntries(Object.entries(certificate).toReversed()) };
  for (const content of [signed, turned, { ...signed, entry: 7 }, [signed]])
    expect(isErasureSigned(crypto, only(JSON.parse(JSON.stringify(content))), key.publicKey)).toBe(true);
  expect(isErasureSigned(crypto, only(signed), other.publicKey)).toBe(false);
});

test.each<[string, object]>([
  ['another person', { certificate: { ...certificate, subject_id: 'subj_c' } }],
  ['less that was erased', { certificate: { ...certificate, erased: [] } }],
  ['another reason', { certificate: { ...certificate, reason: 'asked' } }],
  ['a field more', { certificate: { ...certificate, note: '' } }],
  ['no signature', { signature: '' }],
  ['a signature that is no Base64', { signature: '***' }],
])('%s is told', (_, change) => {
  expect(isErasureSigned(crypto, only({ ...signed, ...change }), key.publicKey)).toBe(false);
});

test('what holds none is none', () => {
  for (const content of [null, [], {}, { certificate }, [signed, {}], 'text']) expect(erasuresIn(content)).toBeNull();
});
