import fc from 'fast-check';
import { newDataKey } from './envelope.js';
import { openSecret, sealSecret, type SecretKeys, type SecretOwner } from './sealed-secret.js';

const keys: SecretKeys = { tenantKey: newDataKey(), platformSecret: 'a-secret-of-a-platform-that-is-long-enough' };
const owner: SecretOwner = { tenantId: 'acme', receiverId: 'r1', field: 'bot_token' };
const others: [string, SecretOwner][] = [
  ['another tenant', { ...owner, tenantId: 'other' }],
  ['another receiver', { ...owner, receiverId: 'r2' }],
  ['another field', { ...owner, field: 'webhook_url' }],
  ['parts that only read the same', { tenantId: 'ac', receiverId: 'mer1', field: 'bot_token' }],
];
/** The word "token", as it was sealed before tenants had keys. */
const FIRST = 'v1.mSfwJiOOcv3_Ko5MQpSfiDZglEV7wv1Ekotf8AoF-sj9';
const sealed = sealSecret(keys.tenantKey, owner, 'token');

test('a secret comes back for its owner, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
      expect(openSecret(keys, owner, sealSecret(keys.tenantKey, owner, secret))).toBe(secret);
    }),
  );
});

test('what was sealed before tenants had keys comes back, too, with the secret of the platform', () => {
  expect(openSecret({ ...keys, tenantKey: newDataKey() }, owner, FIRST)).toBe('token');
  expect(openSecret({ ...keys, platformSecret: `${keys.platformSecret}!` }, owner, FIRST)).toBeNull();
});

test.each(others)('it does not come back for %s', (_who, asking) => {
  expect([openSecret(keys, asking, sealed), openSecret(keys, asking, FIRST)]).toEqual([null, null]);
});

test("it does not come back with another tenant's key", () => {
  expect(openSecret({ ...keys, tenantKey: newDataKey() }, owner, sealed)).toBeNull();
});

test('what is sealed shows nothing of the secret, and is another text each time', () => {
  expect(sealSecret(keys.tenantKey, owner, 'token')).not.toBe(sealed);
  expect(Buffer.from(sealed.slice(3), 'base64url').toString('latin1')).not.toContain('token');
});

test.each([sealed, FIRST])('a sealed text with any one byte changed, cut or empty does not open', (whole) => {
  const [version, bytes] = [whole.slice(0, 3), Buffer.from(whole.slice(3), 'base64url')];
  for (let i = 0; i < bytes.length; i += 1) {
    const changed = Buffer.from(bytes);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(openSecret(keys, owner, version + changed.toString('base64url'))).toBeNull();
    expect(openSecret(keys, owner, version + bytes.subarray(0, i).toString('base64url'))).toBeNull();
  }
  for (const text of ['', version, 'v3.AAAA', 'token']) expect(openSecret(keys, owner, text)).toBeNull();
});
