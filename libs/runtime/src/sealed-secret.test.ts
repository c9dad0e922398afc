import fc from 'fast-check';
import { openSecret, sealSecret, type SecretOwner } from './sealed-secret.js';

const platform = 'a-secret-of-a-platform-that-is-long-enough';
const owner: SecretOwner = { tenantId: 'acme', receiverId: 'r1', field: 'bot_token' };

test('a secret comes back for its owner, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
      expect(openSecret(platform, owner, sealSecret(platform, owner, secret))).toBe(secret);
    }),
  );
});

test.each([
  ['another tenant', { ...owner, tenantId: 'other' }, platform],
  ['another receiver', { ...owner, receiverId: 'r2' }, platform],
  ['another field', { ...owner, field: 'webhook_url' }, platform],
  ['parts that only read the same', { tenantId: 'ac', receiverId: 'mer1', field: 'bot_token' }, platform],
  ['another platform', owner, `${platform}!`],
])('it does not come back for %s', (_who, asking, secret) => {
  expect(openSecret(secret, asking, sealSecret(platform, owner, 'token'))).toBeNull();
});

test('what is sealed shows nothing of the secret, and is another text each time', () => {
  const [one, two] = [sealSecret(platform, owner, 'token'), sealSecret(platform, owner, 'token')];
  expect(one).not.toBe(two);
  expect(Buffer.from(one.slice(3), 'base64url').toString('latin1')).not.toContain('token');
});

test('a sealed text with any one byte changed, cut or empty does not open', () => {
  const sealed = sealSecret(platform, owner, 'token');
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let i = 0; i < bytes.length; i += 1) {
    const changed = Buffer.from(bytes);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(openSecret(platform, owner, `v1.${changed.toString('base64url')}`)).toBeNull();
    expect(openSecret(platform, owner, `v1.${bytes.subarray(0, i).toString('base64url')}`)).toBeNull();
  }
  for (const text of ['', 'v1.', 'v2.AAAA', 'token']) expect(openSecret(platform, owner, text)).toBeNull();
});
